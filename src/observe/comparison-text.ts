/** What two sides had, in columns: what differs is marked, and the first that does is named. */

import type { Comparison } from '../ike/failure.ts';
import { type Palette, wrap } from './text.ts';

/** Mark, name, two sides: 2 + 18 + 2 x 30 = 80. */
const NAME_COLUMNS = 18;
const SIDE_COLUMNS = 30;

/** The lines, at most 80 columns wide, under the names of the two sides. */
export function comparisonLines(
  comparison: readonly Comparison[],
  [local, peer]: readonly [string, string],
  palette: Palette,
): readonly string[] {
  const lines = [palette.dim(row('', '', local, peer))];
  let firstMarked = false;
  for (const line of comparison) {
    for (const [index, cells] of cellRows(line).entries()) {
      const text = row(line.differs && index === 0 ? '!' : '', ...cells);
      lines.push(line.differs ? palette.yellow(text) : text);
    }
    if (line.differs && !firstMarked) {
      firstMarked = true;
      lines.push(palette.yellow(row('', '', '^ the first difference', '')));
    }
  }
  return lines;
}

function cellRows(line: Comparison): readonly [string, string, string][] {
  const cells = [
    wrap(line.what, NAME_COLUMNS - 1),
    wrap(line.local, SIDE_COLUMNS - 1),
    wrap(line.peer, SIDE_COLUMNS),
  ];
  const height = Math.max(1, ...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, i): [string, string, string] => [
    cells[0]![i] ?? '',
    cells[1]![i] ?? '',
    cells[2]![i] ?? '',
  ]);
}

function row(mark: string, name: string, local: string, peer: string): string {
  return `${mark.padEnd(2)}${name.padEnd(NAME_COLUMNS)}${local.padEnd(SIDE_COLUMNS)}${peer}`.trimEnd();
}
