import { describe, expect, it } from 'vitest';
import { eventsCsv } from '../../../src/observe/event-log/csv.ts';
import type { LoggedEvent } from '../../../src/observe/windows-events/record.ts';

const EVENT: LoggedEvent = {
  record: 7,
  at: Date.UTC(2026, 10, 21, 14, 39, 55, 123),
  computer: 'alice',
  log: 'security',
  source: 'Security',
  category: 'Logon/Logoff',
  id: 547,
  type: 'failure',
  title: 'IKE negotiation failed.',
  summary: 'bob does not answer',
  blocks: [{ heading: 'Filter', lines: ['all', { label: 'Protocol', value: '0' }] }],
  peer: 'bob',
  error: 13805,
  failure: 'no-response',
};

/** RFC 4180, read back by its own rules. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('events as CSV', () => {
  it('have a head, one line each, and CR LF at the end of every line', () => {
    const text = eventsCsv([EVENT, EVENT]);
    expect(text.split('\r\n')).toHaveLength(4);
    expect(text).not.toMatch(/[^\r]\n/);
    expect(parse(text)[1]).toEqual([
      '7',
      '2026-11-21T14:39:55.123Z',
      'alice',
      'security',
      'Security',
      'Logon/Logoff',
      '547',
      'failure',
      'bob',
      '13805',
      'no-response',
      'IKE negotiation failed.',
      'bob does not answer',
      'Filter: all, Protocol: 0',
    ]);
  });

  it('quote commas, quotation marks and line ends (RFC 4180 2.6, 2.7)', () => {
    const summary = 'a "b", c\r\nd';
    const text = eventsCsv([{ ...EVENT, summary }]);
    expect(text).toContain('"a ""b"", c\r\nd"');
    expect(parse(text)[1]![12]).toBe(summary);
  });

  it.each(['=1+2', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'never begin a cell with a formula: %j',
    (summary) => {
      const row = parse(eventsCsv([{ ...EVENT, summary, peer: summary }]))[1]!;
      expect(row[12]).toBe(`'${summary}`);
      expect(row[8]).toBe(`'${summary}`);
    },
  );
});
