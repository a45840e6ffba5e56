/** An event log on disk: JSON lines, appended one at a time, in files that are rotated by size. */

import {
  chmodSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../folder.ts';
import type { LoggedEvent, WindowsEvent } from '../windows-events/record.ts';
import { KEPT_FILES, logFile, rotate } from './files.ts';
import { eventOfLine, lineOf } from './lines.ts';
import { cutLine, readEventLog } from './read.ts';

/** The whole log on disk unless said. */
export const EVENT_LOG_OCTETS = 16 * 1024 * 1024;

export interface EventStoreOptions {
  readonly folder: string;
  /** Of all files together. */
  readonly maximumOctets: number;
  /** Told in sentences. */
  readonly onTrouble: (sentence: string) => void;
}

export class EventStore {
  readonly folder: string;
  readonly #fileOctets: number;
  readonly #onTrouble: (sentence: string) => void;
  #descriptor: number | undefined;
  #octets = 0;
  #record = 0;
  #inTrouble = false;

  /**
   * Opens a folder's log, or begins one, 0700 and 0600. The line that a crash has cut is taken away
   * and told. Throws the system's error, or an Error if another process writes the log.
   */
  constructor(options: EventStoreOptions) {
    this.folder = options.folder;
    this.#fileOctets = Math.floor(options.maximumOctets / (KEPT_FILES + 1));
    this.#onTrouble = options.onTrouble;
    makeFolder(this.folder, 0o700);
    takeLock(this.folder);
    try {
      this.#open();
    } catch (error) {
      releaseLock(this.folder);
      throw error;
    }
  }

  /** Numbers the event and writes it. A full disk loses it, and is told once. */
  append(event: WindowsEvent): LoggedEvent {
    const logged = { record: ++this.#record, ...event };
    if (this.#descriptor === undefined) return logged;
    try {
      const octets = Buffer.from(lineOf(logged));
      if (this.#octets > 0 && this.#octets + octets.length > this.#fileOctets) this.#rotate();
      this.#write(octets);
      this.#inTrouble = false;
    } catch (error) {
      if (!this.#inTrouble) this.#onTrouble(`an event could not be logged: ${wordsOf(error)}.`);
      this.#inTrouble = true;
    }
    return logged;
  }

  close(): void {
    if (this.#descriptor === undefined) return;
    closeSync(this.#descriptor);
    this.#descriptor = undefined;
    releaseLock(this.folder);
  }

  #open(): void {
    const path = logFile(this.folder, 0);
    this.#descriptor = openSync(path, 'a+', 0o600);
    chmodSync(path, 0o600);
    this.#octets = fstatSync(this.#descriptor).size;
    const content = readFileSync(path);
    const whole = content.lastIndexOf(0x0a) + 1;
    if (whole < content.length) {
      ftruncateSync(this.#descriptor, whole);
      this.#octets = whole;
      this.#onTrouble(cutLine(path));
    }
    this.#record = lastRecord(this.folder, content.subarray(0, whole).toString('utf8'));
  }

  #rotate(): void {
    closeSync(this.#descriptor!);
    this.#descriptor = undefined;
    try {
      rotate(this.folder);
    } finally {
      const path = logFile(this.folder, 0);
      this.#descriptor = openSync(path, 'a', 0o600);
      this.#octets = fstatSync(this.#descriptor).size;
    }
  }

  /** A line is there whole or not at all, unless the process dies in between. */
  #write(octets: Uint8Array): void {
    const descriptor = this.#descriptor!;
    try {
      for (let at = 0; at < octets.length; ) at += writeSync(descriptor, octets, at);
      this.#octets += octets.length;
    } catch (error) {
      ftruncateSync(descriptor, this.#octets);
      throw error;
    }
  }
}

/** The number of the newest event: in the file that is written, or else in the older ones. */
function lastRecord(folder: string, newest: string): number {
  const last = eventOfLine(newest.slice(newest.lastIndexOf('\n', newest.length - 2) + 1).trim());
  return last?.record ?? readEventLog(folder).events.at(-1)?.record ?? 0;
}

function lockOf(folder: string): string {
  return join(folder, 'writer');
}

/** One process writes a log. What a dead one has left behind is no lock. */
function takeLock(folder: string): void {
  const path = lockOf(folder);
  for (let tries = 0; tries < 2; tries++) {
    try {
      const descriptor = openSync(path, 'wx', 0o600);
      writeSync(descriptor, `${process.pid}\n`);
      closeSync(descriptor);
      return;
    } catch (error) {
      if ((error as { readonly code?: string }).code !== 'EEXIST') throw error;
      const pid = Number(readFileSync(path, 'utf8').trim());
      if (pid > 0 && pid !== process.pid && isRunning(pid)) {
        throw new Error(`process ${pid} writes the event log ${folder} already`, { cause: error });
      }
      rmSync(path, { force: true });
    }
  }
}

function releaseLock(folder: string): void {
  rmSync(lockOf(folder), { force: true });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user, and so there.
    return (error as { readonly code?: string }).code === 'EPERM';
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
