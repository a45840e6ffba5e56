/** Results as text of at most 80 columns. */

import { figure, ratioText } from './format.ts';
import type { CaseResult, ContenderResult, GroupHeading } from './report.ts';
import { spread } from './statistics.ts';

const WIDTH = 80;
const NAME = 15;
/** The columns of spread and ratio. */
const TAIL = 15;
const MOST_COLUMNS = 6;

/** Which table a case stands in: what is true of all its cases. */
export function tableOf({ group, axes, name }: CaseResult, { columns }: GroupHeading): string {
  if (columns === undefined || axes[columns] === undefined) return `${group} ${name}`;
  const rest = Object.entries(axes).filter(([axis]) => axis !== columns);
  return [group, ...rest.map(([, value]) => value)].join(' ');
}

/** Cases of one table: a row for each contender, a column for each case or for each quantity. */
export function tableText(cases: readonly CaseResult[], group: GroupHeading): string {
  const [first] = cases;
  if (first === undefined) return '';
  const title = tableOf(first, group);
  const body =
    group.columns !== undefined && first.axes[group.columns] !== undefined
      ? columnsText(cases, group.columns)
      : quantitiesText(first);
  const absent = new Map(cases.flatMap((one) => one.absent.map(({ name, why }) => [name, why])));
  const missing = [...absent].map(([name, why]) => `  without ${name}: ${why}`);
  const failed = cases.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`  FAILED, ${name}: ${failure}`],
  );
  const baseline = cases.find(({ failure }) => failure === undefined)?.baseline ?? 'nothing';
  return [`${title} (behind: times as good as ${baseline})`, ...body, ...missing, ...failed]
    .map((line) => line.slice(0, WIDTH).trimEnd())
    .join('\n');
}

/** The first quantity and its ratio, case by case from left to right. */
function columnsText(cases: readonly CaseResult[], columns: string): readonly string[] {
  const width = Math.min(20, Math.floor((WIDTH - NAME - 2) / cases.length));
  const names = [...new Set(cases.flatMap((one) => one.contenders.map(({ name }) => name)))];
  const head = cases.map((one) => String(one.axes[columns]).padStart(width)).join('');
  return [
    `  ${columns.padEnd(NAME)}${head}`,
    ...names.flatMap((name) =>
      row(name, cases.map((one) => cell(one, name, width).padStart(width)).join('')),
    ),
  ];
}

function cell(one: CaseResult, name: string, width: number): string {
  const [quantity] = one.quantities;
  const contender = one.contenders.find((other) => other.name === name);
  const reading = quantity === undefined ? undefined : contender?.readings[quantity.name];
  if (quantity === undefined || reading === undefined) return '-';
  const value = figure(reading.median, quantity.unit).replace(' ', '');
  // Without its zero a ratio has room beside the value where there are five columns.
  const ratio = name === one.baseline ? '' : ` ${ratioText(reading.ratio).replace(/^0/, '')}`;
  return value.length + ratio.length < width ? `${value}${ratio}` : ratio.trim();
}

/** Every quantity of one case from left to right, with the spread and the ratio of the first. */
function quantitiesText(one: CaseResult): readonly string[] {
  const { quantities } = one;
  if (quantities.length > MOST_COLUMNS) return oneByOneText(one);
  const width = Math.min(11, Math.floor((WIDTH - NAME - 2 - TAIL) / quantities.length));
  const cells = (texts: readonly string[]): string =>
    texts.map((text) => text.slice(0, width - 1).padStart(width)).join('');
  // 'latency p50' stands in two lines.
  const heads = quantities.map(({ name }) => name.split(' '));
  const upper = heads.some((words) => words.length > 1)
    ? [`  ${''.padEnd(NAME)}${cells(heads.map((words) => (words.length > 1 ? words[0]! : '')))}`]
    : [];
  const lower = cells(heads.map((words) => words.slice(words.length > 1 ? 1 : 0).join(' ')));
  return [
    ...upper,
    `  ${''.padEnd(NAME)}${lower}${'spread'.padStart(8)}${'ratio'.padStart(7)}`,
    ...one.contenders.flatMap((contender) => {
      const values = quantities.map(({ name, unit }) => {
        const reading = contender.readings[name];
        return reading === undefined ? '-' : figure(reading.median, unit).replace(' ', '');
      });
      return row(contender.name, `${cells(values)}${tail(one, contender)}`);
    }),
  ];
}

/** A line for each quantity, where there are more than there is room for. */
function oneByOneText(one: CaseResult): readonly string[] {
  return one.contenders.flatMap(({ name, readings }) => [
    `  ${name}`,
    ...one.quantities.map(({ name: quantity, unit }) => {
      const reading = readings[quantity];
      const value = reading === undefined ? '-' : figure(reading.median, unit);
      return `    ${quantity.padEnd(44)}${value.padStart(12)}`;
    }),
  ]);
}

function tail(one: CaseResult, contender: ContenderResult): string {
  const reading = contender.readings[one.quantities[0]?.name ?? ''];
  if (reading === undefined) return '';
  const wandering = `±${(spread(reading) * 100).toFixed(0)}%`;
  return wandering.padStart(8) + ratioText(reading.ratio).padStart(7);
}

/** A name and what stands behind it; a long name has a line of its own. */
function row(name: string, rest: string): readonly string[] {
  return name.length < NAME
    ? [`  ${name.padEnd(NAME)}${rest}`]
    : [`  ${name}`, `  ${''.padEnd(NAME)}${rest}`];
}
