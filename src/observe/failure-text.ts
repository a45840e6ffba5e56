/** A failure as a block of text for people: what, where, both sides next to each other, what now. */

import type { Comparison, Failure } from '../ike/failure.ts';
import { notifyName } from '../wire/numbers/isakmp.ts';
import { COLUMNS, labelled, NO_COLOUR, type Palette, wrap } from './text.ts';

const LABEL_COLUMNS = 10;
/** Mark, name, two sides: 2 + 18 + 2 x 30 = 80. */
const NAME_COLUMNS = 18;
const SIDE_COLUMNS = 30;

export interface FailureTextOptions {
  /** Who saw the failure. */
  readonly host: string;
  readonly palette?: Palette;
}

/** The block, at most 80 columns wide, without a final line end. */
export function failureText(failure: Failure, options: FailureTextOptions): string {
  const palette = options.palette ?? NO_COLOUR;
  const lines = wrap(`FAILED: ${failure.title}`, COLUMNS).map((line) =>
    palette.bold(palette.red(line)),
  );
  const certainty =
    failure.certainty === 'likely' ? ' (likely; the wire cannot tell for sure)' : '';
  const where = `${failure.where}, seen by ${options.host}${certainty}`;
  lines.push(...labelled('  where', where, LABEL_COLUMNS));
  lines.push(...labelled('  seen', failure.detail, LABEL_COLUMNS));
  if (failure.comparison.length > 0) lines.push(...comparisonLines(failure.comparison, options));
  if (failure.notify !== undefined) {
    const notify = `NOTIFY ${failure.notify} ${notifyName(failure.notify)} to the peer`;
    lines.push(...labelled('  sent', notify, LABEL_COLUMNS));
  }
  const { code, name } = failure.windowsError;
  const windows = `error ${code} ${name}, audit event ${failure.auditEvent}, failure point ${failure.failurePoint}`;
  lines.push(...labelled('  Windows', windows, LABEL_COLUMNS));
  for (const [i, advice] of failure.advice.entries()) {
    lines.push(...labelled(i === 0 ? '  try' : '', advice, LABEL_COLUMNS));
  }
  return lines.join('\n');
}

/** Both sides in columns; what differs is marked, and the first that does is named. */
function comparisonLines(
  comparison: readonly Comparison[],
  options: FailureTextOptions,
): readonly string[] {
  const palette = options.palette ?? NO_COLOUR;
  const lines = [palette.dim(row('', '', `${options.host} (here)`, 'peer'))];
  let firstMarked = false;
  for (const line of comparison) {
    const cells = cellRows(line);
    for (const [i, cell] of cells.entries()) {
      const mark = line.differs && i === 0 ? '!' : '';
      const text = row(mark, ...cell);
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
