/** What a verdict is made of: what hosts reported, and what went over the wire. */

import type { HostEvent } from '../../host/events.ts';
import type { StatisticsView } from '../../host/ports.ts';
import type { FrameFacts } from './frame-facts.ts';

/** Of one host. */
export interface SideEvidence {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly events: readonly HostEvent[];
  /** As it was at the end. */
  readonly statistics: StatisticsView | undefined;
  /** What it sent and received. */
  readonly frames: readonly FrameFacts[];
}

/** Of a run, of one host, or of a capture. */
export interface Evidence {
  readonly kind: 'run' | 'host' | 'capture';
  /** Whose it is, for people: a title or a file. */
  readonly title: string;
  /** None for a bare capture. */
  readonly sides: readonly SideEvidence[];
  /** The capture: of a run every datagram as it left its sender. */
  readonly frames: readonly FrameFacts[];
  /** Initiator cookies for which there are several cipher keys: two sides with different secrets. */
  readonly twoKeys: readonly string[];
  /** Sentences about what could not be read. */
  readonly troubles: readonly string[];
}
