/** What has changed in the counters between two looks, and how fast. */

import type { StatisticsView } from '../host/ports.ts';
import { dotted } from './stats-text.ts';
import { NO_COLOUR, type Palette } from './text.ts';

/** One look at the counters. */
export interface StatisticsLook {
  readonly view: StatisticsView;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface StatisticChange {
  readonly group: keyof StatisticsView;
  readonly id: string;
  readonly label: string;
  readonly value: number;
  /** Since the look before. */
  readonly change: number;
  readonly perSecond: number;
}

/** The counters that have moved, in the order of the table. */
export function changesOf(before: StatisticsLook, now: StatisticsLook): StatisticChange[] {
  const known = new Map(rowsOf(before.view).map(({ id, value }) => [id, value] as const));
  const seconds = Math.max(0.001, (now.at - before.at) / 1000);
  return rowsOf(now.view).flatMap(({ group, id, label, value }) => {
    const change = value - (known.get(id) ?? 0);
    return change === 0
      ? []
      : [{ group, id, label, value, change, perSecond: rounded(change / seconds) }];
  });
}

/** A heading with the time, and a line for each change: value, change, rate. */
export function changesText(
  changes: readonly StatisticChange[],
  at: number,
  palette: Palette = NO_COLOUR,
): string {
  const time = new Date(at).toISOString().slice(11, 19);
  if (changes.length === 0) return palette.dim(`${time}  nothing has changed`);
  return [palette.bold(time), ...changes.map(changeText)].join('\n');
}

/** Windows calls one of main mode and one of quick mode by the same name. */
const TWICE = 'Key Additions';
const GROUPS = { ike: 'IKE', ipsec: 'IPsec', detail: '' } as const;

function changeText({ group, label, value, change, perSecond }: StatisticChange): string {
  const name = label === TWICE ? `${label} (${GROUPS[group]})` : label;
  const sign = change > 0 ? '+' : '';
  const parts = [String(value), `${sign}${change}`, `${sign}${rateText(perSecond)}/s`];
  return dotted(`  ${name}`, parts.map((part, i) => part.padStart(i === 0 ? 1 : 11)).join(' '));
}

function rounded(rate: number): number {
  return Math.round(rate * 1000) / 1000;
}

function rateText(rate: number): string {
  return Math.abs(rate) >= 100 ? rate.toFixed(0) : rate.toFixed(1);
}

type Row = StatisticsView['ike'][number] & Pick<StatisticChange, 'group'>;

function rowsOf(view: StatisticsView): Row[] {
  return (['ike', 'ipsec', 'detail'] as const).flatMap((group) =>
    view[group].map((row) => ({ ...row, group })),
  );
}
