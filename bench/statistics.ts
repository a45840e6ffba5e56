/** Medians and quartiles: what a machine that does other things too disturbs least. */

import type { Quantity } from './group.ts';
import type { Reading } from './report.ts';

/** The value below which so much of the samples lies, between the two nearest; NaN of none. */
export function quantile(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((left, right) => left - right);
  const at = (sorted.length - 1) * part;
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

/** Half the distance between the quartiles, as a part of the median. */
export function spread({ low, high, median }: Reading): number {
  return high === low ? 0 : (high - low) / 2 / Math.abs(median);
}

/** How many times as good a value is as the baseline's, whichever way the quantity counts. */
export function ratio(better: Quantity['better'], value: number, baseline: number): number {
  if (value === baseline) return 1;
  return better === 'less' ? baseline / value : value / baseline;
}
