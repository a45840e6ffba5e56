import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../src/host/events.ts';
import { CATALOGUE } from '../../../src/observe/windows-events/catalogue.ts';
import { DROP_ERRORS, leftOut } from '../../../src/observe/windows-events/own.ts';
import type { LoggedEvent } from '../../../src/observe/windows-events/record.ts';
import { AUDIT_ALL, windowsEvents } from '../../../src/observe/windows-events/render.ts';
import { eventLine, eventWhole, TABLE_HEAD } from '../../../src/observe/windows-events/text.ts';
import { SAMPLES } from '../sample-events.ts';
import { EVERY_FAILURE } from './every-failure.ts';

const EVENTS: readonly LoggedEvent[] = [
  ...Object.values(SAMPLES),
  ...EVERY_FAILURE.map((failure) => ({ ...SAMPLES['main-mode-failed'], failure })),
].flatMap((event: HostEvent) =>
  windowsEvents(event, AUDIT_ALL).map((made) => ({ record: 12, ...made })),
);

describe('every event of the log', () => {
  it('is one line of 80 columns at most in the table', () => {
    expect(TABLE_HEAD.length).toBeLessThanOrEqual(80);
    for (const event of EVENTS) {
      const line = eventLine(event);
      expect(line.length).toBeLessThanOrEqual(80);
      expect(line).toMatch(
        /^1970-01-01 00:00:01 {2}.{4} {2}(success|failure|warning|information|error)/,
      );
    }
  });

  it('is whole in 80 columns, with nothing undefined, and its meaning at the end', () => {
    for (const event of EVENTS) {
      const text = eventWhole(event);
      for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
      expect(text).not.toMatch(/undefined|\[object|NaN/);
      expect(text).toMatch(/^Event Type: {5}\S/);
    }
  });

  it('has a row in the catalogue whose log, source and type are its own', () => {
    for (const { id, log, source, category, type, title } of EVENTS) {
      const row = CATALOGUE.find((item) => item.id === id)!;
      expect([log, source, category, title]).toEqual([
        row.log,
        row.source,
        row.category,
        row.title,
      ]);
      expect(row.types).toContain(type);
    }
  });

  it('loses control characters that a peer says of itself', () => {
    const event = { ...EVENTS[0]!, summary: 'a\u001b[2Jb\nc', blocks: [] };
    expect(eventLine(event)).toContain('a [2Jb c');
    const whole = eventWhole({
      ...event,
      blocks: [{ heading: 'Filter', lines: [{ label: 'ID', value: 'x\u001b[31my\u0007' }] }],
    });
    expect(whole).toContain('  ID: x [31my');
    expect(whole.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

describe('the catalogue', () => {
  it('has each ID once, with words, and marks how sure each is', () => {
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    for (const { title, meaning, certainty, source } of CATALOGUE) {
      expect(title).toMatch(/^[A-Z].*\.$/);
      expect(meaning).toMatch(/^[A-Z].*\.$/);
      expect(certainty === 'own').toBe(source === 'Espial');
    }
  });

  it('has none of the IDs that came after Windows Server 2003', () => {
    for (const { id } of CATALOGUE) expect(id < 4650 || id > 5485, String(id)).toBe(true);
  });
});

describe('messages that were dropped', () => {
  it('have an error code each, of the range that Windows Server 2003 knows', () => {
    for (const code of Object.values(DROP_ERRORS)) {
      expect(code).toBeGreaterThan(13_800);
      expect(code).toBeLessThan(13_884);
    }
    expect(DROP_ERRORS).toMatchObject({
      'invalid-cookie': 13_846,
      'invalid-version': 13_880,
      undecryptable: 13_867,
    });
  });

  it('and events that were left out are told in the Application log', () => {
    const [dropped] = windowsEvents(SAMPLES['isakmp-dropped'], AUDIT_ALL);
    expect(dropped).toMatchObject({ id: 3, error: 13_824, log: 'application' });
    expect(leftOut(4, dropped!)).toMatchObject({ id: 2, peer: '192.0.2.2' });
  });
});
