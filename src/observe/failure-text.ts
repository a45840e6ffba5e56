/** A failure as a block of text for people: what, where, both sides next to each other, what now. */

import type { Failure } from '../ike/failure.ts';
import { notifyName } from '../wire/numbers/isakmp.ts';
import { comparisonLines } from './comparison-text.ts';
import { COLUMNS, labelled, NO_COLOUR, type Palette, wrap } from './text.ts';

const LABEL_COLUMNS = 10;

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
  if (failure.comparison.length > 0) {
    const heads = [`${options.host} (here)`, 'peer'] as const;
    lines.push(...comparisonLines(failure.comparison, heads, palette));
  }
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
