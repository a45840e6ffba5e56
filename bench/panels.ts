/** What the plots of a report show, apart from how it is drawn: the page and the documents share it. */

import type { Plot, Unit } from './group.ts';
import type { CaseResult, Report } from './report.ts';

/** One contender's points; null where it has none. */
export interface Series {
  readonly name: string;
  readonly middle: readonly (number | null)[];
  /** The quartiles. */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** One plot. */
export interface Panel {
  readonly title: string;
  /** The values of the x axis from left to right. */
  readonly x: readonly string[];
  readonly xName: string;
  /** Whether x is a number, so that lines between points mean something. */
  readonly isOrdered: boolean;
  readonly unit: Unit | 'times';
  readonly isLogarithmic: boolean;
  readonly series: readonly Series[];
}

/** Plots of the same kind. */
export interface PanelRow {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** All plots of a group; those for which the report has no case are left out. */
export function panelRows(report: Report, group: string): readonly PanelRow[] {
  const heading = report.groups.find(({ name }) => name === group);
  return (heading?.plots ?? [])
    .map((plot) => ({
      title: plot.title,
      panels: panelsOf(
        plot,
        report.cases.filter((one) => one.group === group && stands(one, plot)),
      ),
    }))
    .filter(({ panels }) => panels.length > 0);
}

function stands({ axes, quantities, failure }: CaseResult, { where = {}, x, y }: Plot): boolean {
  const hasY = y === 'ratio' || quantities.some(({ name }) => name === y);
  return (
    failure === undefined &&
    hasY &&
    axes[x] !== undefined &&
    Object.entries(where).every(([axis, value]) => axes[axis] === value)
  );
}

function panelsOf(plot: Plot, cases: readonly CaseResult[]): readonly Panel[] {
  const titleOf = ({ axes }: CaseResult): string =>
    plot.panels === undefined ? '' : String(axes[plot.panels] ?? '');
  const titles = [...new Set(cases.map(titleOf))];
  return titles.map((title) =>
    panelOf(
      plot,
      title,
      cases.filter((one) => titleOf(one) === title),
    ),
  );
}

function panelOf(plot: Plot, title: string, cases: readonly CaseResult[]): Panel {
  const places = [...new Set(cases.map(({ axes }) => axes[plot.x]!))];
  const isOrdered = places.every((place) => typeof place === 'number');
  if (isOrdered) places.sort((left, right) => Number(left) - Number(right));
  const at = places.map((place) => cases.find(({ axes }) => axes[plot.x] === place));
  const names = [...new Set(cases.flatMap((one) => one.contenders.map(({ name }) => name)))].filter(
    (name) => !plot.without?.includes(name),
  );
  const unit =
    plot.y === 'ratio'
      ? 'times'
      : (cases[0]?.quantities.find(({ name }) => name === plot.y)?.unit ?? 'times');
  return {
    title,
    x: places.map(String),
    xName: plot.x,
    isOrdered,
    unit,
    isLogarithmic: unit === 'times' || unit === 'ns',
    series: names.map((name) => seriesOf(name, plot.y, at)),
  };
}

function seriesOf(name: string, y: string, at: readonly (CaseResult | undefined)[]): Series {
  const points = at.map((one) => {
    const quantity = y === 'ratio' ? one?.quantities[0] : one?.quantities.find((q) => q.name === y);
    const contender = one?.contenders.find((other) => other.name === name);
    const reading = quantity === undefined ? undefined : contender?.readings[quantity.name];
    if (reading === undefined) return undefined;
    const { median, low, high, ratio } = reading;
    if (y !== 'ratio') return { middle: median, low, high };
    // A ratio moves as its own reading does; the baseline's wandering is in the baseline's points.
    const ends = [(ratio * low) / median, (ratio * high) / median] as const;
    const [less, more] =
      quantity?.better === 'less' ? [(ratio * median) / high, (ratio * median) / low] : ends;
    return { middle: ratio, low: less, high: more };
  });
  return {
    name,
    middle: points.map((point) => point?.middle ?? null),
    low: points.map((point) => point?.low ?? null),
    high: points.map((point) => point?.high ?? null),
  };
}
