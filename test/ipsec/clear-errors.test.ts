import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { destinationUnreachable, packetTooBig, timeExceeded } from '../../src/wire/icmp-errors.ts';
import { A, B, dropped, OTHER, packet, pathBetween, rig, selector } from './fixture.ts';

const about = { source: OTHER, destination: A, original: packet() };
const ERRORS = [
  destinationUnreachable(about, 'host'),
  timeExceeded(about),
  packetTooBig(about, 1000),
];

function taken(...policies: SpdEntry[]) {
  const host = rig({ policies });
  for (const error of ERRORS)
    host.driver.inbound(batchOfOne(pathBetween(A, OTHER, false), error), 0);
  return host;
}

const entry = (type: number, code?: number): SpdEntry => ({
  name: 'errors',
  action: 'permit',
  selector: selector(A, '0.0.0.0/0', { protocol: 1, icmp: { type, code } }),
});

describe('ICMP errors in clear about packets in clear (RFC 4301 6.1.1)', () => {
  it('are taken by type, where policy says so', () => {
    const host = taken(entry(11));
    expect(host.delivered).toEqual([ERRORS[1]]);
    expect(dropped(host)).toEqual(['no-policy', 'no-policy']);
  });

  it('are taken by type and code', () => {
    expect(taken(entry(3, 1)).delivered).toEqual([ERRORS[0]]);
    expect(taken(entry(3)).delivered).toEqual([ERRORS[0], ERRORS[2]]);
  });

  it('are refused by type, where the rest may come', () => {
    const everything: SpdEntry = {
      name: 'rest',
      action: 'permit',
      selector: selector(A, '0.0.0.0/0'),
    };
    const host = taken({ ...entry(3), action: 'block' }, everything);
    expect(host.delivered).toEqual([ERRORS[1]]);
    expect(dropped(host)).toEqual(['blocked-by-policy', 'blocked-by-policy']);
    expect(host.events[0]).toMatchObject({ packet: `${OTHER.text} -> ${A.text} icmp` });
    expect(B.text).not.toBe(OTHER.text);
  });
});
