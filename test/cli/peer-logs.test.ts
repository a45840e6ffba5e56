import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPeerLogs, type PeerLogOptions } from '../../src/cli/peer-logs.ts';
import type { HostConfig } from '../../src/host/config.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { readEventLog } from '../../src/observe/event-log/read.ts';
import { SAMPLES } from '../observe/sample-events.ts';

let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'espial-peer-logs-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (options: PeerLogOptions, config: Partial<HostConfig> = {}) =>
  openPeerLogs(config as HostConfig, options, (sentence) => said.push(sentence));
const ikelogging = (value: string): HostEvent => ({
  kind: 'setting-counts',
  at: 1000,
  host: 'alice',
  property: 'ikelogging',
  value,
});

describe('the logs of a peer', () => {
  it('are written as events come, and closed', () => {
    const log = join(folder, 'log');
    const ikeLog = join(folder, 'ike.log');
    const logs = open({ eventLog: log, ikeLog });
    logs.note(SAMPLES['main-mode-failed']);
    logs.close();
    expect(readEventLog(log).events).toMatchObject([{ id: 546, record: 1 }]);
    expect(readFileSync(ikeLog, 'utf8')).toContain('Failure: with bob');
    expect(statSync(ikeLog).mode & 0o777).toBe(0o600);
    expect(said).toEqual([]);
  });

  it('let ikelogging switch the IKE log on and off', () => {
    const log = join(folder, 'log');
    const oakley = join(log, 'Oakley.log');
    const logs = open({ eventLog: log });
    logs.note(SAMPLES['main-mode-started']);
    expect(existsSync(oakley)).toBe(false);
    logs.note(ikelogging('1'));
    logs.note(SAMPLES['main-mode-started']);
    logs.note(ikelogging('0'));
    logs.note(SAMPLES['main-mode-started']);
    logs.close();
    expect(readFileSync(oakley, 'utf8').trimEnd().split('\n')).toHaveLength(2);
  });

  it('say where the IKE log would go that has no file', () => {
    const logs = open({});
    logs.note(ikelogging('1'));
    logs.close();
    expect(said).toEqual([
      'ikelogging is on, and no file is named: start the peer with --ike-log FILE.',
    ]);
  });

  it("heed the audit policy of the computer's Windows system", () => {
    const agent = {
      service: 'automatic',
      bootMilliseconds: 0,
      connection: 'lan',
      audit: { success: false, failure: true },
      disableIkeAudits: false,
    } as const;
    const logs = open({}, { windows: { agent } });
    logs.note(SAMPLES['main-mode-established']);
    logs.note(SAMPLES['main-mode-failed']);
    expect(logs.journal.after(0).map(({ id }) => id)).toEqual([546]);
    logs.close();
  });

  it('are refused where the size is of nothing', () => {
    expect(() => open({ eventLogSize: 1_000_000 })).toThrow(/name its folder with --event-log/);
  });
});
