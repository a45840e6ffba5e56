/** Events as JSON lines into a file or an open descriptor. */

import { createWriteStream, openSync, type WriteStream } from 'node:fs';
import type { HostEvent } from '../host/events.ts';
import { toJson } from '../net/event-json.ts';

export class EventOutput {
  readonly #stream: WriteStream;

  /** `target` is a path, or the number of a descriptor that is open. Throws the system's error. */
  constructor(target: string) {
    const descriptor = /^\d+$/.test(target) ? Number(target) : openSync(target, 'w', 0o600);
    this.#stream = createWriteStream('', { fd: descriptor });
    // A reader that goes away ends this output, not the peer.
    this.#stream.on('error', () => this.#stream.destroy());
  }

  note(event: HostEvent): void {
    if (this.#stream.writable) this.#stream.write(`${toJson(event)}\n`);
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#stream.writable) this.#stream.end(() => resolve());
      else resolve();
    });
  }
}
