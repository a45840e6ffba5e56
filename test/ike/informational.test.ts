import { describe, expect, test } from 'vitest';
import { concat, EMPTY, u32 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { Duo, disagreements, established } from './duo.ts';
import { data, deletion, notify, quickModeSa } from './payloads.ts';
import { kinds, octetsOf, Puppet } from './puppet.ts';

/** A main mode with one pair of ESP SAs on it, whose outbound SPI is the puppet's. */
function withChild(options: BenchOptions = {}, spi = 0x5555) {
  const bench = new Bench(options);
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const request = puppet.quick1(7, [quickModeSa(spi), data('nonce', puppet.ni)]);
  const nr = octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce');
  puppet.give(puppet.quick3(7, puppet.ni, nr));
  const [pair] = [...bench.sas.installed.values()];
  return { bench, puppet, pair: pair!.pair };
}

const cookies = ({ cookies: { initiator, responder } }: Puppet): Uint8Array =>
  concat(initiator, responder);

describe('a protected delete', () => {
  test('of a pair ends it on this side too, and nothing else', () => {
    const { bench, puppet } = withChild();
    puppet.give(puppet.inform(1, [deletion(3, u32(0x5555))]));
    expect(bench.of('quick-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
    expect(bench.sas.installed.size).toBe(0);
    expect(bench.engine.children()).toEqual([]);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });

  test('of several, known and unknown', () => {
    const { bench, puppet } = withChild();
    const spis = [1, 0x5555, 0x5555, 77].map(u32);
    puppet.give(puppet.inform(1, [deletion(3, ...spis), deletion(3), deletion(2, u32(0x5555))]));
    expect(bench.of('quick-mode-ended')).toHaveLength(1);
  });

  test('of the SPI that this host receives on is not this host’s to obey', () => {
    const { bench, puppet, pair } = withChild();
    puppet.give(puppet.inform(1, [deletion(3, u32(pair.inbound.spi))]));
    expect(bench.of('quick-mode-ended')).toEqual([]);
  });

  test('of main mode ends it and leaves the pairs (RFC 2408 5.15)', () => {
    const { bench, puppet } = withChild();
    puppet.give(puppet.inform(1, [deletion(1, cookies(puppet))]));
    expect(bench.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
    expect(bench.engine.mainModeSas()).toEqual([]);
    expect(bench.engine.children()).toHaveLength(1);
    expect(bench.sas.installed.size).toBe(1);
    puppet.give(puppet.inform(2, [deletion(3, u32(0x5555))]));
    expect(bench.drops.at(-1)).toBe(
      'invalid-cookie: informational: no main mode has these cookies',
    );
  });

  test('of another main mode of the same peer ends that one', () => {
    const bench = new Bench();
    const first = new Puppet(bench, { role: 'initiator', seed: 'one' }).mainMode();
    const second = new Puppet(bench, { role: 'initiator', seed: 'two' }).mainMode();
    first.give(first.inform(1, [deletion(1, cookies(second))]));
    expect(bench.engine.mainModeSas()).toHaveLength(1);
    first.give(first.inform(2, [deletion(1, new Uint8Array(16)), deletion(1, u32(1))]));
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });

  test('and notify that fail a quick mode under way leave nothing of it', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    puppet.open(puppet.respond(bench.initiate()[0]!)[0]!);
    puppet.give(puppet.inform(1, [deletion(1, cookies(puppet)), notify(14, 3)]));
    expect(bench.of('quick-mode-failed')).toMatchObject([
      { failure: { code: 'deleted-by-peer', windowsError: { name: 'SA_DELETED' } } },
    ]);
    expect(bench.sas.reserved.size).toBe(0);
    expect(bench.engine.mainModeSas()).toEqual([]);
    expect(bench.engine.nextTimeout()).toBeUndefined();
  });

  test('that overtakes message 3 of quick mode ends the pair that is half there', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
    const request = puppet.quick1(7, [quickModeSa(0x5555), data('nonce', puppet.ni)]);
    const nr = octetsOf(puppet.open(puppet.give(request)[0]!), 'nonce');
    puppet.give(puppet.inform(8, [deletion(3, u32(0x5555))]));
    expect(bench.failures).toMatchObject([
      { code: 'deleted-by-peer', where: 'quick mode, message 3' },
    ]);
    puppet.give(puppet.quick3(7, puppet.ni, nr));
    expect(bench.of('quick-mode-established')).toEqual([]);
    expect(bench.sas.installed.size).toBe(0);
  });
});

test('an informational message that was recorded and comes again says nothing a second time', () => {
  const { bench, puppet } = withChild();
  const message = puppet.inform(1, [notify(24_578)]);
  puppet.give(message);
  puppet.give(message);
  expect(bench.of('notify-received')).toHaveLength(1);
  expect(bench.drops).toEqual(['unexpected: informational: its message id was used before']);
});

describe('an informational message that is not true', () => {
  const cases: [string, (puppet: Puppet) => Uint8Array, RegExp][] = [
    [
      'with a wrong hash',
      (puppet) =>
        puppet.sealed([data('hash', new Uint8Array(20)), deletion(3, u32(0x5555))], {
          exchangeType: 5,
          messageId: 3,
        }),
      /^bad-hash: informational: HASH\(1\) is wrong/,
    ],
    [
      'without a hash',
      (puppet) => puppet.sealed([deletion(3, u32(0x5555))], { exchangeType: 5, messageId: 3 }),
      /^undecryptable: informational: the first payload is not HASH/,
    ],
    [
      'with its hash last',
      (puppet) => {
        const [hash, rest] = puppet.withHash1(3, [deletion(3, u32(0x5555))]);
        return puppet.sealed([rest!, hash!], { exchangeType: 5, messageId: 3 });
      },
      /^undecryptable: informational: the first payload is not HASH/,
    ],
    [
      'in clear',
      (puppet) => puppet.clear([deletion(3, u32(0x5555))], { exchangeType: 5, messageId: 3 }),
      /^unprotected: informational: in clear/,
    ],
    [
      'in clear with a hash',
      (puppet) =>
        puppet.clear(puppet.withHash1(3, [deletion(3, u32(0x5555))]), {
          exchangeType: 5,
          messageId: 3,
          flags: 4,
        }),
      /^unprotected: informational: in clear/,
    ],
    [
      'under another IV',
      (puppet) => {
        puppet.chains.set(3, new Uint8Array(16));
        return puppet.inform(3, [deletion(3, u32(0x5555))]);
      },
      /^(undecryptable|bad-hash): informational/,
    ],
    [
      'of half a block',
      (puppet) => {
        const message = puppet.inform(3, [deletion(3, u32(0x5555))]);
        const short = message.slice(0, message.length - 8);
        new DataView(short.buffer).setUint32(24, short.length);
        return short;
      },
      /^undecryptable: informational: its length is no multiple/,
    ],
  ];

  test.each(cases)('%s is dropped, and its message id is not used up', (_, make, words) => {
    const { bench, puppet } = withChild();
    puppet.give(make(puppet));
    expect(bench.drops).toHaveLength(1);
    expect(bench.drops[0]).toMatch(words);
    expect(bench.engine.children()).toHaveLength(1);
    puppet.chains.delete(3);
    puppet.give(puppet.inform(3, [deletion(3, u32(0x5555))]));
    expect(bench.engine.children()).toEqual([]);
  });

  test('in clear with nonsense, while main mode is under way, is malformed', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    const message = puppet.clear([notify(14)], { exchangeType: 5 });
    message[30] = 0xff;
    puppet.give(message);
    puppet.give(puppet.clear([deletion(1, cookies(puppet))], { exchangeType: 5 }));
    expect(bench.drops).toHaveLength(1);
    expect(bench.drops[0]).toMatch(/^malformed: informational: /);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });

  test('encrypted before there are keys is unexpected', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.give(puppet.clear([notify(14)], { exchangeType: 5, flags: 1, messageId: 4 }));
    expect(bench.drops[0]).toMatch(/^unexpected: informational: encrypted before there are keys/);
  });
});

describe('an encrypted message before message 6', () => {
  test('that the keys do not open only colours the words of the time-out', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder', psk: 'another' });
    const [message3] = puppet.give(puppet.message2(bench.initiate()[0]!));
    puppet.give(puppet.message4(message3!));
    puppet.give(puppet.inform(3, [notify(24)]));
    bench.advance(10_000);
    expect(bench.failures[0]).toMatchObject({
      code: 'preshared-keys-likely-differ',
      certainty: 'likely',
    });
    expect(bench.failures[0]!.detail).toContain(
      'It sent an encrypted message that the keys of this host do not open',
    );
  });

  test('that they open is the peer’s word, and ends main mode', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message3] = puppet.give(puppet.message2(bench.initiate()[0]!));
    const [message5] = puppet.give(puppet.message4(message3!));
    puppet.open(message5!);
    puppet.give(puppet.inform(3, [notify(24)]));
    expect(bench.failures[0]).toMatchObject({
      code: 'peer-identity-not-accepted',
      certainty: 'certain',
      where: 'main mode, message 5',
    });
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test('a delete changes nothing, and a status notify is only noted', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.exchangeKeys();
    const payloads: Payload[] = [deletion(1, cookies(puppet)), notify(24_578)];
    puppet.give(puppet.inform(3, payloads));
    expect(bench.engine.mainModeSas()).toHaveLength(1);
    puppet.prove();
    expect(bench.of('main-mode-established')).toHaveLength(1);
  });
});

describe('what this host sends', () => {
  test('a refusal in clear names the exchange by its cookies, with a message id of its own', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    const [refusal] = puppet.give(puppet.clear([{ ...quickModeSa(), proposals: [] }]));
    expect(refusal).toBeDefined();
    expect(refusal![19]).toBe(0);
    expect(refusal!.subarray(20, 24)).not.toEqual(new Uint8Array(4));
    expect(bench.of('isakmp-sent')).toMatchObject([
      { exchange: 'informational', payloads: ['N(BAD-PROPOSAL-SYNTAX)'], encrypted: false },
    ]);
  });

  test('a delete is protected, and has a message id of its own each time', () => {
    const { bench, puppet, pair } = withChild();
    expect(bench.engine.deleteChild(pair.id, bench.now)).toBe(true);
    expect(bench.engine.deleteChild(pair.id, bench.now)).toBe(false);
    const message = bench.sent.at(-1)!.message;
    const payloads = puppet.open(message);
    expect(kinds(payloads)).toBe('hash delete');
    expect(payloads[1]).toMatchObject({ protocol: 3, spis: [u32(pair.inbound.spi)] });
    expect(bench.sas.installed.size).toBe(0);
    bench.engine.deletePeer(undefined, bench.now);
    const last = puppet.open(bench.sent.at(-1)!.message);
    expect(last[1]).toMatchObject({ protocol: 1, spis: [cookies(puppet)] });
    expect(last[1]).not.toEqual(EMPTY);
  });

  test('both directions: either side’s delete ends both sides', () => {
    for (const from of ['a', 'b'] as const) {
      const duo = new Duo();
      duo.complete();
      const [child] = duo[from].engine.children();
      expect(duo[from].engine.deleteChild(child!.id, duo.now)).toBe(true);
      duo.wait(0);
      duo.settle();
      for (const side of [duo.a, duo.b]) {
        const reason = side === duo[from] ? 'deleted' : 'deleted-by-peer';
        expect(side.of('quick-mode-ended')).toMatchObject([{ reason, policy: 'tunnel' }]);
        expect(side.sas.installed.size).toBe(0);
      }
      expect(established(duo)).toBe('1 1 1 1');
      expect(disagreements(duo)).toEqual([]);
    }
  });
});
