import { describe, expect, test } from 'vitest';
import { EMPTY, fromHex, readU32, toHex, u32 } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from './bench.ts';
import {
  type AttributeRow,
  data,
  MAIN_MODE_ROWS,
  mainModeSa,
  notify,
  QUICK_MODE_ROWS,
  quickModeSa,
  sa,
  transform,
  vendorId,
} from './payloads.ts';
import { kinds, octetsOf, Puppet } from './puppet.ts';

function established(options: BenchOptions = {}): { bench: Bench; puppet: Puppet } {
  const bench = new Bench(options);
  return { bench, puppet: new Puppet(bench, { role: 'initiator' }).mainMode() };
}

/** Asks for a quick mode with an SA payload; the payloads of whatever comes back. */
function ask(puppet: Puppet, offer: Payload, ...more: Payload[]) {
  const [answer] = puppet.give(puppet.quick1(7, [offer, data('nonce', puppet.ni), ...more]));
  return answer === undefined ? [] : puppet.open(answer);
}

const asTlv = (rows: readonly AttributeRow[]): AttributeRow[] =>
  rows.map(([type, value]) => [type, typeof value === 'number' ? u32(value) : value]);

const changed = (type: number, value: number): AttributeRow[] =>
  QUICK_MODE_ROWS.map(([own, old]) => [own, own === type ? value : old]);

const without = (type: number): AttributeRow[] => QUICK_MODE_ROWS.filter(([own]) => own !== type);

describe('a responder of quick mode answers', () => {
  test('with one transform as it came, the proposal number kept, and an SPI of its own', () => {
    const { bench, puppet } = established();
    const shuffled = [...QUICK_MODE_ROWS.slice(2)].reverse();
    const rows: AttributeRow[] = [...shuffled, [1, 1], [2, u32(3600)]];
    const chosen = transform(6, 12, rows);
    const offer = sa(
      { number: 4, protocol: 2, spi: u32(0x1111), transforms: [transform(1, 3, [[5, 2]])] },
      { number: 5, protocol: 3, spi: u32(0x2222), transforms: [transform(2, 11, rows), chosen] },
    );
    const answer = ask(puppet, offer);
    expect(kinds(answer)).toBe('hash sa nonce');
    const { pair } = bench.sas.installed.values().next().value!;
    const expected = sa({
      number: 5,
      protocol: 3,
      spi: u32(pair.inbound.spi),
      transforms: [chosen],
    });
    expect(toHex(answer[1]!.raw)).toBe(toHex(puppet.clear([expected]).subarray(32)));
    expect(pair.outbound.spi).toBe(0x2222);
  });

  test.each<[string, AttributeRow[], { seconds: number; kilobytes: number }]>([
    ['all TLV', asTlv(QUICK_MODE_ROWS), { seconds: 3600, kilobytes: 0 }],
    ['no lifetime', QUICK_MODE_ROWS.slice(2), { seconds: 3600, kilobytes: 0 }],
    [
      'a shorter lifetime',
      [...QUICK_MODE_ROWS.slice(2), [1, 1], [2, 50]],
      { seconds: 50, kilobytes: 0 },
    ],
    [
      'a lifetime of four octets and one in kilobytes',
      [...QUICK_MODE_ROWS.slice(2), [1, 1], [2, u32(900)], [1, 2], [2, u32(4_608_000)]],
      { seconds: 900, kilobytes: 4_608_000 },
    ],
    ['no encapsulation mode', without(4), { seconds: 3600, kilobytes: 0 }],
  ])('an offer with %s', (_, rows, lifetime) => {
    const { bench, puppet } = established();
    expect(kinds(ask(puppet, quickModeSa(0x3333, rows)))).toBe('hash sa nonce');
    expect([...bench.sas.installed.values()][0]!.pair.lifetime).toEqual(lifetime);
  });

  test.each<[string, Payload, string | undefined]>([
    ['an unknown attribute', quickModeSa(1000, [...QUICK_MODE_ROWS, [20, 1]]), 'besides'],
    [
      'extended sequence numbers',
      quickModeSa(1000, [...QUICK_MODE_ROWS, [11, 1]]),
      'sequence numbers',
    ],
    ['another key length', quickModeSa(1000, changed(6, 256)), 'transform'],
    ['no key length', quickModeSa(1000, without(6)), 'transform'],
    ['another integrity', quickModeSa(1000, changed(5, 1)), 'integrity'],
    ['no integrity', quickModeSa(1000, without(5)), 'integrity'],
    ['a UDP mode without a NAT', quickModeSa(1000, changed(4, 4)), 'encapsulation mode'],
    ['a mode that nobody knows', quickModeSa(1000, changed(4, 9)), 'encapsulation mode'],
  ])('%s with a refusal that is protected', (_, offer, what) => {
    const { bench, puppet } = established();
    const answer = ask(puppet, offer);
    expect(kinds(answer)).toBe('hash notify');
    expect(bench.failures[0]!.comparison.find(({ differs }) => differs)?.what).toBe(what);
    expect(answer[1]).toMatchObject({ kind: 'notify', notifyType: 14, protocol: 3 });
    expect(bench.failures[0]!.notify).toBe(14);
    expect(bench.sas.installed.size + bench.sas.reserved.size).toBe(0);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });

  test.each<[string, Uint8Array]>([
    ['two octets', fromHex('abcd')],
    ['eight octets', fromHex('0102030405060708')],
    ['none', EMPTY],
  ])('an SPI of %s with a refusal', (_, spi) => {
    const { bench, puppet } = established();
    const offer = sa({
      number: 1,
      protocol: 3,
      spi,
      transforms: [transform(1, 12, QUICK_MODE_ROWS)],
    });
    const answer = ask(puppet, offer);
    expect(kinds(answer)).toBe('hash notify');
    expect(answer[1]).toMatchObject({ spi });
    expect(bench.sas.installed.size).toBe(0);
  });

  test('no bundle of ESP with AH or IPComp, but ESP alone behind it', () => {
    const esp = (number: number, spi: number) => ({
      number,
      protocol: 3,
      spi: u32(spi),
      transforms: [transform(1, 12, QUICK_MODE_ROWS)],
    });
    const ah = {
      number: 1,
      protocol: 2,
      spi: u32(0x5000),
      transforms: [transform(1, 3, [[5, 2]])],
    };
    const ipcomp = {
      number: 2,
      protocol: 4,
      spi: fromHex('0003'),
      transforms: [transform(1, 3, [])],
    };
    const { puppet } = established();
    const answer = ask(puppet, sa(ah, esp(1, 0x6000), esp(2, 0x6001), ipcomp, esp(3, 0x6002)));
    expect(answer[1]).toMatchObject({ kind: 'sa', proposals: [{ number: 3, protocol: 3 }] });
    const other = established();
    expect(kinds(ask(other.puppet, sa(ah, esp(1, 0x6000))))).toBe('hash notify');
    expect(other.bench.failures[0]!.code).toBe('protocols-differ');
  });

  test('with NO-PROPOSAL-CHOSEN to a group without its key, and the reverse', () => {
    const group: AttributeRow[] = [...QUICK_MODE_ROWS, [3, 19]];
    const { publicValue } = new Puppet(new Bench(), { role: 'initiator' }).pair;
    const ke = data('ke', publicValue);
    const pfs = { child: { pfsGroup: 19 as const } };
    const cases: [BenchOptions, Payload[], string, number][] = [
      [{}, [quickModeSa(1000), ke], 'malformed-message', 16],
      [{}, [quickModeSa(1000, group), ke], 'pfs-differs', 14],
      [pfs, [quickModeSa(1000)], 'pfs-differs', 14],
      [pfs, [quickModeSa(1000, group)], 'malformed-message', 16],
      [pfs, [quickModeSa(1000, group), data('ke', new Uint8Array(64))], 'bad-public-value', 17],
      [
        pfs,
        [quickModeSa(1000, group), data('ke', publicValue.subarray(1))],
        'bad-public-value',
        17,
      ],
    ];
    for (const [options, [offer, ...more], code, notifyType] of cases) {
      const { bench, puppet } = established(options);
      expect(ask(puppet, offer!, ...more)[1]).toMatchObject({ notifyType });
      expect(bench.failures).toMatchObject([{ code, certainty: 'certain' }]);
    }
    const { puppet } = established(pfs);
    expect(kinds(ask(puppet, quickModeSa(1000, group), ke))).toBe('hash sa nonce ke');
  });

  test('with nothing to another form than its own', () => {
    const nonce = data('nonce', new Uint8Array(16));
    const offer = quickModeSa(1000);
    const forms: Payload[][] = [
      [nonce, offer],
      [offer],
      [offer, nonce, nonce],
      [offer, offer, nonce],
      [vendorId(EMPTY), offer, nonce],
      [offer, nonce, data('sig', EMPTY)],
    ];
    for (const rest of forms) {
      const { bench, puppet } = established();
      expect(puppet.give(puppet.quick1(7, rest))).toEqual([]);
      expect(bench.drops[0]).toMatch(/^undecryptable: quick mode, message 1: .*form: HDR\*/);
    }
    const { bench, puppet } = established();
    const digestLast = [offer, nonce, data('hash', new Uint8Array(20))];
    expect(puppet.give(puppet.sealed(digestLast, { exchangeType: 32, messageId: 7 }))).toEqual([]);
    expect(bench.drops[0]).toContain('the first payload is not HASH');
  });

  test('with nothing to a wrong hash: message 1 and message 3', () => {
    const { bench, puppet } = established();
    const good = puppet.withHash1(7, [quickModeSa(), data('nonce', puppet.ni)]);
    const forged = [data('hash', new Uint8Array(20)), ...good.slice(1)];
    expect(puppet.give(puppet.sealed(forged, { exchangeType: 32, messageId: 7 }))).toEqual([]);
    expect(bench.drops[0]).toBe('bad-hash: quick mode, message 1: HASH(1) is wrong');
    puppet.chains.clear();
    const nr = octetsOf(ask(puppet, quickModeSa()), 'nonce');
    const iv = puppet.chains.get(7)!;
    puppet.give(puppet.quick3(7, puppet.ni, puppet.ni));
    expect(bench.drops[1]).toBe('bad-hash: quick mode, message 3: HASH(3) is wrong');
    puppet.chains.set(7, iv);
    puppet.give(puppet.quick3(7, puppet.ni, nr));
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test.each([
    [7, false],
    [8, true],
    [256, true],
    [257, false],
  ])('a nonce of %i octets: %s', (length, isTaken) => {
    const { bench, puppet } = established();
    puppet.ni = new Uint8Array(length);
    const answer = ask(puppet, quickModeSa());
    expect(kinds(answer)).toBe(isTaken ? 'hash sa nonce' : 'hash notify');
    if (!isTaken)
      expect(bench.failures[0]).toMatchObject({ code: 'malformed-message', notify: 16 });
  });

  test('with a limit where no SPI is left', () => {
    const { bench, puppet } = established({ spis: 0 });
    expect(ask(puppet, quickModeSa())).toEqual([]);
    expect(bench.failures).toMatchObject([
      { code: 'limit-reached', where: 'quick mode, message 2', notify: undefined },
    ]);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
  });

  test('and makes the same KEYMAT, with notifies beside the messages ignored', () => {
    const { bench, puppet } = established();
    const answer = ask(puppet, quickModeSa(0x7777), notify(24_577), vendorId(EMPTY));
    const nr = octetsOf(answer, 'nonce');
    puppet.give(puppet.quick3(7, puppet.ni, nr));
    const [{ pair, halves } = { pair: undefined, halves: new Set() }] =
      bench.sas.installed.values();
    expect([...halves].sort()).toEqual(['in', 'out']);
    const keymat = (spi: number) => {
      const seed = [Uint8Array.of(3), u32(spi), puppet.ni, nr];
      const prf = nodeProvider.hmac('sha1', puppet.keys.skeyidD);
      const first = prf.compute(...seed);
      return toHex(first) + toHex(prf.compute(first, ...seed));
    };
    for (const half of [pair!.inbound, pair!.outbound]) {
      expect(keymat(half.spi).startsWith(toHex(half.keymat.reveal()))).toBe(true);
    }
    expect(readU32(answer[1]!.raw, 16)).toBe(pair!.inbound.spi);
  });
});

describe('main mode, then', () => {
  test('quick modes on a main mode of another hash use that hash', () => {
    const rows = MAIN_MODE_ROWS.map(([t, v]) => [t, t === 2 ? 6 : v] as const);
    const proposals = [{ encryption: 'aes-cbc', keyBits: 128, hash: 'sha512', group: 19 }] as const;
    const bench = new Bench({ peer: { proposals } });
    const puppet = new Puppet(bench, { role: 'initiator', hash: 'sha512' });
    puppet.offer(mainModeSa(rows));
    puppet.exchangeKeys();
    puppet.prove();
    const answer = ask(puppet, quickModeSa());
    expect(octetsOf(answer, 'hash')).toHaveLength(64);
    expect(octetsOf(answer, 'nonce').length).toBeGreaterThanOrEqual(32);
  });
});
