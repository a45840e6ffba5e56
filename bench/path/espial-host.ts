/** The ends of the way through Espial: two hosts, a tunnel in UDP that IKE has set up, real sockets. */

import { arenaPool, type Path } from '../../src/base/batch.ts';
import { chooseHelpedProvider, chooseSockets } from '../../src/cli/io.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { Host } from '../../src/host/host.ts';
import { systemNow } from '../../src/net/clock.ts';
import { systemRandom } from '../../src/net/entropy.ts';
import { Runner } from '../../src/net/runner.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { PAIR_ADDRESSES, pairConfig } from '../../src/sim/pair-config.ts';
import type { End } from './end.ts';
import type { EndOptions, Way } from './messages.ts';
import { trafficOf } from './traffic.ts';

const { a, b } = PAIR_ADDRESSES;
/** From the sender's inner address to the receiver's. */
export const INNER_PATH: Path = {
  carrier: 'inner',
  local: { address: a.inner, port: 0 },
  remote: { address: b.inner, port: 0 },
};

/** What is left of the path when its cryptography costs nothing. */
const WITHOUT_ESP: CryptoProvider = {
  ...nodeProvider,
  espSealer: () => ({ seal() {}, sealWithIv() {} }),
  espOpener: () => ({
    open(_arena, _spans, count, verdicts) {
      verdicts.fill(1, 0, count);
    },
  }),
};

/** One host. The sender brings up the tunnel, so the receiver must be there before. */
export async function espialEnd(
  { side, sizes, ports }: EndOptions,
  way: Extract<Way, { kind: 'espial' }>,
  take: (arena: Uint8Array, start: number, end: number) => void,
): Promise<End> {
  const name = side === 'sender' ? 'a' : 'b';
  const config = pairConfig(name, {
    peer: { natTraversal: 'force' },
    tunnel: { proposals: [{ protocol: 'esp', suite: parseSuite(way.suite) }] },
  });
  const onTrouble = (sentence: string): void => {
    process.stderr.write(`${side}: ${sentence}\n`);
  };
  const provider =
    way.crypto === 'none' ? WITHOUT_ESP : await chooseHelpedProvider(way.crypto, way.io);
  const pool = arenaPool({ room: provider.room });
  const openSocket = await chooseSockets(way.io, provider.room);
  const carrier = new UdpCarrier({ config, plan: planOf(ports), pool, onTrouble, openSocket });
  await carrier.open();
  const host = new Host({ config, provider, random: systemRandom, pool });
  const runner = new Runner({
    host,
    carrier,
    pool,
    now: systemNow,
    inner({ arena, spans, count }) {
      for (let i = 0; i < count; i++) take(arena, spans[i * 2]!, spans[i * 2 + 1]!);
    },
  });
  const traffic = trafficOf(INNER_PATH, sizes);
  if (side === 'sender') {
    const up = await runner.command({ kind: 'up', policy: 'tunnel' });
    if (!up.ok) throw new Error(up.error);
  }
  return {
    traffic,
    burst: (count) =>
      runner.send(count === traffic.batch.count ? traffic.batch : { ...traffic.batch, count }),
  };
}

function planOf(ports: readonly number[]): SocketPlan {
  const [ikeA, natA, linkA, ikeB, natB, linkB] = ports.map((port) => ({
    address: '127.0.0.1',
    port,
  }));
  return {
    mode: 'mapped',
    map: new Map([
      [a.outer.text, { ike: ikeA, natT: natA, link: linkA }],
      [b.outer.text, { ike: ikeB, natT: natB, link: linkB }],
    ]),
  };
}
