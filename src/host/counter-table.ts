/**
 * Every counter of a host, once. `ike` and `ipsec` are IP Security Monitor's main-mode and
 * quick-mode statistics under its labels and in its order, as far as they apply; `detail` is
 * Espial's own.
 */

import type { CounterSource } from './counter-source.ts';
import { DETAIL_COUNTERS } from './detail-counters.ts';
import { IKE_STATISTICS } from './ike-statistics.ts';
import { IPSEC_STATISTICS } from './ipsec-statistics.ts';
import { PEER_COUNTERS } from './peer-counters.ts';

/** One row: `[id, label, source, help]`. */
export type CounterRow = readonly [string, string, CounterSource, string];

export interface CounterDefinition {
  /** Unique: the name in JSON and in metrics. */
  readonly id: string;
  readonly group: 'ike' | 'ipsec' | 'detail';
  readonly label: string;
  readonly source: CounterSource;
  readonly help: string;
}

/** The table. */
export const COUNTERS: readonly CounterDefinition[] = [
  ...inGroup('ike', IKE_STATISTICS),
  ...inGroup('ipsec', IPSEC_STATISTICS),
  ...inGroup('detail', DETAIL_COUNTERS),
  ...inGroup('detail', PEER_COUNTERS),
];

function inGroup(
  group: CounterDefinition['group'],
  rows: readonly CounterRow[],
): readonly CounterDefinition[] {
  return rows.map(([id, label, source, help]) => ({ id, group, label, source, help }));
}
