import { describe, expect, test } from 'vitest';
import { u32 } from '../../src/base/bytes.ts';
import { Bench } from './bench.ts';
import { type AttributeRow, data, QUICK_MODE_ROWS, quickModeSa } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

/** Asks for a quick mode with a transform for each list of attributes. */
function asked(...lists: (readonly AttributeRow[])[]) {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const offer = quickModeSa(0x5000, ...lists);
  const [answer] = puppet.give(puppet.quick1(7, [offer, data('nonce', puppet.ni)]));
  return { bench, payloads: puppet.open(answer!) };
}

const changed = (type: number, value: number): AttributeRow[] =>
  QUICK_MODE_ROWS.map(([own, old]) => [own, own === type ? value : old]);
const NOT_SUPPORTED = { kind: 'notify', notifyType: 13, protocol: 3, spi: u32(0x5000) };

describe('attributes of one class, several times (RFC 2407 4.5.2)', () => {
  test('are read where they do not contradict: the example of the RFC', () => {
    const example: AttributeRow[] = [
      [1, 1],
      [2, u32(86_400)],
      [1, 2],
      [2, u32(100_000)],
      ...QUICK_MODE_ROWS.slice(2),
    ];
    const { bench, payloads } = asked(example);
    expect(kinds(payloads)).toBe('hash sa nonce notify');
    const [{ pair } = { pair: undefined }] = bench.sas.installed.values();
    expect(pair!.lifetime).toEqual({ seconds: 3600, kilobytes: 100_000 });
  });

  test('are read where they say the same twice', () => {
    const twice = [...QUICK_MODE_ROWS, ...QUICK_MODE_ROWS];
    expect(kinds(asked(twice).payloads)).toBe('hash sa nonce');
  });

  test.each<[string, AttributeRow[]]>([
    ['two modes', [...QUICK_MODE_ROWS, [4, 1]]],
    ['two integrity algorithms', [...QUICK_MODE_ROWS, [5, 1]]],
    ['two key lengths', [...QUICK_MODE_ROWS, [6, 256]]],
    ['two lifetimes in seconds', [...QUICK_MODE_ROWS, [1, 1], [2, 60]]],
    ['two lifetimes in kilobytes', [...QUICK_MODE_ROWS, [1, 2], [2, 60], [1, 2], [2, 70]]],
  ])('end the negotiation where they contradict: %s', (_, rows) => {
    const alone = asked(rows);
    expect(alone.payloads[1]).toMatchObject(NOT_SUPPORTED);
    expect(alone.bench.failures).toMatchObject([{ code: 'attribute-not-supported', notify: 13 }]);
    expect(alone.bench.sas.installed.size + alone.bench.sas.reserved.size).toBe(0);
    const beside = asked(QUICK_MODE_ROWS, rows);
    expect(beside.payloads[1]).toMatchObject(NOT_SUPPORTED);
    expect(beside.bench.failures[0]!.title).toContain('contradict');
  });
});

describe('an attribute that is defined and not spoken (RFC 2407 4.5.3)', () => {
  const cases: [string, AttributeRow[], string][] = [
    ['key rounds', [...QUICK_MODE_ROWS, [7, 12]], 'Key Rounds'],
    ['a dictionary size', [...QUICK_MODE_ROWS, [8, 4]], 'Compress Dictionary Size'],
    ['DES-MAC', changed(5, 3), 'DES-MAC'],
    ['KPDK', changed(5, 4), 'KPDK'],
    ['a group of curves that nobody uses', [...QUICK_MODE_ROWS, [3, 3]], 'EC2N'],
  ];

  test.each(cases)('ends the negotiation where every transform has one: %s', (_, rows, name) => {
    const { bench, payloads } = asked(rows, rows);
    expect(payloads[1]).toMatchObject(NOT_SUPPORTED);
    expect(bench.failures).toMatchObject([{ code: 'attribute-not-supported', notify: 13 }]);
    expect(bench.failures[0]!.detail).toContain(name);
    expect(bench.sas.installed.size + bench.sas.reserved.size).toBe(0);
  });

  test.each(cases)('leaves the transform beside it to be taken: %s', (_, rows) => {
    const { payloads } = asked(rows, QUICK_MODE_ROWS);
    expect(payloads[1]).toMatchObject({ kind: 'sa', proposals: [{ transforms: [{ number: 2 }] }] });
  });

  test('of a reserved value or class is a matter of policy, which does not have it', () => {
    for (const rows of [changed(4, 9), changed(5, 200), [...QUICK_MODE_ROWS, [20, 1] as const]])
      expect(asked(rows).payloads[1]).toMatchObject({ kind: 'notify', notifyType: 14 });
  });
});
