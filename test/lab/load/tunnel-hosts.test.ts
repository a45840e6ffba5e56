import { expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { Host } from '../../../src/host/host.ts';
import { MOST_TUNNELS, tunnelAddress, tunnelHost } from '../../../src/lab/load/tunnel-hosts.ts';

it('gives each tunnel addresses of its own, out of the network for benchmarks', () => {
  expect(tunnelAddress('a', 0).text).toBe('198.18.0.0');
  expect(tunnelAddress('b', MOST_TUNNELS - 1).text).toBe('198.19.255.255');
  expect(() => tunnelHost('a', { tunnels: MOST_TUNNELS + 1 })).toThrow(RangeError);
});

it('makes a configuration that a host can live by', () => {
  const config = tunnelHost('b', { tunnels: 300 });
  const random = seededRandom('tunnels');
  expect(() => new Host({ config, provider: nodeProvider, random })).not.toThrow();
  expect(config.peers[299]!.address!.text).toBe('198.18.1.43');
});
