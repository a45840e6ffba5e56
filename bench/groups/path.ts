/** The whole path between two processes over loopback, beside plain UDP with the same octets. */

import type { IoChoice } from '../../src/cli/io.ts';
import { openLibc } from '../../src/net/native/libc.ts';
import type {
  Absent,
  BenchCase,
  BenchGroup,
  Lineup,
  MeasuredContender,
  Readings,
} from '../group.ts';
import type { PathCrypto, Sizes, Way } from '../path/messages.ts';
import { otherPaths } from '../path/others.ts';
import { type Flow, PairOfEnds } from '../path/pair-of-ends.ts';

/** What others are compared with. */
const PLAIN = 'plain dgram';
/** Simple IMIX: 7 small packets, 4 middling ones and a long one. */
const IMIX: Sizes = [64, 576, 64, 64, 576, 64, 1400, 64, 576, 64, 576, 64];
const TRAFFIC = { 64: [64], 1400: [1400], imix: IMIX } as const;
type TrafficName = keyof typeof TRAFFIC;

/** How an Espial of a contender encrypts, and drives its sockets. */
interface Choice {
  readonly crypto: PathCrypto;
  readonly io: IoChoice;
}
const AUTO: Choice = { crypto: 'auto', io: 'node' };
const NATIVE: Choice = { crypto: 'auto', io: 'native' };
const NODE: Choice = { crypto: 'node', io: 'node' };
const NONE: Choice = { crypto: 'none', io: 'node' };

/** The suite of the target goes with what tells where its time goes; the others by the best provider alone. */
const TARGET_SUITE = 'aes128-sha1';
const OTHER_SUITES = [
  'null-sha1',
  '3des-md5',
  'aes128-sha256',
  'aes128gcm16',
  'chacha20poly1305',
] as const;
/** Of a second in each direction of thought: enough for steady percentiles, and no load. */
const PACED_PER_SECOND = 5000;
/** The part of a round in which packets are sent one by one, for the latency. */
const PACED_PART = 0.3;
const WARM_UP_MILLISECONDS = 300;

export const pathGroup: BenchGroup = {
  name: 'path',
  about:
    'IP packets through two Espial hosts in two processes, one processor each: SPD, SAD, sealing, UDP sockets on loopback, opening, replay window, selectors; the tunnel in UDP was set up by IKE. The sender sends as fast as it can, the rate is what arrives. Plain dgram sends the same packets as payload of connected sockets without a callback. Latency is at 5,000 packets a second.',
  plots: [
    { title: 'Packets a second', where: { traffic: '64' }, x: 'suite', y: 'rate' },
    { title: 'Bits a second', where: { traffic: '1400' }, x: 'suite', y: 'throughput' },
  ],
  targets: [
    target('64', AUTO, 0.6),
    target('1400', AUTO, 0.45),
    target('64', NATIVE, 4),
    target('1400', NATIVE, 2),
  ],
  cases: ({ quick }) =>
    quick
      ? [
          pathCase('64', TARGET_SUITE, [AUTO, NATIVE]),
          pathCase('1400', TARGET_SUITE, [AUTO, NATIVE]),
        ]
      : (['64', '1400', 'imix'] as const).flatMap((traffic) => [
          pathCase(traffic, TARGET_SUITE, [AUTO, NATIVE, NODE, NONE]),
          ...OTHER_SUITES.map((suite) => pathCase(traffic, suite, [AUTO, NATIVE])),
        ]),
};

function target(traffic: string, choice: Choice, value: number) {
  return {
    line: 2,
    words: `the whole path ${choice.io === 'native' ? 'with native help' : 'over node:dgram'} with AES-128-CBC + HMAC-SHA1-96 at ${traffic} octets, packets a second against plain dgram`,
    case: caseName(traffic, TARGET_SUITE),
    contender: contenderName(choice),
    against: PLAIN,
    bound: 'at least',
    value,
  } as const;
}

function pathCase(traffic: `${TrafficName}`, suite: string, choices: readonly Choice[]): BenchCase {
  return {
    name: caseName(traffic, suite),
    axes: { traffic, suite },
    quantities: [
      { name: 'rate', unit: 'packets/s', better: 'more' },
      { name: 'throughput', unit: 'bit/s', better: 'more' },
      { name: 'loss', unit: 'part', better: 'less' },
      { name: 'latency p50', unit: 'ns', better: 'less' },
      { name: 'latency p99', unit: 'ns', better: 'less' },
    ],
    baseline: PLAIN,
    rounds: 7,
    milliseconds: 300,
    seconds: 3 + (choices.length + 1) * 4,
    prepare: () => lineup(TRAFFIC[traffic], suite, choices),
  };
}

function caseName(traffic: string, suite: string): string {
  return `${suite} ${traffic}`;
}

function contenderName({ crypto, io }: Choice): string {
  const name = crypto === 'none' ? 'espial without cryptography' : `espial ${crypto}`;
  return io === 'native' ? `${name}, native sockets` : name;
}

async function lineup(sizes: Sizes, suite: string, wanted: readonly Choice[]): Promise<Lineup> {
  const missing = await whyNotNative();
  const choices = wanted.filter(({ io }) => io === 'node' || missing === undefined);
  const absent = wanted.flatMap((choice): Absent[] =>
    choices.includes(choice) ? [] : [{ name: contenderName(choice), why: missing ?? '' }],
  );
  const ways: [string, Way][] = [
    [PLAIN, { kind: 'plain' }],
    ...choices.map((choice): [string, Way] => [
      contenderName(choice),
      { kind: 'espial', ...choice, suite },
    ]),
  ];
  const others =
    suite === TARGET_SUITE ? await otherPaths(suite, sizes, wanted.includes(NODE)) : undefined;
  const pairs: PairOfEnds[] = [];
  const close = async (): Promise<void> => {
    await others?.close();
    await Promise.all(pairs.splice(0).map((pair) => pair.close()));
  };
  try {
    const contenders: MeasuredContender[] = [];
    for (const [name, way] of ways) {
      const pair = await PairOfEnds.start(way, sizes);
      pairs.push(pair);
      const { sent, arrivals } = await pair.flow(WARM_UP_MILLISECONDS, 0);
      if (arrivals.packets === 0) throw new Error(`${name}: of ${sent} packets none has arrived`);
      contenders.push({ name, round: (milliseconds) => round(pair, milliseconds) });
    }
    return {
      contenders: [...contenders, ...(others?.contenders ?? [])],
      absent: [...absent, ...(others?.absent ?? [])],
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function whyNotNative(): Promise<string | undefined> {
  try {
    await openLibc('--io native');
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

async function round(pair: PairOfEnds, milliseconds: number): Promise<Readings> {
  const full = await pair.flow(milliseconds * (1 - PACED_PART), 0);
  const paced = await pair.flow(milliseconds * PACED_PART, PACED_PER_SECOND);
  const { packets, octets, nanoseconds } = full.arrivals;
  return {
    rate: (packets * 1e9) / nanoseconds,
    throughput: (octets * 8e9) / nanoseconds,
    loss: 1 - packets / full.sent,
    'latency p50': percentile(paced, 0.5),
    'latency p99': percentile(paced, 0.99),
  };
}

function percentile({ arrivals: { latencies } }: Flow, part: number): number {
  return latencies[Math.floor(latencies.length * part)] ?? Number.NaN;
}
