import { afterEach, expect, it } from 'vitest';
import { arenaPool, BatchWriter, datagramOf, type Path } from '../../src/base/batch.ts';
import { toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { Host } from '../../src/host/host.ts';
import { systemNow } from '../../src/net/clock.ts';
import { Runner } from '../../src/net/runner.ts';
import type { SocketPlan } from '../../src/net/socket-plan.ts';
import { UdpCarrier } from '../../src/net/udp.ts';
import { PAIR_ADDRESSES, type PairName, pairConfig } from '../../src/sim/pair-config.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { until } from './fake-host.ts';
import { freePorts } from './free-ports.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const { a, b } = PAIR_ADDRESSES;
const INNER: Path = {
  carrier: 'inner',
  local: { address: a.inner, port: 0 },
  remote: { address: b.inner, port: 0 },
};
type Mode = 'transport' | 'tunnel';
const SIDE = { transport: 'outer', tunnel: 'inner' } as const;

async function start(name: PairName, plan: SocketPlan, suite: string) {
  const pool = arenaPool();
  const config = pairConfig(name, {
    peer: { natTraversal: 'force' },
    child: { proposals: [{ protocol: 'esp', suite: parseSuite(suite) }] },
  });
  const onTrouble = (sentence: string): never => {
    throw new Error(sentence);
  };
  const carrier = new UdpCarrier({ config, plan, pool, onTrouble });
  await carrier.open();
  const arrived: string[] = [];
  const host = new Host({ config, provider: nodeProvider, random: seededRandom(name), pool });
  const runner = new Runner({
    host,
    carrier,
    pool,
    now: systemNow,
    inner(batch) {
      for (let i = 0; i < batch.count; i++) arrived.push(toHex(datagramOf(batch, i)));
    },
  });
  closers.push(async () => {
    runner.close();
    await carrier.close();
  });
  return { pool, runner, arrived };
}

/** Nobody serves this port, so the packet is for the inner side. */
function inner(mode: Mode, octets: number, port = 5000): Uint8Array {
  const payload = Uint8Array.from({ length: octets }, (_, i) => i * 3 + octets);
  return udpPacket({
    source: a[SIDE[mode]],
    destination: b[SIDE[mode]],
    sourcePort: 4000,
    destinationPort: port,
    payload,
  });
}

// Without a cipher the ESP header is shorter than the IP header that is made in its place.
it.each([
  ['tunnel', 'aes128-sha1'],
  ['tunnel', 'null-sha256'],
  ['transport', 'aes128-sha1'],
  ['transport', 'null-md5'],
  ['transport', 'aes128gcm16'],
] as const)(
  'packets for the inner side come out as they went in, and in their order: %s, %s',
  async (mode, suite) => {
    const [ike, natT, link, ikeB, natTB, linkB] = (await freePorts(6)).map((port) => ({
      address: '127.0.0.1',
      port,
    }));
    const plan: SocketPlan = {
      mode: 'mapped',
      map: new Map([
        [a.outer.text, { ike, natT, link }],
        [b.outer.text, { ike: ikeB, natT: natTB, link: linkB }],
      ]),
    };
    const alice = await start('a', plan, suite);
    const bob = await start('b', plan, suite);
    const up = await alice.runner.command({ kind: 'up', policy: mode });
    expect(up.ok).toBe(true);
    const sizes = Array.from({ length: 100 }, (_, i) => (i * 37) % 1300);
    const whole = sizes.map((octets) => inner(mode, octets));
    const long = inner(mode, 3000);
    const writer = new BatchWriter(alice.pool);
    for (const packet of whole) writer.add(INNER, packet);
    // Sunk by the small stack, and put together before anybody sees it.
    writer.add(INNER, inner(mode, 20, 9));
    const pieces = mode === 'tunnel' ? fragmentIpv4(long, 1000, 77) : [long];
    for (const piece of pieces) writer.add(INNER, piece);
    writer.add(INNER, inner(mode, 1, 5001));
    for (const batch of writer.drain()) alice.runner.send(batch);
    await until(() => bob.arrived.length === 102);
    // A header that was made anew has a number of its own.
    const body = (hex: string) => hex.slice(40);
    const sent = [...whole, long, inner(mode, 1, 5001)].map((packet) => body(toHex(packet)));
    expect(bob.arrived.map(body)).toEqual(sent);
  },
);
