import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress, rangeOfAddress } from '../../src/base/address.ts';
import { arenaPool } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { parseMainModeProposal, parseSuite } from '../../src/crypto/suite-names.ts';
import type { HostConfig } from '../../src/host/config.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { Host } from '../../src/host/host.ts';
import { DEFAULT_DIALECT, DEFAULT_ESP_EXTRAS, DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { systemNow } from '../../src/net/clock.ts';
import { Runner } from '../../src/net/runner.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { byKey } from '../../src/sim/pair-config.ts';
import { bareConfig } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

function config(name: string, own: string, other: string, nat: 'auto' | 'force', psk: string) {
  const localAddress = parseAddress(own);
  const address = parseAddress(other);
  const selector = {
    local: rangeOfAddress(localAddress),
    remote: rangeOfAddress(address),
    protocol: 0,
    localPort: 0,
    remotePort: 0,
  };
  const lifetime = { seconds: 3600, kilobytes: 0 };
  const whole: HostConfig = {
    ...bareConfig(name, own),
    peers: [
      {
        name: 'other',
        address,
        port: 500,
        localAddress,
        proposals: [parseMainModeProposal('aes128-sha1-ecp256')],
        authentication: [byKey(psk)],
        localIdentity: undefined,
        remoteIdentity: undefined,
        lifetime,
        natTraversal: nat,
        natKeepaliveSeconds: 20,
        keeping: DEFAULT_KEEPING,
        dialect: DEFAULT_DIALECT,
        timers: TIMER_PROFILES.lab,
      },
    ],
    policies: [
      {
        name: 'hosts',
        action: 'protect',
        selector,
        protect: {
          name: 'hosts',
          peer: 'other',
          mode: 'transport',
          selector,
          proposals: [{ protocol: 'esp', suite: parseSuite('aes128-sha1') }],
          pfsGroup: undefined,
          lifetime,
          replayWindow: 64,
          sendIdentities: true,
          extras: DEFAULT_ESP_EXTRAS,
        },
      },
    ],
  };
  return whole;
}

async function pair(a: string, b: string, nat: 'auto' | 'force', psks = ['same', 'same']) {
  const ports = (await freePorts(6)).map((port) => ({ address: '127.0.0.1', port }));
  const plan: SocketPlan = {
    mode: 'mapped',
    map: new Map([
      [a, { ike: ports[0], natT: ports[1], link: ports[2] }],
      [b, { ike: ports[3], natT: ports[4], link: ports[5] }],
    ]),
  };
  const start = async (name: string, own: string, other: string, psk: string) => {
    const pool = arenaPool();
    const hostConfig = config(name, own, other, nat, psk);
    const carrier = new UdpCarrier({
      config: hostConfig,
      plan,
      pool,
      onTrouble: (sentence) => {
        throw new Error(sentence);
      },
    });
    await carrier.open();
    const random = seededRandom(name);
    const host = new Host({ config: hostConfig, provider: nodeProvider, random, pool });
    const runner = new Runner({ host, carrier, pool, now: systemNow });
    const events: HostEvent[] = [];
    runner.onEvent((event) => events.push(event));
    closers.push(async () => {
      runner.close();
      await carrier.close();
    });
    return { runner, events };
  };
  return {
    alice: await start('alice', a, b, psks[0]!),
    bob: await start('bob', b, a, psks[1]!),
  };
}

const ping = (to: string) =>
  ({
    kind: 'ping',
    from: undefined,
    to: parseAddress(to),
    count: 5,
    intervalMilliseconds: 1,
    timeoutMilliseconds: 2000,
    payloadOctets: 1000,
  }) as const;

describe('two real hosts over real UDP', () => {
  it.each([
    ['ESP as whole IP packets, IPv4', '192.0.2.1', '192.0.2.2', 'auto', false],
    ['ESP in UDP, IPv4', '192.0.2.1', '192.0.2.2', 'force', true],
    ['ESP as whole IP packets, IPv6', '2001:db8::1', '2001:db8::2', 'auto', false],
  ] as const)('carry a protected ping and delete: %s', async (_what, a, b, nat, inUdp) => {
    const { alice, bob } = await pair(a, b, nat);
    const result = await alice.runner.command(ping(b));
    expect(result).toMatchObject({ ok: true, value: { sent: 5, received: 5 } });
    const [sa] = bob.runner.query('quick-mode-sas').items;
    expect(sa?.udpEncapsulated).toBe(inUdp);
    expect(sa?.inbound?.packets).toBe(5);
    await alice.runner.command({ kind: 'stop' });
    while (bob.runner.query('main-mode-sas').items.length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(bob.runner.query('quick-mode-sas').items).toEqual([]);
    expect(bob.events.some(({ kind }) => kind === 'packet-dropped')).toBe(false);
  });

  it('name different pre-shared keys', async () => {
    const { alice, bob } = await pair('192.0.2.1', '192.0.2.2', 'auto', ['one', 'two']);
    const result = await alice.runner.command({ kind: 'up', policy: 'hosts' });
    expect(result.ok ? undefined : result.failure?.code).toBe('preshared-keys-likely-differ');
    const failed = bob.events.find((event) => event.kind === 'main-mode-failed');
    expect(failed?.failure.code).toBe('preshared-keys-differ');
  });
});
