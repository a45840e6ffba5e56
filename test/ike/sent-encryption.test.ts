import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import { phase2Iv } from '../../src/ike/keymat.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { Bench } from './bench.ts';
import { data, notify, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

/** The clear octets of an encrypted message behind its header, and its last cipher block. */
function opened(puppet: Puppet, message: Uint8Array, iv: Uint8Array) {
  const clear = puppet.keys.cbc.decrypt(iv, message.subarray(28));
  return { clear, last: message.slice(message.length - 16) };
}

describe('an encrypted message (RFC 2409 3.2, App. B)', () => {
  test('is cipher text from behind the header to its end, filled up with zeros', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.exchangeKeys();
    const own = puppet.sealed(puppet.proof());
    const [message6] = puppet.give(own);
    const { clear } = opened(puppet, message6!, own.slice(own.length - 16));
    const { nextPayload, length } = decodeHeader(message6!);
    expect(length).toBe(message6!.length);
    const { payloads, end } = decodePayloads(nextPayload, clear, 0);
    expect(payloads.map(({ kind }) => kind)).toEqual(['id', 'hash', 'notify']);
    for (const payload of payloads) expect(payload).not.toHaveProperty('reserved');
    expect(clear.subarray(end).every((octet) => octet === 0)).toBe(true);
    expect(clear.length - end).toBeLessThan(16);
  });

  test('starts from the last cipher block of the message before it', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const first = phase2Iv(nodeProvider, 'sha1', puppet.iv, 7);
    const request = puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]);
    const [answer] = puppet.give(request);
    const { clear } = opened(puppet, answer!, request.slice(request.length - 16));
    const { payloads } = decodePayloads(decodeHeader(answer!).nextPayload, clear, 0);
    expect(payloads.map(({ kind }) => kind)).toEqual(['hash', 'sa', 'nonce']);
    for (const payload of payloads) expect(payload).not.toHaveProperty('reserved');
    expect(opened(puppet, request, first).clear[0]).toBe(1);
    puppet.open(answer!);
    puppet.give(puppet.quick3(7, puppet.ni, octetsOf(payloads, 'nonce')));
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test('of another exchange starts from phase 1 and its own message id, whatever is under way', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const [answer] = puppet.give(puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]));
    const nr = octetsOf(puppet.open(answer!), 'nonce');
    puppet.give(puppet.inform(8, [notify(24_577, 3)]));
    puppet.give(puppet.inform(9, [notify(24_577, 3)]));
    puppet.give(puppet.quick3(7, puppet.ni, nr));
    expect(bench.of('notify-received')).toHaveLength(2);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });
});
