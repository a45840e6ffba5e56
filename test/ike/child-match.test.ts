import { describe, expect, test } from 'vitest';
import { parseRange } from '../../src/base/address.ts';
import type { TrafficSelector } from '../../src/base/traffic.ts';
import type { ChildPolicy } from '../../src/ike/policy.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';
import { Bench } from './bench.ts';
import { data, QUICK_MODE_ROWS, quickModeSa, subnet } from './payloads.ts';
import { Puppet } from './puppet.ts';

const TUNNEL = pairConfig('a').policies[1]!.protect!;
const SUBNETS = [
  subnet([10, 2, 0, 0], [255, 255, 255, 0]),
  subnet([10, 1, 0, 0], [255, 255, 255, 0]),
];

function entry(name: string, local: string, remote: string, changes: Partial<ChildPolicy> = {}) {
  const ranges = { local: parseRange(local), remote: parseRange(remote) };
  const selector: TrafficSelector = { ...TUNNEL.selector, ...ranges };
  const protect: ChildPolicy = { ...TUNNEL, selector, ...changes, name };
  return { name, action: 'protect' as const, selector, protect };
}

/** Which entry a request for 10.2.0.0/24 <-> 10.1.0.0/24 is answered by. */
function answeredBy(...policies: ReturnType<typeof entry>[]): { name?: string; bench: Bench } {
  const bench = new Bench({ host: { policies } });
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const rows = QUICK_MODE_ROWS.map(([t, v]) => [t, t === 4 ? 1 : v] as const);
  const request = [quickModeSa(0x4444, rows), data('nonce', puppet.ni), ...SUBNETS];
  puppet.give(puppet.quick1(7, request));
  const [made] = bench.sas.installed.values();
  return made === undefined ? { bench } : { name: made.pair.child.name, bench };
}

const GCM = { encryption: 'aes-gcm-16', keyBits: 256, integrity: 'none' } as const;
const gcmOnly = { proposals: [{ protocol: 'esp', suite: GCM }] } as const;
const wide = entry('wide', '10.0.0.0/8', '10.0.0.0/8');
const exact = entry('exact', '10.1.0.0/24', '10.2.0.0/24');
const other = entry('other', '10.3.0.0/24', '10.2.0.0/24');

describe('of the entries that cover a request', () => {
  test('the one that is exactly it answers, wherever it stands', () => {
    expect(answeredBy(wide, exact).name).toBe('exact');
    expect(answeredBy(exact, wide).name).toBe('exact');
  });

  test('the first in the order of the SPD answers where none is exactly it', () => {
    const wider = entry('wider', '0.0.0.0/0', '0.0.0.0/0');
    expect(answeredBy(other, wider, wide).name).toBe('wider');
    expect(answeredBy(other, wide, wider).name).toBe('wide');
  });

  test('the next one answers where the offer does not fit the first', () => {
    expect(answeredBy(entry('strict', '10.1.0.0/24', '10.2.0.0/24', gcmOnly), wide).name).toBe(
      'wide',
    );
  });

  test('the first one is what a refusal is about', () => {
    const strict = entry('strict', '10.1.0.0/24', '10.2.0.0/24', gcmOnly);
    const { bench } = answeredBy(entry('wide', '10.0.0.0/8', '10.0.0.0/8', gcmOnly), strict);
    expect(bench.failures[0]!.detail).toContain('policy "strict"');
  });

  test('none answers where only part of the request is covered', () => {
    for (const [local, remote] of [
      ['10.1.0.0/25', '10.2.0.0/24'],
      ['10.1.0.0/24', '10.2.0.0-10.2.0.254'],
    ] as const) {
      const { bench, name } = answeredBy(entry('narrow', local, remote));
      expect(name).toBeUndefined();
      expect(bench.failures).toMatchObject([{ code: 'selectors-differ' }]);
    }
  });
});
