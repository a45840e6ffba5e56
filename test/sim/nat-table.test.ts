import { describe, expect, it } from 'vitest';
import { type Endpoint, parseAddress } from '../../src/base/address.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { type NatRules, NatTable, type NatType } from '../../src/sim/nat-table.ts';

const endpoint = (address: string, port: number): Endpoint => ({
  address: parseAddress(address),
  port,
});
const SERVER = endpoint('192.0.2.2', 500);
const SAME_HOST = endpoint('192.0.2.2', 4500);
const STRANGER = endpoint('198.51.100.9', 500);

function table(rules: Partial<NatRules> = {}) {
  const ended: string[] = [];
  const ports = { first: 40_000, last: 40_999 };
  const nat = new NatTable<string>(
    { type: 'port-restricted', timeout: 30_000, ports, ...rules },
    { ended: (mapping, why) => ended.push(`${mapping.inside} ${mapping.outsidePort} ${why}`) },
  );
  const out = (host: string, to: Endpoint, now = 0, port = 500): number | undefined =>
    nat.outward(host, port, host, to, now)?.outsidePort;
  const back = (port: number, from: Endpoint, now = 0): string => {
    const verdict = nat.inward(port, from, now);
    return 'refused' in verdict ? verdict.refused : verdict.mapping.inside;
  };
  return { nat, ended, out, back };
}

describe('who may answer through a mapping', () => {
  const rows: readonly (readonly [NatType, string, string, string])[] = [
    ['full-cone', 'a', 'a', 'a'],
    ['restricted', 'a', 'a', 'filtered'],
    ['port-restricted', 'a', 'filtered', 'filtered'],
    ['symmetric', 'a', 'filtered', 'filtered'],
  ];
  it.each(rows)('of a %s NAT', (type, ...expected) => {
    const { out, back } = table({ type });
    const port = out('a', SERVER)!;
    expect([SERVER, SAME_HOST, STRANGER].map((from) => back(port, from))).toEqual(expected);
  });

  it('is nobody at a port without a mapping', () => {
    expect(table({ type: 'full-cone' }).back(40_000, SERVER)).toBe('no-mapping');
  });
});

describe('a mapping', () => {
  it('is one an inside endpoint, and one a destination in a symmetric NAT', () => {
    const cone = table({ type: 'port-restricted' });
    expect([cone.out('a', SERVER), cone.out('a', SAME_HOST), cone.out('b', SERVER)]).toEqual([
      40_000, 40_000, 40_001,
    ]);
    const symmetric = table({ type: 'symmetric' });
    expect([symmetric.out('a', SERVER), symmetric.out('a', SAME_HOST)]).toEqual([40_000, 40_001]);
  });

  it('ends when the inside has been silent, whatever comes from outside', () => {
    const { out, back, ended } = table();
    const port = out('a', SERVER)!;
    out('a', SERVER, 20_000);
    expect(back(port, SERVER, 49_999)).toBe('a');
    expect(back(port, SERVER, 50_000)).toBe('no-mapping');
    expect(ended).toEqual(['a 40000 timeout']);
    expect(out('a', SERVER, 50_000)).toBe(40_001);
  });

  it('ends at a set age, so that the inside reappears on another port', () => {
    const { out, ended } = table({ rebindAfter: 10_000 });
    expect([0, 5000, 9999, 10_000].map((now) => out('a', SERVER, now))).toEqual([
      40_000, 40_000, 40_000, 40_001,
    ]);
    expect(ended).toEqual(['a 40000 rebound']);
  });

  it('ends when the NAT is told to forget', () => {
    const { nat, out, back } = table();
    const port = out('a', SERVER)!;
    out('b', SERVER);
    expect(nat.forget()).toBe(2);
    expect(back(port, SERVER)).toBe('no-mapping');
  });

  it('keeps the inside port where that is wanted and free, and not after a rebinding', () => {
    const { nat, out } = table({ preservePorts: true });
    expect([out('a', SERVER), out('b', SERVER)]).toEqual([500, 40_000]);
    nat.forget();
    expect(out('a', SERVER)).toBe(40_001);
  });

  it('is taken back where somebody else holds its port', () => {
    const { nat, out } = table();
    nat.retract(nat.outward('a', 500, 'a', SERVER, 0)!);
    expect(out('a', SERVER)).toBe(40_001);
  });
});

describe('a forwarded port', () => {
  it('lets anybody in for good, and answers leave by it', () => {
    const { nat, out, back } = table();
    nat.forward('b', 500, 'b', 500);
    expect(back(500, STRANGER)).toBe('b');
    expect(out('b', STRANGER)).toBe(500);
    expect(nat.forget()).toBe(0);
    expect(back(500, SERVER, 1_000_000)).toBe('b');
  });
});

describe('the bounds of a NAT', () => {
  it('hold: the mapping that was idle for longest makes room', () => {
    const { nat, out, ended } = table({ ports: { first: 1, last: 60_000 } });
    for (let i = 0; i <= LIMITS.natMappings; i++) out(`h${i}`, SERVER);
    expect(nat.size).toBe(LIMITS.natMappings);
    expect(ended).toEqual(['h0 1 crowded-out']);
  });

  it('hold: without a free port nothing leaves', () => {
    const { out } = table({ ports: { first: 7, last: 8 } });
    expect([out('a', SERVER), out('b', SERVER), out('c', SERVER)]).toEqual([7, 8, undefined]);
  });

  it('hold: a mapping remembers so many contacts', () => {
    const { out, back } = table();
    for (let port = 1; port <= LIMITS.natContactsPerMapping + 1; port++) {
      out('a', endpoint('192.0.2.2', port));
    }
    expect(back(40_000, endpoint('192.0.2.2', LIMITS.natContactsPerMapping))).toBe('a');
    expect(back(40_000, endpoint('192.0.2.2', LIMITS.natContactsPerMapping + 1))).toBe('filtered');
  });
});
