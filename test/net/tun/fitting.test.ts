import { describe, expect, it } from 'vitest';
import { parseRange } from '../../../src/base/address.ts';
import { parseProtection } from '../../../src/crypto/protection-names.ts';
import type { HostConfig } from '../../../src/host/config.ts';
import { DEFAULT_ESP_EXTRAS } from '../../../src/ike/policy.ts';
import type { SocketPlan } from '../../../src/net/socket-plan.ts';
import { fittingMtu, fittingRoutes } from '../../../src/net/tun/fitting.ts';
import { bareConfig } from '../fake-host.ts';

const DIRECT: SocketPlan = { mode: 'direct', bind: undefined, linkPort: undefined };

/** A host with one protect entry for each remote network. */
function config(
  remotes: readonly string[],
  suites: readonly string[],
  mode: 'tunnel' | 'transport' = 'tunnel',
): HostConfig {
  const bare = bareConfig('alice', '192.0.2.1');
  const policies = remotes.map((remote, i) => {
    const selector = {
      local: parseRange(remote.includes(':') ? '2001:db8:1::/64' : '10.1.0.0/24'),
      remote: parseRange(remote),
      protocol: 0,
      localPort: 0,
      remotePort: 0,
    };
    const protect = {
      name: `net${i}`,
      peer: 'bob',
      mode,
      selector,
      proposals: suites.map(parseProtection),
      pfsGroup: undefined,
      lifetime: { seconds: 3600, kilobytes: 0 },
      replayWindow: 64,
      sendIdentities: true,
      extras: DEFAULT_ESP_EXTRAS,
    };
    return { name: `net${i}`, action: 'protect' as const, selector, protect };
  });
  return { ...bare, policies };
}

describe('the MTU of a TUN device', () => {
  // 20 + 8 of IP and UDP, 8 of ESP, its IV, padding to the block with 2 octets, its check value.
  it.each([
    // 1500 - 28 - 8 - 16 - 12 = 1436, in blocks of 16: 1424, less 2.
    ['aes128-sha1', 1422],
    // 1500 - 28 - 8 - 8 - 12 = 1444, in blocks of 8: 1440, less 2.
    ['3des-md5', 1438],
    // 1500 - 28 - 8 - 8 - 16 = 1440, in fours: 1440, less 2.
    ['aes128gcm16', 1438],
    // AH: 1500 - 20 - 24.
    ['ah-sha1', 1456],
  ])('is what %s leaves of 1500', (suite, mtu) => {
    expect(fittingMtu(config(['10.2.0.0/24'], [suite]), DIRECT)).toBe(mtu);
  });

  it('is that of the widest proposal of all entries', () => {
    const all = config(['10.2.0.0/24', '10.3.0.0/24'], ['aes128gcm16', 'aes128-sha1', 'null-md5']);
    expect(fittingMtu(all, DIRECT)).toBe(1422);
  });

  it('follows the MTU of the link', () => {
    const host = { ...config(['10.2.0.0/24'], ['aes128-sha1']), mtu: 1400 };
    // 1400 - 28 - 8 - 16 - 12 = 1336, in blocks of 16: 1328, less 2.
    expect(fittingMtu(host, DIRECT)).toBe(1326);
  });

  it('leaves room where whole IP packets travel in UDP', () => {
    const host = config(['10.2.0.0/24'], ['ah-sha1']);
    expect(fittingMtu(host, { ...DIRECT, linkPort: 5050 })).toBe(1456 - 28);
  });

  it('is cautious where nothing is known of the policy', () => {
    expect(fittingMtu(bareConfig('alice', '192.0.2.1'), DIRECT)).toBe(1380);
  });
});

it('routes of a TUN device are what the policy protects, once each, as far as they are subnets', () => {
  const remotes = [
    '10.2.0.0/24',
    '10.2.0.0/24',
    '10.9.0.3-10.9.0.7',
    '10.3.0.1',
    '2001:db8:2::/64',
  ];
  expect(fittingRoutes(config(remotes, ['aes128-sha1']))).toEqual({
    routes: ['10.2.0.0/24', '10.3.0.1', '2001:db8:2::/64'],
    others: ['10.9.0.3-10.9.0.7'],
  });
});
