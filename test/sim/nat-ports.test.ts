import { describe, expect, it } from 'vitest';
import { pair } from '../../src/sim/pair.ts';
import { ping } from './pings.ts';

describe('an initiator whose peer is at port 4500', () => {
  it.each([
    ['without a NAT', {}],
    ['behind a NAT', { nat: { a: {} } }],
  ])('%s begins there, behind the marker, and stays', (_name, options) => {
    const world = pair({ ...options, a: { peer: { port: 4500 } } });
    expect(world.command(world.a, ping('tunnel'))).toMatchObject({ value: { received: 2 } });
    const ports = world.log
      .filter(({ what, path }) => what === 'sent' && path.carrier === 'udp')
      .map(({ from, path }) => (from === 'a' ? path.remote.port : path.local.port));
    expect(new Set(ports)).toEqual(new Set([4500]));
    expect([...world.log[0]!.bytes.subarray(0, 4)]).toEqual([0, 0, 0, 0]);
    expect(world.events(world.a, 'port-floated')).toEqual([]);
  });
});
