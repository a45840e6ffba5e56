import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { IkeLog } from '../../../src/observe/ike-log/ike-log.ts';
import { labPair, up } from '../../host/pairs.ts';
import { SAMPLES } from '../sample-events.ts';

let folder: string;
let path: string;
let told: string[];
const AT = Date.UTC(2026, 2, 5, 14, 9, 55, 7);
const PREFIX = /^\d{1,2}-\d\d: \d\d:\d\d:\d\d:\d{3}:[0-9a-f]{3} \S| {2}\S/;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-ike-log-'));
  path = join(folder, 'ike.log');
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const newLog = (mostLines?: number) => new IkeLog(path, (what) => told.push(what), mostLines);
const lines = (file = path): string[] => readFileSync(file, 'utf8').trimEnd().split('\n');

describe('the IKE log', () => {
  it('has a line a step, each with month-day, time, milliseconds and the negotiation', () => {
    const log = newLog();
    log.enable(AT);
    log.note({ ...SAMPLES['isakmp-received'], at: AT });
    log.disable();
    expect(lines()).toEqual([
      '3-05: 14:09:55:007:000 The IKE log begins on 2026-03-05; all times are UTC.',
      '3-05: 14:09:55:007:001 Receive: from 192.0.2.2.500 to 192.0.2.1.500',
      '3-05: 14:09:55:007:001   ISAKMP header (V1.0), length 120, exchange 2 (main mode), message 1',
      '3-05: 14:09:55:007:001   cookies 0011223344556677:0000000000000000, message ID 0x00000000',
      '3-05: 14:09:55:007:001   flags 0x00, next payload SA, payloads SA, VID, VID, VID',
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('tells a failure with the number and words of its error, and what each side had', () => {
    const log = newLog();
    log.enable(AT);
    log.note(SAMPLES['main-mode-failed']);
    log.note(SAMPLES['isakmp-dropped']);
    const text = lines().join('\n');
    expect(text).toContain(
      'error The policies of the two sides have nothing in common (13868), failure point Me',
    );
    expect(text).toContain(
      'Diffie-Hellman group: here MODP-2048 (group 14) or MODP-3072 (group 15), peer MODP-1024',
    );
    expect(text).toContain('error The message header is not valid (13824)');
  });

  it('of a whole negotiation has its messages both ways, and no key', () => {
    const subject = labPair();
    const log = newLog();
    log.enable(0);
    up(subject, subject.a, 'tunnel');
    const all = subject.a.events;
    for (const event of all) log.note(event);
    const text = lines();
    expect(text.filter((line) => / Send: /.test(line))).toHaveLength(5);
    expect(text.filter((line) => / Receive: /.test(line))).toHaveLength(4);
    expect(text.filter((line) => / (Main|Quick) mode is up/.test(line))).toHaveLength(2);
    for (const line of text) expect(line).toMatch(PREFIX);
    const keys = all.flatMap((event) =>
      Object.values(event).filter((value) => typeof value?.reveal === 'function'),
    );
    expect(keys.length).toBeGreaterThan(2);
    for (const key of keys) {
      const hex = toHex(key.reveal());
      if (hex !== '') expect(text.join('\n')).not.toContain(hex);
    }
  });

  it('says nothing of what is not IKE', () => {
    const log = newLog();
    log.enable(AT);
    for (const kind of ['packet-dropped', 'echo-reply', 'udp-received', 'isakmp-keys'] as const)
      log.note(SAMPLES[kind]);
    expect(lines()).toHaveLength(1);
  });

  it('keeps the file before it as .sav, at its start and when it is full', () => {
    const log = newLog(10);
    for (let run = 0; run < 2; run++) {
      log.enable(AT + run);
      log.disable();
    }
    expect(existsSync(`${path}.sav`)).toBe(true);
    log.enable(AT);
    for (let i = 0; i < 30; i++) log.note({ ...SAMPLES['isakmp-sent'], at: AT });
    log.disable();
    expect(lines().length).toBeLessThanOrEqual(10);
    expect(lines(`${path}.sav`).length).toBeLessThanOrEqual(10);
    expect(lines()[0]).toContain('The IKE log begins');
  });

  it('is off until it is enabled, and again when it is disabled', () => {
    const log = newLog();
    log.note(SAMPLES['isakmp-sent']);
    expect([log.enabled, existsSync(path)]).toEqual([false, false]);
    log.enable(AT);
    expect(log.enabled).toBe(true);
    log.disable();
    log.note(SAMPLES['isakmp-sent']);
    expect([log.enabled, lines().length]).toEqual([false, 1]);
  });

  it('makes one line of what a peer wants to be several', () => {
    const log = newLog();
    log.enable(AT);
    log.note({ ...SAMPLES['isakmp-dropped'], detail: 'a\n3-05: forged\u001b[2J' });
    expect(lines()).toHaveLength(3);
    expect(lines()[1]).toContain('a 3-05: forged [2J');
    expect(told).toEqual([]);
  });
});
