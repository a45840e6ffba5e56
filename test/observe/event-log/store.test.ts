import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { logFile } from '../../../src/observe/event-log/files.ts';
import { readEventLog } from '../../../src/observe/event-log/read.ts';
import { EventStore } from '../../../src/observe/event-log/store.ts';
import { AUDIT_ALL, windowsEvents } from '../../../src/observe/windows-events/render.ts';
import { SAMPLES } from '../sample-events.ts';

const EVENT = windowsEvents(SAMPLES['quick-mode-ended'], AUDIT_ALL)[0]!;
const LINE = JSON.stringify({ record: 1, ...EVENT }).length + 1;

let folder: string;
let told: string[];

function open(maximumOctets = 1_000_000): EventStore {
  return new EventStore({ folder, maximumOctets, onTrouble: (sentence) => told.push(sentence) });
}
const records = (): number[] => readEventLog(folder).events.map(({ record }) => record);

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'espial-events-')), 'log');
  told = [];
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

describe('an event log on disk', () => {
  it('gives back what was written, numbered, oldest first, over several runs', () => {
    for (let run = 0; run < 2; run++) {
      const store = open();
      for (let i = 0; i < 3; i++) store.append(EVENT);
      store.close();
    }
    expect(records()).toEqual([1, 2, 3, 4, 5, 6]);
    expect(readEventLog(folder, 4).events).toEqual([
      { record: 5, ...JSON.parse(JSON.stringify(EVENT)) },
      { record: 6, ...JSON.parse(JSON.stringify(EVENT)) },
    ]);
    expect(told).toEqual([]);
  });

  it('belongs to its owner alone', () => {
    const store = open();
    store.append(EVENT);
    store.close();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(logFile(folder, 0)).mode & 0o777).toBe(0o600);
  });

  it('stays below its size, keeps the newest events, and goes on counting', () => {
    const maximum = LINE * 40;
    const store = open(maximum);
    for (let i = 0; i < 500; i++) store.append(EVENT);
    store.close();
    const files = readdirSync(folder).sort();
    expect(files).toEqual(['events.1.jsonl', 'events.2.jsonl', 'events.3.jsonl', 'events.jsonl']);
    const octets = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(octets).toBeLessThanOrEqual(maximum);
    const kept = records();
    expect(kept.at(-1)).toBe(500);
    expect(kept.length).toBeGreaterThan(25);
    expect(kept).toEqual(kept.map((_, i) => 500 - kept.length + 1 + i));
    const again = open(maximum);
    expect(again.append(EVENT).record).toBe(501);
    again.close();
  });

  it('that was cut at any octet loses the event that was being written, and says so', () => {
    const store = open();
    for (let i = 0; i < 3; i++) store.append(EVENT);
    store.close();
    const whole = readFileSync(logFile(folder, 0));
    const ends = [...whole.keys()].filter((at) => whole[at] === 0x0a).map((at) => at + 1);
    for (
      let cut = 0;
      cut <= whole.length;
      cut += cut % 97 === 0 || cut > whole.length - 60 ? 1 : 7
    ) {
      writeFileSync(logFile(folder, 0), whole);
      truncateSync(logFile(folder, 0), cut);
      told = [];
      const survivors = ends.filter((end) => end <= cut).length;
      expect(records()).toHaveLength(survivors);
      const reopened = open();
      reopened.append(EVENT);
      reopened.close();
      expect(records()).toEqual(Array.from({ length: survivors + 1 }, (_, i) => i + 1));
      const isCut = cut !== 0 && !ends.includes(cut);
      expect(told).toHaveLength(isCut ? 1 : 0);
      if (isCut) expect(told[0]).toMatch(/ends in the middle of an event: that one is lost/);
    }
  });

  it('with a line that is no event in it gives the others, and says so', () => {
    const store = open();
    store.append(EVENT);
    store.close();
    appendFileSync(logFile(folder, 0), 'rubbish\n{"record":9}\n');
    const { events, troubles } = readEventLog(folder);
    expect(events.map(({ record }) => record)).toEqual([1]);
    expect(troubles).toEqual([`${logFile(folder, 0)}: 2 line(s) are no events, and are left out.`]);
  });

  it('survives a rotation that was interrupted between two files', () => {
    const store = open(LINE * 16);
    for (let i = 0; i < 12; i++) store.append(EVENT);
    store.close();
    const before = records();
    rmSync(logFile(folder, 0));
    expect(records().every((record) => before.includes(record))).toBe(true);
    const reopened = open(LINE * 16);
    expect(reopened.append(EVENT).record).toBe(records().at(-1));
    reopened.close();
    expect(new Set(records()).size).toBe(records().length);
  });

  it('has one writer: another process is refused, a dead one is not waited for', () => {
    const store = open();
    store.close();
    writeFileSync(join(folder, 'writer'), '1\n');
    expect(() => open()).toThrow(/process 1 writes the event log .* already/);
    writeFileSync(join(folder, 'writer'), '2147483646\n');
    open().close();
    expect(existsSync(join(folder, 'writer'))).toBe(false);
  });
});
