/** A verdict as text of at most 80 columns: the answer first, then what bears it out. */

import { comparisonLines } from '../../observe/comparison-text.ts';
import { COLUMNS, labelled, NO_COLOUR, type Palette, wrap } from '../../observe/text.ts';
import { rowOf } from '../../observe/windows-events/catalogue.ts';
import { classEntry } from './classes.ts';
import type { Verdict } from './verdict.ts';

/** Width of the labels. */
const LABEL = 14;
/** Rows of statistics and of other classes that are shown without `all`. */
const FEW = 6;

export interface VerdictTextOptions {
  readonly palette?: Palette;
  /** Everything: all rows, and what was seen beside. */
  readonly all?: boolean;
}

const CERTAINTY: Readonly<Record<Verdict['certainty'], string>> = {
  certain: 'certain: what is here leaves no other reason',
  likely: 'likely: what is here fits it best, and leaves other reasons',
  unknown: 'not known: what is here leaves several reasons',
};

/** The text, without a final line end. */
export function verdictText(verdict: Verdict, options: VerdictTextOptions = {}): string {
  const palette = options.palette ?? NO_COLOUR;
  const all = options.all === true;
  const lines = [
    ...headline(verdict, palette),
    '',
    ...wrap(verdict.meaning, COLUMNS),
    '',
    ...labelled('how sure', CERTAINTY[verdict.certainty], LABEL),
    ...labelled('because', `${verdict.because}.`, LABEL),
  ];
  if (verdict.where !== undefined) lines.push(...labelled('where', verdict.where, LABEL));
  if (verdict.noticedBy !== undefined)
    lines.push(...labelled('noticed by', verdict.noticedBy, LABEL));
  lines.push(...several('agreed on', verdict.negotiated));
  lines.push(...comparison(verdict, palette));
  for (const { host, saw } of verdict.sides) lines.push(...several(`${host} saw`, saw));
  lines.push(
    ...several(
      'sent again',
      verdict.retransmissions.map(
        ({ message, by, sent }) => `${message}: ${sent} times in all, by ${by}`,
      ),
    ),
  );
  lines.push(
    ...several(
      'ESP numbers',
      verdict.sequenceNumbers.map(({ text }) => text),
    ),
  );
  lines.push(...windowsLines(verdict));
  lines.push(...several('statistics', statistics(verdict, all)));
  lines.push(...labelled('rule', `${verdict.rule.reference}: ${verdict.rule.says}`, LABEL));
  lines.push(...numbered('fix', verdict.fix));
  const isCertain = verdict.certainty === 'certain';
  if (all || (!isCertain && verdict.class !== 'none')) {
    lines.push(...several(isCertain ? 'considered' : 'else it is', others(verdict, all)));
  }
  if (all) lines.push(...several('seen beside', verdict.also));
  if (verdict.notKnown !== undefined)
    lines.push(...labelled('cannot know', `${verdict.notKnown}.`, LABEL));
  lines.push(...several('not read', verdict.troubles));
  return lines.join('\n');
}

function headline({ class: id, title, certainty }: Verdict, palette: Palette): string[] {
  const colour =
    id === 'none' ? palette.green : certainty === 'certain' ? palette.red : palette.yellow;
  const asItSeems = certainty === 'likely' && id !== 'unknown' ? 'As it seems: ' : '';
  return [
    ...wrap(`${asItSeems}${title}`, COLUMNS).map((line) => palette.bold(colour(line))),
    palette.dim(`class ${id}`),
  ];
}

/** The label once, an indented text a line. */
function several(label: string, texts: readonly string[]): string[] {
  return texts.flatMap((text, index) => labelled(fitting(index === 0 ? label : ''), text, LABEL));
}

function numbered(label: string, texts: readonly string[]): string[] {
  if (texts.length === 1) return labelled(label, texts[0]!, LABEL);
  return texts.flatMap((text, index) =>
    labelled(index === 0 ? label : '', `${index + 1}. ${text}`, LABEL),
  );
}

function fitting(label: string): string {
  return label.length < LABEL ? label : `${label.slice(0, LABEL - 2)}:`;
}

function comparison({ comparison: rows, noticedBy }: Verdict, palette: Palette): readonly string[] {
  if (rows.length === 0) return [];
  return ['', ...comparisonLines(rows, [noticedBy ?? 'here', 'the peer'], palette), ''];
}

function windowsLines({ windows: { event, error } }: Verdict): string[] {
  const parts = [
    ...(event === undefined ? [] : [`event ${event} (${titleOf(event)})`]),
    ...(error === undefined ? [] : [`error ${error.code} ${error.name}`]),
  ];
  return parts.length === 0 ? [] : labelled('Windows', `${parts.join(', ')}.`, LABEL);
}

function titleOf(event: number): string {
  return rowOf(event as Parameters<typeof rowOf>[0]).title.replace(/\.$/, '');
}

function statistics({ statistics: rows }: Verdict, all: boolean): string[] {
  const shown = all ? rows : rows.slice(0, FEW);
  return shown.map(({ label, values }) =>
    values.length === 0
      ? `${label} rises`
      : `${label}: ${values.map(({ host, value }) => `${value} at ${host}`).join(', ')}`,
  );
}

function others({ considered }: Verdict, all: boolean): string[] {
  const shown = all ? considered : considered.slice(0, FEW);
  const left = considered.length - shown.length;
  const lines = shown.map((id) => `${id}: ${classEntry(id).title}`);
  return left === 0 ? lines : [...lines, `and ${left} more (--all)`];
}
