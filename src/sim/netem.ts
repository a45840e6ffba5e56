/**
 * What bad networks do, as decorators of a link. Each draws from its own fork of `Random`, so that
 * turning one on moves nothing in the others.
 */

import type { Random } from '../base/random.ts';
import { randomFraction } from '../base/random.ts';
import type { Duration } from '../base/time.ts';
import { type Link, plainLink } from './link.ts';

/** Rates are from 0 to 1; times in milliseconds. What is absent or 0 does not happen. */
export interface NetemOptions {
  readonly delay?: Duration;
  /** Up to this much is added to the delay of each datagram, so that they may overtake. */
  readonly jitter?: Duration;
  readonly loss?: number;
  readonly duplicate?: number;
  /** This share of the datagrams waits `reorderDelay` longer. */
  readonly reorder?: number;
  readonly reorderDelay?: Duration;
  /** This share of the datagrams has one bit turned. */
  readonly corrupt?: number;
}

/** A link with everything that the options ask for. */
export function netem(options: NetemOptions, random: Random): Link {
  let link = plainLink(options.delay ?? 0);
  const { jitter = 0, loss = 0, duplicate = 0, reorder = 0, corrupt = 0 } = options;
  if (jitter > 0) link = withJitter(link, jitter, random.fork('jitter'));
  if (reorder > 0) {
    link = withReordering(link, reorder, options.reorderDelay ?? 20, random.fork('reorder'));
  }
  if (corrupt > 0) link = withCorruption(link, corrupt, random.fork('corrupt'));
  if (duplicate > 0) link = withDuplication(link, duplicate, random.fork('duplicate'));
  if (loss > 0) link = withLoss(link, loss, random.fork('loss'));
  return link;
}

/** Loses a share of the datagrams. */
export function withLoss(link: Link, rate: number, random: Random): Link {
  return (flight, forward) => {
    if (randomFraction(random) >= rate) link(flight, forward);
  };
}

/** Adds a time of its own to each datagram. */
export function withDelay(link: Link, milliseconds: Duration): Link {
  return (flight, forward) =>
    link(flight, (arrived, after) => forward(arrived, after + milliseconds));
}

/** Adds a random time of less than `milliseconds` to each datagram. */
export function withJitter(link: Link, milliseconds: Duration, random: Random): Link {
  return (flight, forward) => {
    const more = randomFraction(random) * milliseconds;
    link(flight, (arrived, after) => forward(arrived, after + more));
  };
}

/** Sends a share of the datagrams twice; each copy then has its own fate. */
export function withDuplication(link: Link, rate: number, random: Random): Link {
  return (flight, forward) => {
    link(flight, forward);
    if (randomFraction(random) < rate) link(flight, forward);
  };
}

/** Holds a share of the datagrams back, so that later ones overtake them. */
export function withReordering(
  link: Link,
  rate: number,
  milliseconds: Duration,
  random: Random,
): Link {
  return (flight, forward) => {
    const more = randomFraction(random) < rate ? milliseconds : 0;
    link(flight, (arrived, after) => forward(arrived, after + more));
  };
}

/** Turns one bit in a share of the datagrams. */
export function withCorruption(link: Link, rate: number, random: Random): Link {
  return (flight, forward) => {
    if (flight.bytes.length === 0 || randomFraction(random) >= rate) return link(flight, forward);
    const bytes = Uint8Array.from(flight.bytes);
    const bit = Math.floor(randomFraction(random) * bytes.length * 8);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    link({ ...flight, bytes }, forward);
  };
}
