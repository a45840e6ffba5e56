import { expect, it } from 'vitest';
import { rangeText } from '../../../src/base/address.ts';
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

it('gives each tunnel a peer and an entry of its own, which share what is alike', () => {
  const { peers, policies } = tunnelHost('b', { tunnels: 2, group: 14 });
  const [first, second] = peers;
  expect([second?.name, second?.address?.text, second?.localAddress.text]).toEqual([
    't1',
    '198.18.0.1',
    '198.19.0.1',
  ]);
  expect(first?.proposals[0]?.group).toBe(14);
  expect(second?.proposals).toBe(first?.proposals);
  const { name, action, selector, protect } = policies[1]!;
  expect([name, action, protect?.peer]).toEqual(['t1', 'protect', 't1']);
  expect(selector).toBe(protect?.selector);
  expect(rangeText(selector.remote)).toBe('198.18.0.1');
});
