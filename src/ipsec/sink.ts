/** Where the data path puts what it makes. */

import type { BatchWriter } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import type { IpsecEvent } from './events.ts';

/**
 * `deliver` may call `outbound` of the driver, and `note` may remove SAs; neither may call
 * `inbound`, and `note` may not call `outbound`.
 */
export interface DriverSink {
  /** Packets for the network, by path. */
  readonly network: BatchWriter;
  /** Takes the clear packet `arena[start .. end)` for this host; it is good until the call ends. */
  deliver(arena: Uint8Array, start: number, end: number): void;
  /** Asks for an SA of a policy entry. Answered by `releaseHeld`. */
  acquire(policy: string, now: Instant): void;
  note(event: IpsecEvent): void;
}
