/** Two hosts, alice and bob, with one transport entry between them, over real UDP sockets of 127.0.0.1. */

import { parseAddress, rangeOfAddress } from '../../src/base/address.ts';
import { type ArenaPool, arenaPool, type Batch } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { parseMainModeProposal, parseSuite } from '../../src/crypto/suite-names.ts';
import type { HostConfig } from '../../src/host/config.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { Host } from '../../src/host/host.ts';
import { DEFAULT_DIALECT, DEFAULT_ESP_EXTRAS, DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { systemNow } from '../../src/net/clock.ts';
import type { OpenRealSocket } from '../../src/net/real-socket.ts';
import { Runner } from '../../src/net/runner.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { byKey } from '../../src/sim/pair-config.ts';
import { bareConfig } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

const closers: (() => Promise<void>)[] = [];

/** Ends all hosts of all pairs. */
export async function closePairs(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

function config(
  name: string,
  own: string,
  other: string,
  nat: 'auto' | 'force',
  psk: string,
  suite: string,
) {
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
          proposals: [{ protocol: 'esp', suite: parseSuite(suite) }],
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

export interface PairOptions {
  readonly openSocket?: OpenRealSocket;
  readonly suite?: string;
}

export async function realPair(
  a: string,
  b: string,
  nat: 'auto' | 'force',
  psks = ['same', 'same'],
  { openSocket, suite = 'aes128-sha1' }: PairOptions = {},
) {
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
    const hostConfig = config(name, own, other, nat, psk, suite);
    const carrier = new UdpCarrier({
      config: hostConfig,
      plan,
      pool,
      openSocket,
      onTrouble: (sentence) => {
        throw new Error(sentence);
      },
    });
    await carrier.open();
    const random = seededRandom(name);
    const host = new Host({ config: hostConfig, provider: nodeProvider, random, pool });
    let take: (batch: Batch) => void = () => {};
    const inner = (batch: Batch): void => take(batch);
    const runner = new Runner({ host, carrier, pool, now: systemNow, inner });
    const events: HostEvent[] = [];
    runner.onEvent((event) => events.push(event));
    closers.push(async () => {
      runner.close();
      await carrier.close();
    });
    return {
      config: hostConfig,
      /** The real port of its IKE. */
      ikePort: plan.map.get(own)!.ike!.port,
      pool: pool as ArenaPool,
      runner,
      events,
      /** Says who takes what the small stack leaves. */
      takeInner(taker: (batch: Batch) => void): void {
        take = taker;
      },
    };
  };
  return {
    alice: await start('alice', a, b, psks[0]!),
    bob: await start('bob', b, a, psks[1]!),
  };
}
