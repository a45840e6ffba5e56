/** The counters of a host, under the IP Security Monitor's names. */

import type { StatisticsView } from '../host/ports.ts';
import { COLUMNS, NO_COLOUR, type Palette } from './text.ts';

export type StatisticRows = StatisticsView['ike'];

export interface StatsTextOptions {
  /** Show Espial's own counters that are zero too. */
  readonly all: boolean;
  readonly palette?: Palette;
}

/** Three tables: IKE, IPsec, and Espial's own. */
export function statsText(view: StatisticsView, options: StatsTextOptions): string {
  const palette = options.palette ?? NO_COLOUR;
  return statisticTables(view, options.all)
    .map(([title, rows]) => [palette.bold(title), ...rows.map(rowText)].join('\n'))
    .join('\n\n');
}

/** The tables that have rows, with their titles. */
export function statisticTables(
  view: StatisticsView,
  all: boolean,
): readonly (readonly [string, StatisticRows])[] {
  const detail = all ? view.detail : view.detail.filter((row) => row.value !== 0);
  const tables: readonly (readonly [string, StatisticRows])[] = [
    ['IKE statistics (main mode)', view.ike],
    ['IPsec statistics (quick mode)', view.ipsec],
    [all ? 'Details' : 'Details that are not zero', detail],
  ];
  return tables.filter(([, rows]) => rows.length > 0);
}

function rowText(row: StatisticRows[number]): string {
  return dotted(`  ${row.label}`, String(row.value));
}

/** A label and what belongs to it at the right margin. */
export function dotted(label: string, value: string): string {
  const room = COLUMNS - value.length - 1;
  return `${`${label} `.slice(0, room).padEnd(room, '.')} ${value}`;
}
