/** Results to render: as a run would have them. */

import { TIME } from '../../bench/group.ts';
import type { CaseResult, GroupHeading, Report } from '../../bench/report.ts';

export const HEADING: GroupHeading = {
  name: 'crypto',
  about: 'What a packet <costs>.',
  columns: 'octets',
  plots: [{ title: 'times the baseline', panels: 'suite', x: 'octets', y: 'ratio' }],
  targets: [
    target('fast x32', 'at least', 1),
    target('node', 'at least', 0.5),
    { ...target('fast x32', 'at most', 500), against: undefined as never, unit: 'ns' as const },
    { ...target('fast x32', 'at least', 1), case: 'seal aes128-sha1 9' },
  ].map(({ against, ...rest }) => (against === undefined ? rest : { ...rest, against })),
};

/** Times in nanoseconds by contender, for one size of packets. */
export function result(octets: number, times: Readonly<Record<string, number>>): CaseResult {
  const [baseline = ''] = Object.keys(times);
  return {
    group: 'crypto',
    name: `seal aes128-sha1 ${octets}`,
    axes: { operation: 'seal', suite: 'aes128-sha1', octets },
    quantities: [TIME],
    baseline,
    rounds: 3,
    contenders: Object.entries(times).map(([name, median]) => ({
      name,
      readings: {
        time: { median, low: median * 0.9, high: median * 1.1, ratio: times[baseline]! / median },
      },
    })),
    absent: [{ name: 'noble plain', why: 'the library does not have this suite' }],
  };
}

export const RESULTS: readonly CaseResult[] = [64, 256, 576, 1400, 8900].map((octets) =>
  result(octets, {
    'C EVP': octets * 3,
    'espial without cryptography': octets * 123_456,
    'fast x32': octets * 2,
    node: octets * 10,
  }),
);

export const REPORT: Report = {
  format: 'espial-bench-1',
  machine: {
    processor: 'A Processor With A Name That Is Longer Than Anybody Should Have To Read @ 3.00GHz',
    cores: 2,
    instructions: ['aes', 'pclmulqdq', 'avx2', 'avx512f', 'vaes', 'sha_ni', 'vpclmulqdq'],
    memoryOctets: 8e9,
    system: 'Linux 6.1',
    node: '20.0.0',
    v8: '11.3.0-node.1',
    openssl: '3.0.0',
    load: 0.5,
  },
  quick: false,
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 10,
  groups: [HEADING],
  cases: RESULTS,
};

function target(contender: string, bound: 'at least' | 'at most', value: number) {
  return {
    line: 1,
    words: `seal with ${contender}`,
    case: 'seal aes128-sha1 64',
    contender,
    against: 'C EVP',
    bound,
    value,
  } as const;
}
