/** The clients of one forward: each has something of its own, for as long as it is heard of. */

import { LIMITS } from '../../base/limits.ts';

/** A client that was silent for two to three of these is forgotten (RFC 4787 4.3: not before two minutes). */
const SWEEP_MILLISECONDS = 60_000;
const SILENT_SWEEPS = 2;

interface Client<T> {
  readonly value: T;
  /** The sweep after which it was last heard of. */
  heardAt: number;
}

export class ClientTable<T> {
  readonly #forget: (value: T) => void;
  readonly #clients = new Map<string, Client<T>>();
  readonly #timer: NodeJS.Timeout;
  #sweeps = 0;

  /** `forget` ends what a client had. */
  constructor(forget: (value: T) => void) {
    this.#forget = forget;
    this.#timer = setInterval(() => this.#sweep(), SWEEP_MILLISECONDS).unref();
  }

  /**
   * What a client has; made where it is new. Where there are too many, the one that was silent for
   * the longest gives way. A sentence of `make` says why it cannot be, and is answered.
   */
  get(key: string, make: () => T | string): T | string {
    const known = this.#clients.get(key);
    if (known !== undefined) {
      known.heardAt = this.#sweeps;
      return known.value;
    }
    if (this.#clients.size >= LIMITS.forwardClients) this.#drop(this.#quietest());
    const value = make();
    if (typeof value !== 'string') this.#clients.set(key, { value, heardAt: this.#sweeps });
    return value;
  }

  /** Forgets all of them. */
  close(): void {
    clearInterval(this.#timer);
    for (const key of [...this.#clients.keys()]) this.#drop(key);
  }

  #sweep(): void {
    this.#sweeps++;
    for (const [key, { heardAt }] of this.#clients) {
      if (this.#sweeps - heardAt > SILENT_SWEEPS) this.#drop(key);
    }
  }

  #quietest(): string {
    let quietest = '';
    let heardAt = Number.POSITIVE_INFINITY;
    for (const [key, client] of this.#clients) {
      if (client.heardAt < heardAt) [quietest, heardAt] = [key, client.heardAt];
    }
    return quietest;
  }

  #drop(key: string): void {
    const client = this.#clients.get(key);
    this.#clients.delete(key);
    if (client !== undefined) this.#forget(client.value);
  }
}
