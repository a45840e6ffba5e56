/** Hooks on a link for tests: drop, alter or capture the n-th datagram that matches. */

import type { Duration } from '../base/time.ts';
import type { Flight, Link } from './link.ts';

/** Which datagrams a hook is about. */
export type FlightPredicate = (flight: Flight) => boolean;

type Verdict = { readonly bytes: Uint8Array; readonly after: Duration } | 'drop' | undefined;

/** A link with hooks, asked in the order in which they were set. */
export class HookedLink {
  readonly #hooks: ((flight: Flight) => Verdict)[] = [];
  /** The link to be used: the hooks, then the link given. */
  readonly carry: Link;

  constructor(link: Link) {
    this.carry = (flight, forward) => {
      let current = flight;
      let later = 0;
      for (const hook of [...this.#hooks]) {
        const verdict = hook(current);
        if (verdict === 'drop') return;
        if (verdict === undefined) continue;
        later += verdict.after;
        current = { ...current, bytes: verdict.bytes };
      }
      link(current, (arrived, after) => forward(arrived, after + later));
    };
  }

  /** Drops datagrams that match: the n-th (from 1), or with `Infinity` every one. Answers an undo. */
  drop(predicate: FlightPredicate, nth = 1): () => void {
    return this.#add(counted(predicate, nth, () => 'drop'));
  }

  /** Replaces the octets of the n-th match (or of every one). `change` gets a copy of its own. */
  alter(
    predicate: FlightPredicate,
    change: (bytes: Uint8Array) => Uint8Array,
    nth = 1,
  ): () => void {
    return this.#add(
      counted(predicate, nth, ({ bytes }) => ({
        bytes: change(Uint8Array.from(bytes)),
        after: 0,
      })),
    );
  }

  /** Holds the n-th match (or every one) back for so many milliseconds more. */
  hold(predicate: FlightPredicate, milliseconds: Duration, nth = 1): () => void {
    return this.#add(counted(predicate, nth, ({ bytes }) => ({ bytes, after: milliseconds })));
  }

  /** Collects matching datagrams as they come here: after the hooks set before, unharmed by it. */
  capture(predicate: FlightPredicate = () => true): Flight[] {
    const captured: Flight[] = [];
    this.#add((flight) => {
      if (predicate(flight)) captured.push(flight);
      return undefined;
    });
    return captured;
  }

  #add(hook: (flight: Flight) => Verdict): () => void {
    this.#hooks.push(hook);
    return () => {
      const at = this.#hooks.indexOf(hook);
      if (at >= 0) this.#hooks.splice(at, 1);
    };
  }
}

function counted(
  predicate: FlightPredicate,
  nth: number,
  act: (flight: Flight) => Verdict,
): (flight: Flight) => Verdict {
  let seen = 0;
  return (flight) => {
    if (!predicate(flight)) return undefined;
    seen++;
    return nth === Number.POSITIVE_INFINITY || seen === nth ? act(flight) : undefined;
  };
}
