/** Lists of label and value, tables and headings, 80 columns wide unless width is asked for. */

import { COLUMNS, wrap } from '../../observe/text.ts';
import { columnsOf, cutTo, padTo } from '../../observe/text-width.ts';
import type { ShowStyle } from '../show-request.ts';
import { LABELS, type LabelKey } from './labels.ts';

const LABEL_COLUMNS = 26;
/** Narrower no column of a table gets. */
const COLUMN_MINIMUM = 8;
const CUT = '..';

/** A value under its label; several texts are several lines. */
export type Field = readonly [LabelKey, string | readonly string[]];

type Width = Pick<ShowStyle, 'wide' | 'columns'>;

/** `Label : value`, a line or more each. */
export function list(fields: readonly Field[], { wide, columns = COLUMNS }: Width): string {
  const room = columns - LABEL_COLUMNS - 2;
  return fields
    .flatMap(([key, value]) => {
      const label = LABELS[key].text;
      const texts = typeof value === 'string' ? [value] : value;
      const lines = texts.flatMap((text) =>
        wide || columnsOf(text) <= room ? [text] : wrap(text, room),
      );
      return lines.map((line, i) =>
        `${i === 0 ? `${label.padEnd(LABEL_COLUMNS)}:` : ' '.repeat(LABEL_COLUMNS + 1)} ${line}`.trimEnd(),
      );
    })
    .join('\n');
}

/** A table with a line under its headings; what is too long for 80 columns is cut unless it may be wide. */
export function table(
  columns: readonly LabelKey[],
  rows: readonly (readonly string[])[],
  { wide, columns: room = COLUMNS }: Width,
): string {
  const heads = columns.map((key) => LABELS[key].text);
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => columnsOf(row[at] ?? ''))),
  );
  const fitted = wide
    ? widths
    : narrowed(
        widths,
        heads.map((head) => head.length),
        room,
      );
  const line = (cells: readonly string[]): string =>
    fitted
      .map((width, at) => cell(cells[at] ?? '', width))
      .join(' ')
      .trimEnd();
  return [line(heads), line(fitted.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  );
}

/** A sentence as an answer. */
export function sentence(text: string): string {
  return wrap(text, COLUMNS).join('\n');
}

/** A title with a line under it. */
export function heading(title: string): string {
  return `${title}\n${'-'.repeat(Math.min(title.length, COLUMNS))}`;
}

/** How many there are, the last line of an answer. */
export function count(key: LabelKey, number: number): string {
  return list([[key, String(number)]], { wide: false });
}

/** Parts of an answer with an empty line between them; empty ones are left out. */
export function page(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n\n');
}

const INDENT = 2;

/** What `inside` makes of the style that is left there, further in. */
export function indented<S extends Width>(style: S, inside: (style: S) => string): string {
  const text = inside({ ...style, columns: (style.columns ?? COLUMNS) - INDENT });
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(INDENT));
}

/** Takes from the widest columns until all fit: from headings only where nothing else is left. */
function narrowed(widths: readonly number[], heads: readonly number[], columns: number): number[] {
  const fitted = [...widths];
  const room = columns - (widths.length - 1);
  const take = (least: (at: number) => number): boolean => {
    const widest = Math.max(...fitted.filter((width, at) => width > least(at)));
    const at = fitted.findIndex((width, i) => width === widest && width > least(i));
    if (at < 0) return false;
    fitted[at] = widest - 1;
    return true;
  };
  for (;;) {
    if (fitted.reduce((sum, width) => sum + width, 0) <= room) return fitted;
    if (!take((at) => heads[at] ?? 0) && !take(() => COLUMN_MINIMUM)) return fitted;
  }
}

function cell(text: string, width: number): string {
  if (columnsOf(text) <= width) return padTo(text, width);
  return padTo(`${cutTo(text, width - CUT.length)}${CUT}`, width);
}
