/** The call that a host is in: what time it is and where its output goes. */

import { assert } from '../base/assert.ts';
import type { Instant } from '../base/time.ts';
import type { Outbox } from './ports.ts';

/** Set for the length of one `handle`, `receive` or `send`; the host's parts read it. */
export class CurrentCall {
  #out: Outbox | undefined;
  #now: Instant = 0;

  /** The outbox of the call. Outside of a call nothing may be put out. */
  get out(): Outbox {
    assert(this.#out !== undefined, 'a host puts things out only while it is called');
    return this.#out;
  }

  /** The time of this call, or of the last one. */
  get now(): Instant {
    return this.#now;
  }

  /** Starts a call. An outbox must not call its host back: the host would meet itself half-way. */
  begin(out: Outbox, now: Instant): void {
    assert(this.#out === undefined, 'a host was called from within its own outbox');
    this.#out = out;
    this.#now = now;
  }

  end(): void {
    this.#out = undefined;
  }
}
