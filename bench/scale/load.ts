/** A run of `espial load` as a bench. */

import { extname, join } from 'node:path';
import { chooseProvider } from '../../src/cli/providers.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import type { LoadReport, Resiliency } from '../../src/lab/load/load-report.ts';
import { runLoad } from '../../src/lab/load/load-run.ts';
import type { FloodKind } from '../../src/lab/load/orders.ts';
import type { BenchCase, Quantity, Readings, Target } from '../group.ts';

const CONTENDER = 'espial load';
const FLOODS: readonly FloodKind[] = ['first-messages', 'replay'];
const TARGETED = 10_000;

const QUANTITIES: readonly Quantity[] = [
  { name: 'setup rate', unit: '/s', better: 'more' },
  { name: 'phase 1 rekey rate', unit: '/s', better: 'more' },
  { name: 'phase 2 rekey rate', unit: '/s', better: 'more' },
  { name: 'first packet', unit: 'ns', better: 'less' },
  { name: 'throughput', unit: 'packets/s', better: 'more' },
  { name: 'most', unit: 'packets/s', better: 'more' },
  { name: 'latency', unit: 'ns', better: 'less' },
  { name: 'memory a tunnel', unit: 'octets', better: 'less' },
  ...FLOODS.flatMap((kind): Quantity[] => [
    { name: keptName(kind), unit: 'part', better: 'more' },
    { name: keptOfFullName(kind), unit: 'part', better: 'more' },
    { name: growthName(kind), unit: 'octets', better: 'less' },
  ]),
];

export const loadTargets: readonly Target[] = [
  {
    ...target(4, 'resident memory of a tunnel beyond the empty process, of 10,000'),
    quantity: 'memory a tunnel',
    bound: 'at most',
    value: 6000,
  },
  ...FLOODS.flatMap((kind): Target[] => [
    {
      ...target(6, `the part of the traffic that stays under a flood of ${kind}`),
      quantity: keptName(kind),
      bound: 'at least',
      value: 0.5,
    },
    {
      ...target(6, `by how much memory grows under a flood of ${kind}`),
      quantity: growthName(kind),
      bound: 'at most',
      value: 16e6,
    },
  ]),
];

function target(line: number, words: string) {
  return { line, words, case: caseName(TARGETED), contender: CONTENDER } as const;
}

/** One run, of so many tunnels. */
export function loadCase(tunnels: number, seconds: number): BenchCase {
  return {
    name: caseName(tunnels),
    axes: { what: 'load', tunnels },
    quantities: QUANTITIES,
    rounds: 1,
    seconds: 40 + tunnels / 100,
    prepare: () => ({
      contenders: [
        { name: CONTENDER, round: async () => readingsOf(await load(tunnels, seconds)) },
      ],
    }),
  };
}

function load(tunnels: number, seconds: number): Promise<LoadReport> {
  const main = join(import.meta.dirname, `../../src/cli/main${extname(import.meta.filename)}`);
  return runLoad(
    {
      tunnels,
      seconds,
      concurrency: 32,
      group: 2,
      suite: parseSuite('aes128-sha1'),
      packetOctets: 64,
      floods: FLOODS,
    },
    {
      provider: chooseProvider('auto'),
      crypto: 'auto',
      self: [process.execPath, ...process.execArgv, main],
      progress: () => {},
    },
  );
}

function readingsOf(report: LoadReport): Readings {
  if (report.held < report.tunnels) {
    throw new Error(`only ${report.held} of ${report.tunnels} tunnels: ${report.failure}`);
  }
  return {
    'setup rate': report.setupRate,
    'phase 1 rekey rate': report.phase1Rate ?? 0,
    'phase 2 rekey rate': report.phase2Rate ?? 0,
    'first packet': (report.firstPacket?.median ?? 0) * 1e6,
    throughput: report.throughput.lossless,
    most: report.throughput.received,
    latency: (report.latency?.median ?? 0) * 1e6,
    'memory a tunnel': report.memory.perTunnel,
    ...Object.fromEntries(report.resiliency.flatMap(resiliencyReadings)),
  };
}

function resiliencyReadings(resiliency: Resiliency): [string, number][] {
  const { kind, alone, under, atFullRate: full, growth } = resiliency;
  return [
    [keptName(kind), alone === 0 ? 0 : under / alone],
    [keptOfFullName(kind), full.alone === 0 ? 0 : full.under / full.alone],
    [growthName(kind), growth],
  ];
}

function keptName(kind: FloodKind): string {
  return `kept under ${kind}`;
}

function keptOfFullName(kind: FloodKind): string {
  return `kept of full rate under ${kind}`;
}

function growthName(kind: FloodKind): string {
  return `growth under ${kind}`;
}

function caseName(tunnels: number): string {
  return `load ${tunnels}`;
}
