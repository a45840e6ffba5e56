import { describe, expect, test } from 'vitest';
import { EMPTY, fromHex, u16, utf8 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { data, id, mainModeSa, notify, unknownPayload, vendorId } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';
import { refusals } from './refusals.ts';

const isEstablished = (bench: Bench): boolean => bench.of('main-mode-established').length === 1;

function initiator(options: BenchOptions = {}): { bench: Bench; puppet: Puppet } {
  const bench = new Bench(options);
  return { bench, puppet: new Puppet(bench, { role: 'initiator' }) };
}

describe('what stands beside a message', () => {
  const strangers: Payload[] = [
    vendorId(utf8('somebody nobody knows')),
    vendorId(fromHex('4a131c81070358455c5728f20e95452f')),
    vendorId(EMPTY),
    notify(24_578),
    { kind: 'certreq', type: 7, encoding: 4, data: EMPTY },
    unknownPayload(200, Uint8Array.of(1, 2, 3)),
  ];

  test('does not matter: vendor IDs, notifies, requests, unknown payloads', () => {
    const { bench, puppet } = initiator();
    const exchange = (payloads: Payload[]) => puppet.clear([...payloads, ...strangers]);
    puppet.offer(mainModeSa(), strangers);
    puppet.exchangeKeys(exchange([data('ke', puppet.pair.publicValue), data('nonce', puppet.ni)]));
    puppet.prove([...puppet.proof(), ...strangers]);
    expect(isEstablished(bench)).toBe(true);
    // RFC 2409 5: INITIAL-CONTACT and the like are nothing that HASH_I covers, so nothing happens.
    expect(bench.of('notify-received')).toEqual([]);
  });

  test('is bounded', () => {
    const { bench, puppet } = initiator();
    const many = Array.from({ length: 100 }, (_, i) => vendorId(u16(i)));
    expect(puppet.offer(mainModeSa(), many)).toEqual([]);
    expect(bench.drops[0]).toMatch(/^malformed: main mode, message 1: too-many/);
    const fewer = Array.from({ length: 60 }, (_, i) => vendorId(u16(i)));
    expect(puppet.offer(mainModeSa(), fewer)).not.toEqual([]);
  });

  test.each<[string, Payload[], RegExp]>([
    ['two SA payloads', [mainModeSa(), mainModeSa()], /1 sa payload/],
    ['no SA payload', [vendorId(EMPTY)], /SA is missing/],
    ['a KE payload too early', [mainModeSa(), data('ke', EMPTY)], /1 ke payload/],
    ['a signature', [mainModeSa(), data('sig', EMPTY)], /1 sig payload/],
    ['nothing', [], /SA is missing/],
  ])('matters where the form forbids it: %s', (_, payloads, words) => {
    const { bench, puppet } = initiator();
    const message = puppet.clear(payloads);
    // What is shorter than an answer gets none.
    const said = message.length < 40 ? [] : ['PAYLOAD-MALFORMED'];
    expect(refusals(puppet.give(message))).toEqual(said);
    expect(bench.drops[0]).toMatch(/^malformed: main mode, message 1: /);
    expect(bench.drops[0]).toMatch(words);
  });

  test('with a reserved octet that is set is malformed', () => {
    const { bench, puppet } = initiator();
    const message = puppet.clear([mainModeSa()]);
    message[29] = 1;
    expect(refusals(puppet.give(message))).toEqual(['PAYLOAD-MALFORMED']);
    expect(bench.drops[0]).toContain('the reserved octet at off=29 is not zero');
  });
});

describe('the identity of phase 1', () => {
  const address = Uint8Array.of(192, 0, 2, 2);

  test.each([
    [0, 0],
    [17, 500],
    [17, 4500],
    [17, 0],
  ])('may name protocol %i port %i', (protocol, port) => {
    const { bench, puppet } = initiator();
    puppet.offer();
    puppet.exchangeKeys();
    puppet.prove(puppet.proof(id(1, address, protocol, port)));
    expect(isEstablished(bench)).toBe(true);
  });

  test.each([
    [17, 501],
    [6, 0],
    [0, 500],
    [6, 500],
  ])('may not name protocol %i port %i (RFC 2407 4.6.2)', (protocol, port) => {
    const { bench, puppet } = initiator();
    puppet.offer();
    puppet.exchangeKeys();
    const payloads = puppet.prove(puppet.proof(id(1, address, protocol, port)));
    expect(bench.failures).toMatchObject([{ code: 'peer-identity-not-accepted' }]);
    expect(bench.failures[0]!.detail).toContain(`protocol ${protocol} port ${port}`);
    expect(kinds(payloads)).toBe('hash notify');
    expect(payloads[1]).toMatchObject({ notifyType: 18 });
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test.each([
    ['of no octets', id(1, EMPTY)],
    ['of a type that nobody knows', id(200, Uint8Array.of(1, 2, 3))],
    ['of the reserved type', id(0, Uint8Array.of(1, 2, 3, 4))],
    ['of a mask with holes', id(4, fromHex('c0000202ff00ff00'))],
  ])('%s is refused by its name (RFC 2408 5.8)', (_, identity) => {
    const { bench, puppet } = initiator();
    puppet.offer();
    puppet.exchangeKeys();
    const payloads = puppet.prove(puppet.proof(identity));
    expect(bench.failures).toMatchObject([{ code: 'peer-identity-not-accepted' }]);
    expect(payloads[1]).toMatchObject({ kind: 'notify', notifyType: 18 });
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test.each([
    ['of control characters', id(2, Uint8Array.of(27, 91, 50, 74))],
    ['of five hundred octets', id(11, new Uint8Array(500).fill(65))],
    ['that is a DER name', id(9, fromHex('3000'))],
  ])('%s is told in plain characters, and bounded', (_, identity) => {
    const { bench, puppet } = initiator();
    puppet.offer();
    puppet.exchangeKeys();
    puppet.prove(puppet.proof(identity));
    const [{ remoteIdentity } = { remoteIdentity: '' }] = bench.of('main-mode-established');
    expect(remoteIdentity).toMatch(/^[\x20-\x7e]{3,600}$/);
  });

  test('has to be the one that its hash is over', () => {
    const { bench, puppet } = initiator();
    puppet.offer();
    puppet.exchangeKeys();
    const [, hash] = puppet.proof(id(1, address));
    puppet.prove([id(1, Uint8Array.of(192, 0, 2, 9)), hash!]);
    expect(isEstablished(bench)).toBe(false);
    expect(bench.drops[0]).toContain('HASH_I');
    bench.advance(900);
    expect(bench.failures).toMatchObject([{ code: 'hash-wrong', notify: 24 }]);
  });
});
