/** Statistics with what they mean and what a rise says, 80 columns wide. */

import { COUNTERS, type CounterDefinition } from '../host/counter-table.ts';
import type { StatisticsView } from '../host/ports.ts';
import {
  dotted,
  type StatisticRows,
  type StatsTextOptions,
  statisticTables,
} from './stats-text.ts';
import { COLUMNS, NO_COLOUR, type Palette, wrap } from './text.ts';

const INDENT = '    ';
const BY_ID: ReadonlyMap<string, CounterDefinition> = new Map(COUNTERS.map((row) => [row.id, row]));

/** Each statistic with its value, its meaning, and what a rise says. */
export function explainedStats(view: StatisticsView, options: StatsTextOptions): string {
  const palette = options.palette ?? NO_COLOUR;
  return statisticTables(view, options.all)
    .map(([title, rows]) => [palette.bold(title), ...rows.map((row) => rowText(row, palette))])
    .map((lines) => lines.join('\n\n'))
    .join('\n\n\n');
}

function rowText({ id, label, value }: StatisticRows[number], palette: Palette): string {
  const row = BY_ID.get(id);
  const lines = [palette.bold(dotted(`  ${label}`, String(value)))];
  if (row === undefined) return lines.join('\n');
  lines.push(...indented(row.help));
  if (row.windows !== undefined) {
    const { rise, kind, netsh } = row.windows;
    lines.push(...indented(`${kind === 'gauge' ? 'If it grows' : 'A rise'}: ${rise}`));
    lines.push(...indented(`In netsh: ${netsh}. In Prometheus: ${row.metric}.`).map(palette.dim));
  }
  return lines.join('\n');
}

function indented(text: string): string[] {
  return wrap(text, COLUMNS - INDENT.length).map((line) => `${INDENT}${line}`);
}
