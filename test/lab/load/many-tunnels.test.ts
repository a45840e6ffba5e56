/** A host of hundreds of tunnels: a burst of negotiations comes up whole, and its SAs are told in pages. */

import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { Host } from '../../../src/host/host.ts';
import { type TunnelSide, tunnelHost, tunnelName } from '../../../src/lab/load/tunnel-hosts.ts';
import { netem } from '../../../src/sim/netem.ts';
import { World } from '../../../src/sim/world.ts';

const TUNNELS = 300;

function placed(world: World, name: TunnelSide) {
  const config = tunnelHost(name, { tunnels: TUNNELS, group: 19 });
  const host = new Host({ config, provider: nodeProvider, random: seededRandom(name) });
  const link = netem({ delay: 1 }, seededRandom(`link ${name}`));
  return {
    host,
    station: world.attach({ name, machine: host, addresses: config.addresses, link }),
  };
}

it('shows each main mode and each pair once', () => {
  const world = new World();
  const [a, b] = [placed(world, 'a'), placed(world, 'b')];
  const ids = Array.from({ length: TUNNELS }, (_, i) =>
    world.command(a.station, { kind: 'up', policy: tunnelName(i) }),
  );
  // More than may be half open at one time: the others are sent again, and come up too.
  world.runUntil(() => ids.every((id) => world.result(id) !== undefined), 10_000);
  expect(ids.filter((id) => world.result(id)?.ok !== true)).toEqual([]);
  for (const kind of ['main-mode-sas', 'quick-mode-sas'] as const) {
    const first = b.host.query(kind);
    expect([first.items.length, first.next]).toEqual([256, 256]);
    const last = b.host.query(kind, 256);
    expect([last.items.length, last.next]).toEqual([TUNNELS - 256, undefined]);
    expect(new Set([...first.items, ...last.items].map(({ peer }) => peer)).size).toBe(TUNNELS);
  }
});
