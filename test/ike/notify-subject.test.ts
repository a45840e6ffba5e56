import { describe, expect, test } from 'vitest';
import { EMPTY, u32 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { data, deletion, notify, quickModeSa } from './payloads.ts';
import { octetsOf, Puppet } from './puppet.ts';

/** The engine waits for the answer to its quick mode. */
function asked(): { bench: Bench; puppet: Puppet } {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'responder' });
  puppet.open(puppet.respond(bench.initiate()[0]!)[0]!);
  return { bench, puppet };
}

const REFUSAL = 14;

describe('a notify under the keys (RFC 2408 5.14)', () => {
  test.each<[string, Payload, RegExp]>([
    [
      'of an unknown domain of interpretation',
      { ...notify(REFUSAL, 3), doi: 2 } as Payload,
      /domain of interpretation 2/,
    ],
    ['about an unknown protocol', notify(REFUSAL, 9), /about protocol 9/],
    ['about no protocol', notify(REFUSAL, 0), /about protocol 0/],
  ])('%s is passed over', (_, payload, words) => {
    const { bench, puppet } = asked();
    puppet.give(puppet.inform(3, [payload]));
    expect(bench.drops[0]).toMatch(/^unexpected: informational: a notify /);
    expect(bench.drops[0]).toMatch(words);
    expect(bench.of('notify-received')).toEqual([]);
    expect(bench.failures).toEqual([]);
    puppet.give(puppet.inform(4, [notify(REFUSAL, 3)]));
    expect(bench.failures).toHaveLength(1);
  });

  test('of ISAKMP’s own domain of interpretation (0) is taken', () => {
    const { bench, puppet } = asked();
    puppet.give(puppet.inform(3, [{ ...notify(REFUSAL, 3), doi: 0 } as Payload]));
    expect(bench.failures).toHaveLength(1);
  });

  test.each([
    ['none', EMPTY],
    ['of four octets', u32(77)],
    ['of sixteen octets that are no cookies', new Uint8Array(16).fill(9)],
  ])('about ISAKMP counts whatever its SPI is: %s (RFC 2408 3.14)', (_, spi) => {
    const { bench, puppet } = asked();
    puppet.give(puppet.inform(3, [notify(REFUSAL, 1, spi)]));
    expect(bench.of('notify-received')).toHaveLength(1);
    expect(bench.failures).toMatchObject([{ code: 'no-common-quick-mode-proposal' }]);
  });
});

describe('a delete under the keys (RFC 2408 5.15)', () => {
  test.each<[string, object]>([
    ['of an unknown domain of interpretation', { doi: 2 }],
    ['about an unknown protocol', { protocol: 9 }],
  ])('%s is passed over', (_, changes) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const request = puppet.quick1(7, [quickModeSa(0x5555), data('nonce', puppet.ni)]);
    const nr = octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce');
    puppet.give(puppet.quick3(7, puppet.ni, nr));
    const payload = deletion(3, u32(0x5555));
    puppet.give(puppet.inform(8, [{ ...payload, ...changes } as Payload]));
    expect(bench.drops[0]).toMatch(/^unexpected: informational: a delete /);
    expect(bench.engine.children()).toHaveLength(1);
    puppet.give(puppet.inform(9, [payload]));
    expect(bench.engine.children()).toEqual([]);
  });
});
