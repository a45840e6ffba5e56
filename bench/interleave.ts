/**
 * Measures contenders against each other in one run: A B A B ..., for so many rounds. A machine's
 * speed wanders, so only the ratios of one run mean anything; a round is short and medians ignore
 * the rounds that something else disturbed.
 */

/** One way to do what a group measures. */
export interface Contender {
  readonly name: string;
  /** Does the operation so many times. */
  run(times: number): void;
}

/** Contenders that do the same thing. The first is the baseline that the others are compared with. */
export interface BenchGroup {
  readonly name: string;
  readonly contenders: readonly Contender[];
}

export interface BenchOptions {
  readonly rounds: number;
  /** How long one contender works in one round. */
  readonly milliseconds: number;
}

/** What came out for one contender of one group. */
export interface Measurement {
  readonly group: string;
  readonly contender: string;
  /** Median of the rounds, nanoseconds for one operation. */
  readonly nanoseconds: number;
  readonly perSecond: number;
  /** Half the distance between the quartiles, as a part of the median. */
  readonly spread: number;
  /** How many times as fast as the baseline; 1 for the baseline itself. */
  readonly ratio: number;
}

/** Runs the contenders of a group in turn. */
export function interleave(group: BenchGroup, options: BenchOptions): readonly Measurement[] {
  const entries = group.contenders.map((contender) => ({
    contender,
    times: calibrate(contender, options.milliseconds),
    samples: [] as number[],
  }));
  for (let round = 0; round < options.rounds; round++) {
    for (const { contender, times, samples } of entries) {
      samples.push((elapsed(contender, times) * 1e6) / times);
    }
  }
  const baseline = quantile(entries[0]?.samples ?? [], 0.5);
  return entries.map(({ contender, samples }) => {
    const median = quantile(samples, 0.5);
    return {
      group: group.name,
      contender: contender.name,
      nanoseconds: median,
      perSecond: 1e9 / median,
      spread: (quantile(samples, 0.75) - quantile(samples, 0.25)) / 2 / median,
      ratio: baseline / median,
    };
  });
}

/** One line for a group: its name padded to a width, then each contender. */
export function renderLine(measured: readonly Measurement[], width: number): string {
  const cells = measured.map((one, index) => {
    const time = duration(one.nanoseconds).padStart(9);
    const spread = `±${percent(one.spread)}`.padEnd(5);
    const ratio = index === 0 ? '' : ` x${one.ratio.toPrecision(2)}`;
    return `${one.contender} ${time} ${spread}${ratio}`;
  });
  return `${(measured[0]?.group ?? '').padEnd(width)}  ${cells.join('  ')}`.trimEnd();
}

/** How many operations fill the time. Doing them also lets the compiler settle. */
function calibrate(contender: Contender, milliseconds: number): number {
  let times = 1;
  for (;;) {
    const took = elapsed(contender, times);
    if (took >= milliseconds) return Math.max(1, Math.round((times * milliseconds) / took));
    times *= 2;
  }
}

function elapsed(contender: Contender, times: number): number {
  const start = performance.now();
  contender.run(times);
  return performance.now() - start;
}

function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((left, right) => left - right);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

function duration(nanoseconds: number): string {
  if (nanoseconds < 1e4) return `${(nanoseconds / 1e3).toFixed(2)} us`;
  if (nanoseconds < 1e6) return `${(nanoseconds / 1e3).toFixed(1)} us`;
  return `${(nanoseconds / 1e6).toFixed(2)} ms`;
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)}%`;
}
