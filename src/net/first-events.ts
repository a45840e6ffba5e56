/** What a peer reported first, for a client that could not be there yet. */

import { LIMITS } from '../base/limits.ts';
import type { HostEvent } from '../host/events.ts';

type Listener = (event: HostEvent) => void;

/** Keeps the first events of a process, a bounded number of them. */
export class FirstEvents {
  readonly #subscribe: (listener: Listener) => () => void;
  readonly #kept: HostEvent[] = [];

  /** `subscribe` calls a listener for each event from then on, and answers what ends that. */
  constructor(subscribe: (listener: Listener) => () => void) {
    this.#subscribe = subscribe;
    const end = subscribe((event) => {
      if (this.#kept.push(event) >= LIMITS.firstEvents) end();
    });
  }

  /** Calls a listener for each event from now on; with `fromStart` for those that are kept first. */
  listen(listener: Listener, fromStart: boolean): () => void {
    if (fromStart) for (const event of this.#kept) listener(event);
    return this.#subscribe(listener);
  }
}
