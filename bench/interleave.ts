/**
 * Measures the contenders of one case against each other: A B A B ..., for so many rounds. A
 * machine's speed wanders, so only the ratios of one run mean anything; a round is short, and
 * medians ignore the rounds that something else disturbed.
 *
 * The loop is our own because what is measured is partly in other processes, and because the usual
 * libraries (mitata, tinybench) measure one contender to its end before they begin the next, so
 * that a slow minute of the machine falls on one of them alone.
 */

import {
  type BenchCase,
  type Contender,
  type Lineup,
  type MeasuredContender,
  type Readings,
  TIME,
  type TimedContender,
} from './group.ts';
import type { CaseResult, ContenderResult, Reading } from './report.ts';
import { quantile, ratio } from './statistics.ts';

export interface RoundOptions {
  readonly rounds: number;
  /** How long one contender works in one round, of the processor's time. */
  readonly milliseconds: number;
}

/** The same, with what a case throws as its result: the cases behind it are measured all the same. */
export async function measureOrTell(
  group: string,
  one: BenchCase,
  options: RoundOptions,
): Promise<CaseResult> {
  try {
    return await measure(group, one, options);
  } catch (error) {
    const { name, axes, quantities = [TIME] } = one;
    const nothing = { baseline: '', rounds: 0, contenders: [], absent: [] };
    const failure = error instanceof Error ? error.message : String(error);
    return { group, name, axes, quantities, ...nothing, failure };
  }
}

/** Runs the contenders of a case in turn. Throws what a case throws whose contenders disagree. */
export async function measure(
  group: string,
  one: BenchCase,
  options: RoundOptions,
): Promise<CaseResult> {
  const rounds = one.rounds ?? options.rounds;
  const milliseconds = one.milliseconds ?? options.milliseconds;
  const lineup = await one.prepare();
  try {
    const samples = await samplesOf(lineup, rounds, milliseconds);
    return resultOf(group, one, lineup, rounds, samples);
  } finally {
    await lineup.close?.();
  }
}

/** The readings of every contender, round by round. */
async function samplesOf(
  { contenders }: Lineup,
  rounds: number,
  milliseconds: number,
): Promise<ReadonlyMap<string, Readings[]>> {
  const measured = contenders.map((contender) => calibrated(contender, milliseconds));
  const samples = new Map<string, Readings[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const contender of measured) {
      samples.get(contender.name)!.push(await contender.round(milliseconds));
    }
  }
  return samples;
}

function resultOf(
  group: string,
  one: BenchCase,
  { contenders, absent = [] }: Lineup,
  rounds: number,
  samples: ReadonlyMap<string, readonly Readings[]>,
): CaseResult {
  const { name, axes, quantities = [TIME] } = one;
  const baseline = contenders.find((contender) => contender.name === one.baseline) ?? contenders[0];
  const medianOf = (contender: string, quantity: string): number =>
    quantile(told(samples.get(contender) ?? [], quantity), 0.5);
  const results = contenders.map((contender): ContenderResult => {
    const readings: Record<string, Reading> = {};
    for (const { name: quantity, better } of quantities) {
      const values = told(samples.get(contender.name) ?? [], quantity);
      if (values.length === 0) continue;
      const median = quantile(values, 0.5);
      readings[quantity] = {
        median,
        low: quantile(values, 0.25),
        high: quantile(values, 0.75),
        ratio: ratio(better, median, medianOf(baseline?.name ?? '', quantity)),
      };
    }
    return { name: contender.name, readings };
  });
  return {
    group,
    name,
    axes,
    quantities,
    baseline: baseline?.name ?? '',
    rounds,
    contenders: results,
    absent,
  };
}

function told(samples: readonly Readings[], quantity: string): readonly number[] {
  return samples.map((readings) => readings[quantity]).filter((value) => value !== undefined);
}

/** Any contender as one that measures itself, warm and with its number of times found. */
function calibrated(contender: Contender, milliseconds: number): MeasuredContender {
  if ('round' in contender) return contender;
  const { name, operations = 1 } = contender;
  const times = timesFor(contender, milliseconds);
  return {
    name,
    round: async () => ({
      [TIME.name]: (elapsed(contender, times) * 1e6) / (times * operations),
    }),
  };
}

/** Rounds' worth of work ahead of the first round, in which the compiler settles. */
export const WARM_ROUNDS = 8;

/** How many operations fill the time. */
function timesFor(contender: TimedContender, milliseconds: number): number {
  const enough = contender.warmMilliseconds ?? WARM_ROUNDS * milliseconds;
  let times = 1;
  let warm = 0;
  for (;;) {
    const took = elapsed(contender, times);
    warm += took;
    if (took < milliseconds) times *= 2;
    else if (warm >= enough || took > enough) {
      return Math.max(1, Math.round((times * milliseconds) / took));
    }
  }
}

/**
 * Milliseconds of processor time, not of the clock on the wall: what the machine does besides takes
 * whole slices out of rounds that are no longer than one. All threads count, so garbage that other
 * threads collect is paid for by who made it.
 */
function elapsed(contender: TimedContender, times: number): number {
  const start = process.cpuUsage();
  contender.run(times);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
