/** A datagram on its way through the faults. */

import type { Duration } from '../../base/time.ts';
import type { Flight, Forward, Link } from '../../sim/link.ts';
import type { Meaning } from './fault.ts';
import type { StandingFault } from './standing.ts';

export interface Transit {
  /** As the faults so far have left it. */
  flight: Flight;
  /** As it left its sender. */
  readonly original: Flight;
  readonly meaning: Meaning;
  /** Who sent it, to tell the two sides of an exchange apart. */
  readonly side: string;
  delay: Duration;
  /** More of it, each so much later. */
  readonly copies: Duration[];
  /** What waits for it to have passed. */
  readonly afterwards: StandingFault[];
  /** The fault that acts next, counted from 0. */
  next: number;
  readonly send: Link;
  readonly forward: Forward;
}
