import { describe, expect, test } from 'vitest';
import { EMPTY, fromHex, toHex, u32 } from '../../src/base/bytes.ts';
import type { DecodedPayload } from '../../src/wire/isakmp/payload.ts';
import { Bench, type BenchOptions } from './bench.ts';
import { type AttributeRow, MAIN_MODE_ROWS, mainModeSa, sa, transform } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

function initiator(options: BenchOptions = {}): { bench: Bench; puppet: Puppet } {
  const bench = new Bench(options);
  return { bench, puppet: new Puppet(bench, { role: 'initiator' }) };
}

/** The SA payload of an answer, octet by octet. */
function rawSa(payloads: readonly DecodedPayload[]): string {
  return toHex(payloads[0]!.raw);
}

const asTlv = (rows: readonly AttributeRow[]): AttributeRow[] =>
  rows.map(([type, value]) => [type, typeof value === 'number' ? u32(value) : value]);

describe('a responder of main mode answers', () => {
  test('with one transform as it came: numbers, attributes and their order', () => {
    const { puppet } = initiator();
    const odd = [...MAIN_MODE_ROWS].reverse().filter(([type]) => type !== 11 && type !== 12);
    const lifetime: AttributeRow[] = [
      [11, 1],
      [12, u32(86_400)],
    ];
    const chosen = transform(17, 1, [...odd, ...lifetime]);
    const offer = sa({
      number: 9,
      protocol: 1,
      spi: EMPTY,
      transforms: [transform(3, 1, [[1, 5], ...MAIN_MODE_ROWS.slice(2)]), chosen],
    });
    const answer = puppet.offer(offer);
    const expected = puppet.clear([
      sa({ number: 9, protocol: 1, spi: EMPTY, transforms: [chosen] }),
    ]);
    expect(rawSa(answer)).toBe(toHex(expected.subarray(32)));
    puppet.exchangeKeys();
    expect(kinds(puppet.prove())).toBe('id hash notify');
  });

  test('an offer whose numbers are all TLV, and keeps them TLV', () => {
    const { bench, puppet } = initiator();
    const answer = puppet.offer(mainModeSa(asTlv(MAIN_MODE_ROWS)));
    expect(rawSa(answer)).toBe(toHex(puppet.saBody));
    puppet.exchangeKeys();
    puppet.prove();
    expect(bench.of('main-mode-established')).toMatchObject([{ lifetimeSeconds: 28_800 }]);
  });

  test('with the SPI and of the proposal that fits, not the first', () => {
    const { puppet } = initiator();
    const spi = fromHex('0102030405060708');
    const fitting = { number: 2, protocol: 1, spi, transforms: [transform(1, 1, MAIN_MODE_ROWS)] };
    const esp = { number: 1, protocol: 3, spi: u32(4711), transforms: fitting.transforms };
    const [payload] = puppet.offer(sa(esp, fitting));
    expect(payload).toMatchObject({ kind: 'sa', proposals: [{ number: 2, spi }] });
  });

  test.each<[string, AttributeRow[], number]>([
    ['no lifetime', [], 28_800],
    [
      'a shorter one',
      [
        [11, 1],
        [12, 600],
      ],
      600,
    ],
    [
      'a longer one',
      [
        [11, 1],
        [12, 90_000],
      ],
      28_800,
    ],
    [
      'one of four octets',
      [
        [11, 1],
        [12, u32(700)],
      ],
      700,
    ],
    [
      'one of six octets',
      [
        [11, 1],
        [12, fromHex('000000000320')],
      ],
      800,
    ],
    [
      'kilobytes too',
      [
        [11, 1],
        [12, 900],
        [11, 2],
        [12, 5000],
      ],
      900,
    ],
  ])('an offer with %s', (_, lifetime, lifetimeSeconds) => {
    const { bench, puppet } = initiator();
    puppet.offer(mainModeSa([...MAIN_MODE_ROWS.slice(0, 5), ...lifetime]));
    puppet.exchangeKeys();
    puppet.prove();
    expect(bench.of('main-mode-established')).toMatchObject([{ lifetimeSeconds }]);
  });

  test.each<[string, AttributeRow[]]>([
    ['an attribute that nobody knows', [...MAIN_MODE_ROWS, [99, 1]]],
    ['a PRF of its own', [...MAIN_MODE_ROWS, [13, 1]]],
    ['two values of one attribute', [...MAIN_MODE_ROWS, [2, 4]]],
    ['a key length of 0', MAIN_MODE_ROWS.map(([t, v]) => [t, t === 14 ? 0 : v])],
    ['AES without its key length', MAIN_MODE_ROWS.filter(([type]) => type !== 14)],
    ['DES with a key length', MAIN_MODE_ROWS.map(([t, v]) => [t, t === 1 ? 1 : v])],
    ['a group described besides its number', [...MAIN_MODE_ROWS, [5, 1]]],
    ['no group', MAIN_MODE_ROWS.filter(([type]) => type !== 4)],
    ['no authentication method', MAIN_MODE_ROWS.filter(([type]) => type !== 3)],
    ['a signature method', MAIN_MODE_ROWS.map(([t, v]) => [t, t === 3 ? 3 : v])],
    ['a duration without its type', [...MAIN_MODE_ROWS.slice(0, 5), [12, 600]]],
    ['a life type that nobody knows', [...MAIN_MODE_ROWS.slice(0, 5), [11, 7], [12, 600]]],
    ['a value that is no number', [...MAIN_MODE_ROWS.slice(0, 6), [12, new Uint8Array(40)]]],
    ['an empty value', [...MAIN_MODE_ROWS.slice(0, 6), [12, EMPTY]]],
    ['nothing at all', []],
  ])('no offer with %s', (_, rows) => {
    const { bench, puppet } = initiator();
    const refusal = puppet.give(puppet.clear([mainModeSa(rows)]));
    expect(refusal).toHaveLength(1);
    expect(refusal[0]![18]).toBe(5);
    expect(bench.failures).toMatchObject([{ code: 'no-common-main-mode-proposal' }]);
    expect(bench.engine.mainModeSas()).toEqual([]);
  });

  test('the same value twice', () => {
    const { puppet } = initiator();
    expect(puppet.offer(mainModeSa([...MAIN_MODE_ROWS, [2, 2]]))).not.toEqual([]);
  });

  test('nothing but a notify to a transform that is not KEY_IKE, or a DOI that is not IPsec', () => {
    for (const offer of [
      sa({ number: 1, protocol: 1, spi: EMPTY, transforms: [transform(1, 2, MAIN_MODE_ROWS)] }),
      { ...sa(), doi: 7, rest: fromHex('0000000100000000') },
      { ...sa(), situation: 2, rest: fromHex('00000000') },
      sa(),
    ]) {
      const { bench, puppet } = initiator();
      puppet.give(puppet.clear([offer]));
      expect(bench.failures[0]?.code ?? bench.drops[0]).toMatch(/no-common|malformed/);
      expect(bench.engine.mainModeSas()).toEqual([]);
    }
  });
});

describe('an initiator of main mode takes', () => {
  test.each<[string, AttributeRow[]]>([
    [
      'attributes in another order',
      [...MAIN_MODE_ROWS.slice(0, 5)].reverse().concat(MAIN_MODE_ROWS.slice(5)),
    ],
    ['TLV for TV', asTlv(MAIN_MODE_ROWS)],
    ['the offer as it was', [...MAIN_MODE_ROWS]],
    ['a shorter lifetime', [...MAIN_MODE_ROWS.slice(0, 6), [12, 100]]],
    ['no lifetime', MAIN_MODE_ROWS.slice(0, 5)],
  ])('an answer with %s', (_, rows) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const answers = puppet.give(puppet.message2(bench.initiate()[0]!, mainModeSa(rows)));
    expect(answers).toHaveLength(1);
  });

  test.each<[string, AttributeRow[]]>([
    ['another hash', MAIN_MODE_ROWS.map(([t, v]) => [t, t === 2 ? 1 : v])],
    ['one attribute more', [...MAIN_MODE_ROWS, [13, 1]]],
    ['one attribute less', MAIN_MODE_ROWS.filter(([type]) => type !== 14)],
  ])('no answer with %s', (_, rows) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    expect(puppet.give(puppet.message2(bench.initiate()[0]!, mainModeSa(rows)))).toEqual([]);
    bench.advance(10_000);
    expect(bench.failures[0]).toMatchObject({
      code: 'malformed-message',
      where: 'main mode, message 2',
    });
    expect(bench.failures[0]!.detail).toContain('is none of the offers');
  });

  test('no answer with a longer lifetime', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const longer = mainModeSa([...MAIN_MODE_ROWS.slice(0, 6), [12, 28_801]]);
    expect(puppet.give(puppet.message2(bench.initiate()[0]!, longer))).toEqual([]);
    expect(bench.drops.at(-1)).toContain('28801 s, longer than the 28800 s that were offered');
  });
});
