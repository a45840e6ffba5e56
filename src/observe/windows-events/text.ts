/** Events of Windows' log for people: one line each, or whole as the event viewer shows them. */

import { COLUMNS, wrap } from '../text.ts';
import { CATALOGUE } from './catalogue.ts';
import type { Block, BlockLine, EventType, LoggedEvent, LogName, WindowsEvent } from './record.ts';

/** As the event viewer writes them. */
const TYPE_NAMES: Readonly<Record<EventType, string>> = {
  success: 'Success Audit',
  failure: 'Failure Audit',
  information: 'Information',
  warning: 'Warning',
  error: 'Error',
};

const LOG_TITLES: Readonly<Record<LogName, string>> = {
  security: 'Security',
  system: 'System',
  application: 'Application',
};

const TIME_COLUMNS = 19;
const ID_COLUMNS = 4;
const TYPE_COLUMNS = 11;
const GAP = '  ';
const TEXT_COLUMN = TIME_COLUMNS + ID_COLUMNS + TYPE_COLUMNS + 3 * GAP.length;

/** Column heads of the table. */
export const TABLE_HEAD = `${'Time (UTC)'.padEnd(TIME_COLUMNS)}${GAP}${'ID'.padStart(ID_COLUMNS)}${GAP}${'Type'.padEnd(TYPE_COLUMNS)}${GAP}Event`;

/** One line of 80 columns at most; a summary that is longer ends in three points. */
export function eventLine(event: WindowsEvent): string {
  const id = String(event.id).padStart(ID_COLUMNS);
  const summary = clean(event.summary);
  const room = COLUMNS - TEXT_COLUMN;
  const text = summary.length <= room ? summary : `${summary.slice(0, room - 3)}...`;
  return `${timeText(event.at)}${GAP}${id}${GAP}${event.type.padEnd(TYPE_COLUMNS)}${GAP}${text}`;
}

/** The whole event in the event viewer's layout. */
export function eventWhole(event: LoggedEvent): string {
  const head: readonly (readonly [string, string])[] = [
    ['Event Type', TYPE_NAMES[event.type]],
    ['Event Source', event.source],
    ['Event Category', event.category],
    ['Event ID', String(event.id)],
    ['Log', `${LOG_TITLES[event.log]}, record ${event.record}`],
    ['Date', timeText(event.at).slice(0, 10)],
    ['Time', `${new Date(event.at).toISOString().slice(11, 23)} UTC`],
    ['Computer', event.computer],
  ];
  const lines = head.map(([label, value]) => `${`${label}:`.padEnd(16)}${value}`);
  lines.push('Description:', ...wrap(event.title, COLUMNS));
  for (const block of event.blocks) lines.push('', ...blockLines(block));
  const meaning = CATALOGUE.find(({ id }) => id === event.id)?.meaning;
  if (meaning !== undefined) lines.push('', ...wrap(meaning, COLUMNS));
  return lines.join('\n');
}

function blockLines({ heading, lines }: Block): string[] {
  return [`${heading}:`, ...lines.flatMap(indented)];
}

const INDENT = '  ';

function indented(line: BlockLine): string[] {
  const text = typeof line === 'string' ? line : `${line.label}: ${line.value}`;
  return wrap(clean(text), COLUMNS - INDENT.length).map((part) => `${INDENT}${part}`);
}

/** `2026-11-21 14:39:55`, in UTC. */
function timeText(at: number): string {
  return new Date(at).toISOString().slice(0, TIME_COLUMNS).replace('T', ' ');
}

/** What a peer says of itself may hold anything: nothing of it may move the cursor. */
function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
