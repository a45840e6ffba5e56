/** What `espial scenario run` says: a line a play, and everything about one that failed. */

import { isAbsolute, relative } from 'node:path';
import { COLUMNS, NO_COLOUR, type Palette, wrap } from '../observe/text.ts';
import { countText, durationText } from '../observe/units.ts';
import type { Check } from './check.ts';
import type { Outcome, OutcomeEvent } from './outcome.ts';
import { markedLines, type Place } from './schema/problem.ts';

/** Lines of a ladder, and events, that are shown of a play that failed: the last ones tell most. */
const SHOWN_LINES = 60;
const SHOWN_EVENTS = 40;
/** Of a line of the file, right of its number. */
const SOURCE_COLUMNS = 65;

/** The line of a play, and what was wrong with it. */
export function outcomeText(outcome: Outcome, palette: Palette = NO_COLOUR): string {
  const { title, state, reason } = outcome;
  const lines = [`${markOf(state, palette)} ${title} ${palette.dim(`(${figuresOf(outcome)})`)}`];
  if (state === 'passed') return lines.join('\n');
  if (reason !== undefined) lines.push(...indented(reason, 7));
  if (state === 'skipped') return lines.join('\n');
  for (const check of outcome.checks) if (!check.passed) lines.push(...failedCheck(check, palette));
  lines.push(...happened(outcome, palette));
  const { evidence, command } = outcome;
  if (evidence !== undefined)
    lines.push(`       ${palette.dim('evidence:')} ${shortest(evidence)}`);
  // Whole, so that it can be copied.
  lines.push(`       ${palette.dim('again:')}    ${command}`);
  return lines.join('\n');
}

/** The last line: how many passed. */
export function summaryText(outcomes: readonly Outcome[], tookMilliseconds?: number): string {
  const count = (state: Outcome['state']): number =>
    outcomes.filter((outcome) => outcome.state === state).length;
  const later = outcomes.filter(({ state, retries }) => state === 'passed' && retries > 0).length;
  const again = later === 0 ? '' : ` (${later} of them when played again)`;
  const passed = `${countText(count('passed'), 'scenario')} passed${again}`;
  const parts = [passed, `${count('failed')} failed`];
  if (count('broken') > 0) parts.push(`${count('broken')} could not be played`);
  if (count('skipped') > 0) parts.push(`${count('skipped')} skipped`);
  const took = tookMilliseconds === undefined ? '' : `, in ${durationText(tookMilliseconds)}`;
  return `${parts.join(', ')}${took}`;
}

/** `file:line:column`, from where the reader is. */
export function shortPlace({ file, line, column }: Place): string {
  return `${shortest(file)}:${line}:${column}`;
}

/** What a play looked at and how long it took. */
export function figuresOf(outcome: Outcome): string {
  const { state, checks, milliseconds, world, speed, retries } = outcome;
  if (state === 'skipped') return 'skipped';
  if (state === 'broken') return 'not played';
  const time = durationText(milliseconds);
  const clock = world === 'virtual' ? ' of virtual time' : '';
  const fast = world === 'real' && speed !== 1 ? ` at ${speed} times the speed` : '';
  const again = retries === 0 ? '' : ', played again';
  return `${countText(checks.length, 'check')}, ${time}${clock}${fast}${again}`;
}

function markOf(state: Outcome['state'], palette: Palette): string {
  if (state === 'passed') return palette.green('ok    ');
  return state === 'skipped' ? palette.yellow('--    ') : palette.red('FAILED');
}

function failedCheck({ place, what, found }: Check, palette: Palette): string[] {
  return [
    ...indented(`${shortPlace(place)}: ${what}`, 7).map(palette.bold),
    ...markedLines(place, SOURCE_COLUMNS).map((line) => `       ${palette.dim(line)}`),
    ...found.flatMap((text) => indented(`found: ${text}`, 9)),
  ];
}

/** The ladder; where nothing was said between hosts, what they reported. */
function happened({ ladder, events }: Outcome, palette: Palette): string[] {
  const left = ladder.length - SHOWN_LINES;
  if (ladder.length > 1) {
    const shown = left > 0 ? [ladder[0]!, ...ladder.slice(1 - SHOWN_LINES)] : ladder;
    const note = left > 0 ? ` (the last ${SHOWN_LINES - 1} lines of it)` : '';
    return [`       ${palette.dim(`what happened${note}:`)}`, ...shown];
  }
  if (events.length === 0) return [];
  return [
    `       ${palette.dim('what the hosts reported:')}`,
    ...events.slice(-SHOWN_EVENTS).flatMap(eventLines),
  ];
}

function eventLines({ at, host, text }: OutcomeEvent): string[] {
  return indented(`${(at / 1000).toFixed(3).padStart(7)} ${host}: ${text}`, 9, 8);
}

function indented(text: string, by: number, hanging = 0): string[] {
  return wrap(text, COLUMNS - by - hanging).map(
    (line, i) => `${' '.repeat(i === 0 ? by : by + hanging)}${line}`,
  );
}

/** A path from where the reader is, where that is shorter. */
export function shortest(path: string): string {
  if (!isAbsolute(path)) return path;
  const near = relative('', path);
  return near.startsWith('..') || near === '' ? path : near;
}
