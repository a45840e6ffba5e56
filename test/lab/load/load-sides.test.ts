import { afterEach, beforeEach, expect, it } from 'vitest';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { Answerers } from '../../../src/lab/answering-child.ts';
import { flood } from '../../../src/lab/load/flood.ts';
import { bringUp, renew, takeDown } from '../../../src/lab/load/load-control.ts';
import { LoadSide } from '../../../src/lab/load/load-side.ts';
import { backToBack, firstPackets, latencies, pass } from '../../../src/lab/load/load-traffic.ts';
import type { LoadTalk, TunnelPlan } from '../../../src/lab/load/orders.ts';
import { pause } from '../../../src/lab/load/pause.ts';
import { resiliency } from '../../../src/lab/load/resiliency.ts';
import { tunnelName } from '../../../src/lab/load/tunnel-hosts.ts';
import type { LoadWorker } from '../../../src/lab/load/worker-process.ts';

const TUNNELS = 12;
const PLAN: TunnelPlan = {
  tunnels: TUNNELS + 2,
  group: 1,
  suite: { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' },
};

let near: LoadSide;
let farSide: LoadSide;

/** The far side in this same process, asked as if it were another one. */
const answerers: Answerers<LoadTalk> = {
  open: () => Promise.reject(new Error('it is open')),
  figures: ({ collect }) => farSide.figures(collect),
  taken: async () => farSide.taken,
  flood,
};
const far: LoadWorker = {
  ask: (name, ask) => answerers[name](ask as never) as Promise<never>,
  close: async () => {},
};

beforeEach(async () => {
  near = await LoadSide.open({ side: 'a', tunnels: PLAN, provider: nodeProvider });
  farSide = await LoadSide.open({ side: 'b', tunnels: PLAN, provider: nodeProvider });
  near.trunk.far = farSide.trunk.port;
  farSide.trunk.far = near.trunk.port;
});

afterEach(async () => {
  await near.close();
  await farSide.close();
});

it('brings tunnels up over real sockets, a main mode and a pair each, and takes them down', async () => {
  const up = await bringUp(near, TUNNELS, 4);
  expect(up).toMatchObject({ count: TUNNELS, failure: undefined });
  expect(await farSide.figures(false)).toMatchObject({ mainModes: TUNNELS, pairs: TUNNELS });
  const down = await takeDown({ near, far }, TUNNELS, 4);
  expect(down.leftOver).toBe(0);
});

it('renews both phases', async () => {
  await bringUp(near, TUNNELS, 4);
  const quick = await renew(near, TUNNELS, 4, (i) => ({ kind: 'rekey', policy: tunnelName(i) }));
  const main = await renew(near, TUNNELS, 4, (i) => ({
    kind: 'rekey-main-mode',
    peer: tunnelName(i),
  }));
  expect([quick, main].every((rate) => rate !== undefined && rate > 0)).toBe(true);
  await pause(50);
  expect(await farSide.figures(false)).toMatchObject({
    mainModes: 2 * TUNNELS,
    pairs: 2 * TUNNELS,
  });
});

it('counts what passes over all tunnels in turn', async () => {
  await bringUp(near, TUNNELS, 4);
  const load = { near, far, tunnels: TUNNELS, seconds: 0.2, packetOctets: 100 };
  const passed = await pass(load, 500, 0.2);
  expect(passed.sent).toBeGreaterThan(0);
  expect(passed.received).toBe(passed.sent);
  expect(farSide.taken).toMatchObject({ packets: passed.sent, octets: passed.sent * 100 });
  expect(await backToBack(load)).toBeGreaterThanOrEqual(64);
});

it('times echoes, and first packets that make the tunnel themselves', async () => {
  await bringUp(near, TUNNELS, 4);
  expect(await latencies(near, TUNNELS)).toHaveLength(200);
  expect(await firstPackets(near, TUNNELS, 2)).toHaveLength(2);
  expect((await farSide.figures(false)).pairs).toBe(TUNNELS + 2);
});

it('goes on under a flood of first messages and of packets sent again', async () => {
  await bringUp(near, TUNNELS, 4);
  const load = { near, far, tunnels: TUNNELS, seconds: 0.2, packetOctets: 64, group: 1 as const };
  for (const kind of ['first-messages', 'replay'] as const) {
    const { rate, alone, under } = await resiliency({ ...load, kind, flooder: far });
    expect(Math.min(rate, alone, under)).toBeGreaterThan(0);
  }
  expect((await farSide.figures(false)).pairs).toBe(TUNNELS);
});
