/** `espial peer --clock-speed`: time passes faster, and only hosts of scenarios let their clocks be set. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { PeerChild } from '../../src/lab/peer-child.ts';
import { mapSockets } from '../../src/lab/socket-map.ts';
import { SELF } from '../lab/self.ts';

let folder: string;
let peer: PeerChild | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-clock-'));
});
afterEach(async () => {
  await peer?.end();
  rmSync(folder, { recursive: true, force: true });
});

async function start(args: readonly string[]): Promise<PeerChild> {
  const file = join(folder, 'alpha.yaml');
  const sockets = await mapSockets([{ name: 'alpha', outer: ['192.0.2.1'], inner: [] }]);
  writeFileSync(file, stringify({ name: 'alpha', addresses: ['192.0.2.1'], sockets }));
  peer = await PeerChild.start({
    self: SELF,
    name: 'alpha',
    file,
    control: join(folder, 's'),
    args,
  });
  return peer;
}

it('lets time pass so many times as fast', async () => {
  const { client } = await start(['--clock-speed', '100']);
  const [first, began] = [(await client.describe()).now, performance.now()];
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
  const passed = (await client.describe()).now - first;
  const real = performance.now() - began;
  expect(passed).toBeGreaterThan(200 * 50);
  expect(passed).toBeLessThan(real * 150);
});

it('is a number from 1 to 1000', async () => {
  for (const speed of ['0', 'fast', '1001']) {
    await expect(start(['--clock-speed', speed])).rejects.toThrow('It is a number from 1 to 1000.');
  }
});

it('leaves the clock and the insides of a peer alone that is no host of a scenario', async () => {
  const { client } = await start([]);
  for (const request of [
    { do: 'start-clock', origin: 0 },
    { do: 'move-clock', by: 1000 },
    { do: 'network-failed', counter: 'sendsFailed' },
    { do: 'trouble', what: 'no-spi', isOn: true, time: 0 },
  ] as const) {
    await expect(client.request(request), request.do).rejects.toThrow('no host of a scenario');
  }
});
