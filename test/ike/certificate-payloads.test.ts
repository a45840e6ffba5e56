import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { data, notify, quickModeSa } from './payloads.ts';
import { kinds, messageIdOf, octetsOf, Puppet } from './puppet.ts';

/** A certificate of no particular content, and a request for one: a pre-shared key needs neither. */
const CERTIFICATES: Payload[] = [
  { kind: 'cert', type: 6, encoding: 4, data: utf8('a certificate') },
  { kind: 'certreq', type: 7, encoding: 4, data: utf8('an authority') },
  { kind: 'certreq', type: 7, encoding: 4, data: new Uint8Array(0) },
];

describe('certificates and requests for them, in any message (RFC 2408 3.9, 3.10)', () => {
  test('are taken by a responder, which sends as many messages as without (RFC 2409 5)', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer(undefined, CERTIFICATES);
    const own = [data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)];
    expect(kinds(puppet.exchangeKeys(puppet.clear([...own, ...CERTIFICATES])))).toMatch(
      /^ke nonce/,
    );
    expect(kinds(puppet.prove([...puppet.proof(), ...CERTIFICATES]))).toBe('id hash notify');
    const rest = [quickModeSa(), data('nonce', puppet.ni), ...CERTIFICATES];
    const answer = puppet.open(puppet.give(puppet.quick1(7, rest))[0]!);
    const chain = puppet.ivOf(7);
    const [hash] = decoded(puppet.quick3(7, puppet.ni, octetsOf(answer, 'nonce')), puppet, chain);
    puppet.chains.set(7, chain);
    const message3 = [data('hash', hash!.raw), ...CERTIFICATES];
    expect(puppet.give(puppet.sealed(message3, { exchangeType: 32, messageId: 7 }))).toEqual([]);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
    puppet.give(puppet.inform(8, [...CERTIFICATES, notify(24_577, 3)]));
    expect(bench.of('notify-received')).toHaveLength(1);
    expect(bench.drops).toEqual([]);
    expect(bench.sent).toHaveLength(4);
  });

  test('are taken by an initiator, which sends as many messages as without (RFC 2409 5)', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message3] = puppet.give(puppet.message2(bench.initiate()[0]!, undefined, CERTIFICATES));
    puppet.takeKeys(message3!);
    const own = [data('ke', puppet.pair.publicValue), data('nonce', puppet.nr)];
    const [message5] = puppet.give(puppet.clear([...own, ...CERTIFICATES]));
    puppet.open(message5!);
    const [quick1] = puppet.give(puppet.sealed([...puppet.proof(), ...CERTIFICATES]));
    const ni = octetsOf(puppet.open(quick1!), 'nonce');
    const rest = [quickModeSa(), data('nonce', puppet.nr), ...CERTIFICATES];
    puppet.give(puppet.quick2(messageIdOf(quick1!), ni, rest));
    expect(bench.of('quick-mode-established')).toHaveLength(1);
    expect(bench.drops).toEqual([]);
    expect(bench.sent).toHaveLength(5);
  });
});

/** The payloads of a message that the puppet itself has sealed. */
function decoded(message: Uint8Array, puppet: Puppet, chain: Uint8Array) {
  puppet.chains.set(messageIdOf(message), chain);
  return puppet.open(message);
}
