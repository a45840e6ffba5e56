/** The counters of a host, under the IP Security Monitor's names. */

import type { StatisticsView } from '../host/ports.ts';
import { COLUMNS, NO_COLOUR, type Palette } from './text.ts';

type Rows = StatisticsView['ike'];

export interface StatsTextOptions {
  /** Show Espial's own counters that are zero too. */
  readonly all: boolean;
  readonly palette?: Palette;
}

/** Three tables: IKE, IPsec, and Espial's own. */
export function statsText(view: StatisticsView, options: StatsTextOptions): string {
  const palette = options.palette ?? NO_COLOUR;
  const detail = options.all ? view.detail : view.detail.filter((row) => row.value !== 0);
  const tables: readonly (readonly [string, Rows])[] = [
    ['IKE statistics (main mode)', view.ike],
    ['IPsec statistics (quick mode)', view.ipsec],
    [options.all ? 'Details' : 'Details that are not zero', detail],
  ];
  return tables
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => [palette.bold(title), ...rows.map(rowText)].join('\n'))
    .join('\n\n');
}

function rowText(row: Rows[number]): string {
  const value = String(row.value);
  const label = `  ${row.label} `.slice(0, COLUMNS - value.length - 1);
  return `${label.padEnd(COLUMNS - value.length - 1, '.')} ${value}`;
}
