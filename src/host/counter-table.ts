/**
 * Every counter of a host, once. `ike` and `ipsec` are IP Security Monitor's main-mode and
 * quick-mode statistics under its labels and in its order; `detail` is Espial's own.
 */

import { AGENT_COUNTERS } from './agent-counters.ts';
import type { CounterSource } from './counter-source.ts';
import { DETAIL_COUNTERS } from './detail-counters.ts';
import { DRIVER_COUNTERS } from './driver-counters.ts';
import { IKE_STATISTICS } from './ike-statistics.ts';
import { IPSEC_STATISTICS } from './ipsec-statistics.ts';
import { PEER_COUNTERS } from './peer-counters.ts';
import type { Statistic } from './statistic.ts';

/** One row of Espial's own: `[id, label, source, help]`. They only rise, but for a gauge. */
export type CounterRow = readonly [string, string, CounterSource, string, ('counter' | 'gauge')?];

export interface CounterDefinition {
  /** Unique: the name in JSON. */
  readonly id: string;
  readonly group: 'ike' | 'ipsec' | 'detail';
  readonly label: string;
  readonly kind: 'counter' | 'gauge';
  readonly source: CounterSource;
  readonly help: string;
  /** Prometheus' name, whole. */
  readonly metric: string;
  /** What it is to Windows; undefined for Espial's own. */
  readonly windows: Statistic | undefined;
}

/** The table. */
export const COUNTERS: readonly CounterDefinition[] = [
  ...IKE_STATISTICS.map((row) => ofWindows('ike', row)),
  ...IPSEC_STATISTICS.map((row) => ofWindows('ipsec', row)),
  ...[...DETAIL_COUNTERS, ...DRIVER_COUNTERS, ...AGENT_COUNTERS, ...PEER_COUNTERS].map(ownCounter),
];

function ofWindows(group: 'ike' | 'ipsec', windows: Statistic): CounterDefinition {
  const { id, label, kind, source, help } = windows;
  return {
    id,
    group,
    label,
    kind,
    source,
    help,
    metric: metricName(windows.metric, kind),
    windows,
  };
}

function ownCounter([id, label, source, help, kind = 'counter']: CounterRow): CounterDefinition {
  const metric = metricName(id.replaceAll('-', '_'), kind);
  return { id, group: 'detail', label, kind, source, help, metric, windows: undefined };
}

function metricName(name: string, kind: CounterDefinition['kind']): string {
  return `espial_${name}${kind === 'counter' ? '_total' : ''}`;
}
