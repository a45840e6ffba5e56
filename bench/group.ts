/**
 * What a group of benches is. A group has cases; a case has contenders that do the same thing and
 * are measured in turn, A B A B ..., so that only ratios inside one case are ever compared.
 */

/** What a reading is in; all of them whole units, never thousands: 1.2 million is 1.2e6. */
export type Unit = 'ns' | '/s' | 'packets/s' | 'bit/s' | 'octets' | 'part';

/** One thing that a case measures. */
export interface Quantity {
  readonly name: string;
  readonly unit: Unit;
  readonly better: 'less' | 'more';
}

/** What the harness measures itself: nanoseconds for one operation. */
export const TIME: Quantity = { name: 'time', unit: 'ns', better: 'less' };

/** Readings of one round, by the names of the case's quantities. One that is missing is no reading. */
export type Readings = Readonly<Record<string, number>>;

/** Done in this process and timed by the harness. */
export interface TimedContender {
  readonly name: string;
  /** Does it so many times, one after the other. */
  run(times: number): void;
  /** Operations that one time counts for: 32 where each is a batch of 32 packets. */
  readonly operations?: number;
  /** Work ahead of the first round, where the usual is too little for the compiler to settle. */
  readonly warmMilliseconds?: number;
}

/** Measures itself: another process, or two with a network between them. */
export interface MeasuredContender {
  readonly name: string;
  /** One round of about so many milliseconds. What it throws ends the whole run. */
  round(milliseconds: number): Promise<Readings>;
}

export type Contender = TimedContender | MeasuredContender;

/** Who would have taken part, and what is missing for it. */
export interface Absent {
  readonly name: string;
  readonly why: string;
}

/** The contenders of a case, ready to run. */
export interface Lineup {
  readonly contenders: readonly Contender[];
  readonly absent?: readonly Absent[];
  /** Ends processes, closes sockets. */
  close?(): void | Promise<void>;
}

/** What is measured at one place. */
export interface BenchCase {
  /** Tells it from the others of its group; `--filter` looks for words in it. 'seal aes128-sha1 1400' */
  readonly name: string;
  /** Where it stands in tables and plots: { operation: 'seal', suite: 'aes128-sha1', octets: 1400 }. */
  readonly axes: Readonly<Record<string, string | number>>;
  /** `TIME` alone unless said. Ratios are of the first. */
  readonly quantities?: readonly Quantity[];
  /** Whom the others are compared with: the first contender unless said. */
  readonly baseline?: string;
  /** Where the harness's own numbers do not fit: rounds, and milliseconds of one contender in one. */
  readonly rounds?: number;
  readonly milliseconds?: number;
  /** Cases in a row that name the same part are measured in a process of their own: see parts.ts. */
  readonly part?: string;
  /** How long the case takes in all; only for the estimate, and only where the harness cannot tell. */
  readonly seconds?: number;
  /**
   * Makes the contenders when the case's turn comes, and compares their results first: it throws
   * where one does not do the same as the others.
   */
  prepare(): Lineup | Promise<Lineup>;
}

/** A plot: a panel for each value of `panels`, `x` from left to right, a line for each contender. */
export interface Plot {
  readonly title: string;
  /** Only cases with these axes. */
  readonly where?: Readonly<Record<string, string | number>>;
  readonly panels?: string;
  readonly x: string;
  /** The ratio to the baseline, or a quantity by its name. */
  readonly y: string;
  /** Contenders that are so far from the others that a plot would show nothing else. */
  readonly without?: readonly string[];
}

/** What issue 7 wants, as something that a report can answer. */
export interface Target {
  /** Which line of "Done when". */
  readonly line: number;
  readonly words: string;
  /** The name of the case. */
  readonly case: string;
  readonly contender: string;
  /** Of the ratio to this contender; without it of the reading itself. */
  readonly against?: string;
  /** The case's first unless said. */
  readonly quantity?: string;
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** Of a reading, filled in for reports. */
  readonly unit?: Unit;
}

export interface Documented {
  readonly axis: string;
  readonly values: readonly string[];
  readonly best: readonly string[];
}

interface GroupOptions {
  /** Whether it runs, not how fast: few cases and short ones. */
  readonly quick: boolean;
}

/** Cases that belong together. */
export interface BenchGroup {
  readonly name: string;
  /** One or two sentences for the reports: what is measured, how, what counts as one operation. */
  readonly about: string;
  /** The axis whose values are the columns of its tables, where one quantity is all there is. */
  readonly columns?: string;
  readonly plots?: readonly Plot[];
  /**
   * What docs/performance.md shows of a group that has too many cases: some values of an axis, and
   * of all values one row each with the best of some contenders.
   */
  readonly documented?: Documented;
  readonly targets?: readonly Target[];
  cases(options: GroupOptions): readonly BenchCase[];
}
