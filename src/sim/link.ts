/** Links: functions that carry datagrams from one simulated host to another. */

import type { Path } from '../base/batch.ts';
import type { Duration, Instant } from '../base/time.ts';

/** One datagram on its way. */
export interface Flight {
  /** 1, 2, 3 ... in the order of sending, over the whole world. A copy keeps its number. */
  readonly number: number;
  /** Name of the host that sent it. */
  readonly sender: string;
  /** As the sender sees it; `udp` or `link`. */
  readonly path: Path;
  /** The host that it goes to, where a NAT has decided that; else the address says it. */
  readonly receiver?: string;
  readonly bytes: Uint8Array;
  readonly sentAt: Instant;
}

/** Lets a flight arrive after a delay in milliseconds. Never called: the datagram is lost. */
export type Forward = (flight: Flight, after: Duration) => void;

/** Takes a flight and forwards it never, once or several times. */
export type Link = (flight: Flight, forward: Forward) => void;

/** A link that does nothing but take its time. */
export function plainLink(latencyMilliseconds: Duration): Link {
  return (flight, forward) => forward(flight, latencyMilliseconds);
}
