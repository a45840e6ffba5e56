/** Events as comma-separated values (RFC 4180), safe to open in a spreadsheet. */

import type { Block, LoggedEvent } from '../windows-events/record.ts';

const COLUMNS: readonly (readonly [string, (event: LoggedEvent) => string])[] = [
  ['record', ({ record }) => String(record)],
  ['time', ({ at }) => new Date(at).toISOString()],
  ['computer', ({ computer }) => computer],
  ['log', ({ log }) => log],
  ['source', ({ source }) => source],
  ['category', ({ category }) => category],
  ['id', ({ id }) => String(id)],
  ['type', ({ type }) => type],
  ['peer', ({ peer }) => peer ?? ''],
  ['error', ({ error }) => String(error ?? '')],
  ['failure', ({ failure }) => failure ?? ''],
  ['title', ({ title }) => title],
  ['summary', ({ summary }) => summary],
  ['description', ({ blocks }) => blocks.map(blockText).join('; ')],
];

/** A head and a line for each event; lines end in CR LF. */
export function eventsCsv(events: readonly LoggedEvent[]): string {
  const rows = [
    COLUMNS.map(([name]) => name),
    ...events.map((event) => COLUMNS.map(([, value]) => value(event))),
  ];
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/**
 * A cell that begins like a formula gets an apostrophe in front: what a peer says of itself must not
 * be computed by whoever opens the file (OWASP, CSV injection).
 */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe.startsWith("'") ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function blockText({ heading, lines }: Block): string {
  const texts = lines.map((line) =>
    typeof line === 'string' ? line : `${line.label}: ${line.value}`,
  );
  return `${heading}: ${texts.join(', ')}`;
}
