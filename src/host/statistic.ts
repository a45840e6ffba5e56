/** What a statistic of IP Security Monitor is, beside its value: its names, and what it tells. */

import type { CounterSource } from './counter-source.ts';

/**
 * How sure it is that Windows Server 2003 calls it so: `verified` in a published document of its
 * time, `stated` in articles about it, `unverified` in neither. No label of netsh is verified.
 */
type LabelCertainty = 'verified' | 'stated' | 'unverified';

/** One row of the tables of statistics: netsh, `--json`, `--explain` and `/metrics` come from it. */
export interface Statistic {
  /** Unique among all counters: the name in JSON. */
  readonly id: string;
  /** IP Security Monitor's. */
  readonly label: string;
  readonly certainty: LabelCertainty;
  /** That of `netsh ipsec dynamic show stats`. */
  readonly netsh: string;
  /** Prometheus' name, without `espial_`, and without `_total` where it only rises. */
  readonly metric: string;
  readonly kind: 'counter' | 'gauge';
  readonly source: CounterSource;
  /** What it counts, in this host. */
  readonly help: string;
  /** What a rise says, and what to look at. */
  readonly rise: string;
  /** The scenario that moves it, where there is one. */
  readonly scenario: string | undefined;
}
