/** Text for terminals: wrapping to a width, and colour where it is wanted. */

import { columnsOf, cutTo } from './text-width.ts';

/** Columns of everything that Espial prints. */
export const COLUMNS = 80;

/** Lines of at most `width` columns; words longer than that are cut. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (let word of text.split(/\s+/)) {
    while (columnsOf(word) > width) {
      if (line !== '') lines.push(line);
      line = '';
      const begin = cutTo(word, width) || [...word][0]!;
      lines.push(begin);
      word = word.slice(begin.length);
    }
    if (word === '') continue;
    const longer = line === '' ? word : `${line} ${word}`;
    if (columnsOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A label and its text, wrapped, with later lines under the first. */
export function labelled(label: string, text: string, labelColumns: number): string[] {
  return wrap(text, COLUMNS - labelColumns).map(
    (line, i) => `${(i === 0 ? label : '').padEnd(labelColumns)}${line}`,
  );
}

/** Colours a text, or leaves it. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const plain = (text: string): string => text;

export const NO_COLOUR: Palette = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  cyan: plain,
};

export const COLOUR: Palette = {
  bold: ansi(1, 22),
  dim: ansi(2, 22),
  red: ansi(31, 39),
  green: ansi(32, 39),
  yellow: ansi(33, 39),
  cyan: ansi(36, 39),
};

/** Colour only on a terminal, and never against NO_COLOR (https://no-color.org). */
export function paletteFor(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Palette {
  const refused = (environment.NO_COLOR ?? '') !== '' || environment.TERM === 'dumb';
  return stream.isTTY === true && !refused ? COLOUR : NO_COLOUR;
}

function ansi(on: number, off: number): (text: string) => string {
  return (text) => `\u001b[${on}m${text}\u001b[${off}m`;
}
