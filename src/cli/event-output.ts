/** Events as JSON lines into a file or an open descriptor. */

import { createWriteStream, fstatSync, openSync, type WriteStream } from 'node:fs';
import { LIMITS } from '../base/limits.ts';
import type { HostEvent } from '../host/events.ts';
import { reason, systemCode } from '../net/errors.ts';
import { toJson } from '../net/event-json.ts';
import { UsageError } from './usage.ts';

export class EventOutput {
  readonly #stream: WriteStream;
  readonly #onTrouble: (sentence: string) => void;
  #late = false;

  /**
   * `target` is a path, or the number of a descriptor that is open. Throws a UsageError or the
   * system's error.
   */
  constructor(target: string, onTrouble: (sentence: string) => void) {
    this.#onTrouble = onTrouble;
    this.#stream = createWriteStream('', { fd: descriptorOf(target) });
    // A reader that goes away, or a full disk, ends this output, not the peer.
    this.#stream.on('error', (error) => {
      this.#stream.destroy();
      if (systemCode(error) !== 'EPIPE') onTrouble(`the events end here: ${reason(error)}.`);
    });
  }

  /** Events wait for a slow reader only up to a bound; what comes then is left out. */
  note(event: HostEvent): void {
    const stream = this.#stream;
    if (!stream.writable) return;
    if (stream.writableLength <= LIMITS.controlBacklogOctets) {
      stream.write(`${toJson(event)}\n`);
      return;
    }
    if (!this.#late) this.#onTrouble('the reader of the events is too slow: some are left out.');
    this.#late = true;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.writable) this.#stream.end(() => resolve());
      else resolve();
    });
  }
}

function descriptorOf(target: string): number {
  if (!/^\d+$/.test(target)) return openSync(target, 'w', 0o600);
  const descriptor = Number(target);
  try {
    fstatSync(descriptor);
  } catch {
    throw new UsageError(`--events ${target}: no descriptor of that number is open.`);
  }
  return descriptor;
}
