import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { A, B, dropped, packet, pathBetween, type Rig, rig, selector, send } from './fixture.ts';

const OUT = fragmentIpv4(packet(1000), 500, 77);
const IN = fragmentIpv4(packet(1000, B, A), 500, 78);

function host(action: SpdEntry['action']): Rig {
  const udp = { name: 'udp', action, selector: selector(A, B, { protocol: 17 }) };
  const made = rig({ policies: [udp], unmatched: action === 'block' ? 'permit' : 'block' });
  for (const piece of IN) made.driver.inbound(batchOfOne(pathBetween(A, B, false), piece), 0);
  return made;
}

describe('fragments in clear, by an entry that asks for no ports (RFC 4301 7.4)', () => {
  it('are discarded like any other packet, first and later ones, both ways', () => {
    const blocking = host('block');
    expect(send(blocking, ...OUT)).toEqual([]);
    expect(blocking.delivered).toEqual([]);
    expect(new Set(dropped(blocking))).toEqual(new Set(['blocked-by-policy']));
    expect(dropped(blocking)).toHaveLength(IN.length + OUT.length);
  });

  it('pass like any other packet where it lets them', () => {
    const open = host('permit');
    expect(send(open, ...OUT).map(({ bytes }) => bytes)).toEqual(OUT);
    expect(open.delivered).toEqual(IN);
  });
});
