/** Statistics with what they mean and what a rise says, 80 columns wide. */

import { COUNTERS, type CounterDefinition } from '../host/counter-table.ts';
import type { StatisticsView } from '../host/ports.ts';
import type { Statistic } from '../host/statistic.ts';
import {
  dotted,
  type StatisticRows,
  type StatsTextOptions,
  statisticTables,
} from './stats-text.ts';
import { COLUMNS, NO_COLOUR, type Palette, wrap } from './text.ts';

const INDENT = '    ';

/** A row with all that is known of it; of Windows' own also its name in netsh and what a rise says. */
type ExplainedRow = StatisticRows[number] &
  Pick<CounterDefinition, 'kind' | 'help' | 'metric'> &
  Partial<Pick<Statistic, 'rise' | 'netsh' | 'scenario'>>;

interface ExplainedStatistics {
  readonly ike: readonly ExplainedRow[];
  readonly ipsec: readonly ExplainedRow[];
  readonly detail: readonly ExplainedRow[];
}

const BY_ID: ReadonlyMap<string, CounterDefinition> = new Map(COUNTERS.map((row) => [row.id, row]));

/** Each statistic with its value, its meaning, and what a rise says. */
export function explainedStats(view: StatisticsView, options: StatsTextOptions): string {
  const palette = options.palette ?? NO_COLOUR;
  return statisticTables(view, options.all)
    .map(([title, rows]) => [palette.bold(title), ...rows.map((row) => rowText(row, palette))])
    .map((lines) => lines.join('\n\n'))
    .join('\n\n\n');
}

/** The same as plain data: every counter, those that are zero too. */
export function explainedRows(view: StatisticsView): ExplainedStatistics {
  const explained = (rows: StatisticRows): ExplainedRow[] =>
    rows.map((row) => {
      const { kind, help, metric, windows } = BY_ID.get(row.id)!;
      const ofWindows = windows && {
        rise: windows.rise,
        netsh: windows.netsh,
        scenario: windows.scenario,
      };
      return { ...row, kind, help, metric, ...ofWindows };
    });
  return {
    ike: explained(view.ike),
    ipsec: explained(view.ipsec),
    detail: explained(view.detail),
  };
}

function rowText({ id, label, value }: StatisticRows[number], palette: Palette): string {
  const row = BY_ID.get(id);
  const lines = [palette.bold(dotted(`  ${label}`, String(value)))];
  if (row === undefined) return lines.join('\n');
  lines.push(...indented(row.help));
  if (row.windows !== undefined) {
    const { rise, kind, netsh, scenario } = row.windows;
    lines.push(...indented(`${kind === 'gauge' ? 'If it grows' : 'A rise'}: ${rise}`));
    const names = `In netsh: ${netsh}. In Prometheus: ${row.metric}.`;
    const seen = scenario === undefined ? '' : ` To see it move: scenarios/${scenario}.yaml.`;
    lines.push(...indented(names + seen).map(palette.dim));
  }
  return lines.join('\n');
}

function indented(text: string): string[] {
  return wrap(text, COLUMNS - INDENT.length).map((line) => `${INDENT}${line}`);
}
