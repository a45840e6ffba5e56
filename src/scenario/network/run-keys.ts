/** The keys of a play, as the decoder takes them. */

import { KeyStore } from '../../explain/key-store.ts';
import type { HostEvent } from '../../host/events.ts';
import { allKeyLines } from '../../observe/keylog.ts';

export class RunKeys {
  readonly store: KeyStore = new KeyStore();
  readonly #seen = new Set<string>();

  /** Takes the keys of an event that has some. */
  note(event: HostEvent): void {
    for (const line of allKeyLines(event)) this.add(line);
  }

  /** Takes a line of a table of keys. */
  add(line: string): void {
    // The other end of an SA has the same keys.
    if (line === '' || this.#seen.has(line)) return;
    this.#seen.add(line);
    this.store.add(line, 'keys');
  }

  /** The lines so far, in the form of Wireshark's tables. */
  get lines(): readonly string[] {
    return [...this.#seen];
  }
}
