/** The IKE log file, switched on and off while a host runs: `ikelogging` of netsh, `--ike-log` of a peer. */

import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';
import { LIMITS } from '../../base/limits.ts';
import type { Instant } from '../../base/time.ts';
import type { HostEvent } from '../../host/events.ts';
import { ikeLogLines, ikeLogThread } from './lines.ts';

export class IkeLog {
  readonly path: string;
  readonly #onTrouble: (sentence: string) => void;
  readonly #mostLines: number;
  #descriptor: number | undefined;
  #lines = 0;

  /** Off until `enable`. `onTrouble` is told in a sentence when the log has to end. */
  constructor(
    path: string,
    onTrouble: (sentence: string) => void,
    mostLines: number = LIMITS.ikeLogLines,
  ) {
    this.path = path;
    this.#onTrouble = onTrouble;
    this.#mostLines = mostLines;
  }

  get enabled(): boolean {
    return this.#descriptor !== undefined;
  }

  /** Begins the file, 0600; an older one is renamed to `.sav`. Throws the system's error. */
  enable(now: Instant): void {
    if (this.#descriptor === undefined) this.#begin(now);
  }

  disable(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  note(event: HostEvent): void {
    if (this.#descriptor === undefined) return;
    const lines = ikeLogLines(event);
    if (lines.length === 0) return;
    const prefix = `${stampOf(event.at)}:${ikeLogThread(event)}`;
    try {
      if (this.#lines + lines.length > this.#mostLines) this.#begin(event.at);
      this.#write(lines.map((line) => `${prefix} ${clean(line)}`));
    } catch (error) {
      this.#fail(error);
    }
  }

  #begin(now: Instant): void {
    this.disable();
    if (existsSync(this.path)) renameSync(this.path, `${this.path}.sav`);
    this.#descriptor = openSync(this.path, 'wx', 0o600);
    this.#lines = 0;
    const day = new Date(now).toISOString().slice(0, 10);
    this.#write([`${stampOf(now)}:000 The IKE log begins on ${day}; all times are UTC.`]);
  }

  #write(lines: readonly string[]): void {
    const octets = Buffer.from(`${lines.join('\n')}\n`);
    for (let at = 0; at < octets.length; ) at += writeSync(this.#descriptor!, octets, at);
    this.#lines += lines.length;
  }

  /** A full disk ends the log, not the host. */
  #fail(error: unknown): void {
    this.disable();
    const why = error instanceof Error ? error.message : String(error);
    this.#onTrouble(`the IKE log ${this.path} ends here: ${why}.`);
  }
}

/** `11-21: 14:39:55:123`: month without a leading zero, day, time, milliseconds. */
function stampOf(at: Instant): string {
  const iso = new Date(at).toISOString();
  return `${Number(iso.slice(5, 7))}-${iso.slice(8, 10)}: ${iso.slice(11, 19)}:${iso.slice(20, 23)}`;
}

/** What a peer sends may hold anything: a step stays one line. */
function clean(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
