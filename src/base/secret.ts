/** Handles for secrets: what leaves the core by accident (a log line, JSON, a debugger) is redacted. */

const REDACTED = '[redacted]';

/** An octet string that only `reveal` shows. */
export class Secret {
  readonly #octets: Uint8Array;

  constructor(octets: Uint8Array) {
    this.#octets = octets;
  }

  /** The octets themselves: for a computation, or where the user asked to see them. */
  reveal(): Uint8Array {
    return this.#octets;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}
