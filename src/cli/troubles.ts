/** Sentences about trouble with the network, each said now and then and not a thousand times. */

import { type Instant, SECOND } from '../base/time.ts';

const QUIET = 10 * SECOND;
/** Sentences remembered; addresses in them are the network's to choose. */
const REMEMBERED = 256;

export class Troubles {
  readonly #now: () => Instant;
  readonly #say: (sentence: string) => void;
  readonly #said = new Map<string, Instant>();

  constructor(now: () => Instant, say: (sentence: string) => void) {
    this.#now = now;
    this.#say = say;
  }

  note(sentence: string): void {
    const now = this.#now();
    const last = this.#said.get(sentence);
    if (last !== undefined && now - last < QUIET) return;
    if (this.#said.size >= REMEMBERED) this.#said.clear();
    this.#said.set(sentence, now);
    this.#say(sentence);
  }
}
