/** Lists of label and value, tables and headings, 80 columns wide unless width is asked for. */

import { COLUMNS, wrap } from '../../observe/text.ts';
import type { ShowStyle } from '../show-request.ts';
import { LABELS, type LabelKey } from './labels.ts';

const LABEL_COLUMNS = 26;
/** Narrower no column of a table gets. */
const COLUMN_MINIMUM = 8;
const CUT = '..';

/** A value under its label; several texts are several lines. */
export type Field = readonly [LabelKey, string | readonly string[]];

/** `Label : value`, a line or more each. */
export function list(fields: readonly Field[], { wide }: Pick<ShowStyle, 'wide'>): string {
  return fields
    .flatMap(([key, value]) => {
      const label = LABELS[key].text;
      const texts = typeof value === 'string' ? [value] : value;
      const room = COLUMNS - LABEL_COLUMNS - 2;
      const lines = texts.flatMap((text) => (wide || text === '' ? [text] : wrap(text, room)));
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
  { wide }: Pick<ShowStyle, 'wide'>,
): string {
  const heads = columns.map((key) => LABELS[key].text);
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...rows.map((row) => row[at]?.length ?? 0)),
  );
  const fitted = wide ? widths : narrowed(widths);
  const line = (cells: readonly string[]): string =>
    fitted
      .map((width, at) => cell(cells[at] ?? '', width))
      .join(' ')
      .trimEnd();
  return [line(heads), line(fitted.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  );
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

/** The text further in. */
export function indented(text: string, columns = 2): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}

/** Takes from the widest columns until all fit. */
function narrowed(widths: readonly number[]): number[] {
  const fitted = [...widths];
  const room = COLUMNS - (widths.length - 1);
  for (;;) {
    const excess = fitted.reduce((sum, width) => sum + width, 0) - room;
    const widest = Math.max(...fitted);
    if (excess <= 0 || widest <= COLUMN_MINIMUM) return fitted;
    fitted[fitted.indexOf(widest)] = widest - 1;
  }
}

function cell(text: string, width: number): string {
  if (text.length <= width) return text.padEnd(width);
  return `${text.slice(0, Math.max(0, width - CUT.length))}${CUT}`.slice(0, width);
}
