/** Where the data path puts what it makes. */

import type { BatchWriter, Path } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import type { TrafficSelector } from '../base/traffic.ts';
import type { PacketView } from '../wire/packet-view.ts';
import type { IpsecEvent } from './events.ts';
import type { SaProtocol } from './sa/sad.ts';

/** What of a pair is nearly used up. */
export type WornReason = 'kilobytes' | 'packets' | 'sequence';

/**
 * `deliver` may call `outbound` of the driver, and `note` may remove SAs; neither may call
 * `inbound`, and `note` may not call `outbound`. `unknownSpi` and `worn` come in the middle of a batch:
 * they may only remember what they were told.
 */
export interface DriverSink {
  /** Packets for the network, by path. */
  readonly network: BatchWriter;
  /**
   * Takes the clear packet `arena[start .. end)` for this host; it is good until the call ends. `view`
   * is of this very packet and as good as long; absent where nobody has looked at it yet. `stays`: the
   * packet, but not the view, is good as long as the batch that `inbound` was handed. The view is only to
   * be read. What a run of packets adds to the counters is added behind its last one.
   */
  deliver(arena: Uint8Array, start: number, end: number, view?: PacketView, stays?: boolean): void;
  /**
   * Asks for an SA of a policy entry, or of a flow of one: then `policy` is the flow's name, and `flow`
   * says what packets it is for. Answered by `releaseHeld`.
   */
  acquire(policy: string, now: Instant, flow?: TrafficSelector): void;
  /** A UDP or link datagram named an SPI that this host does not have (RFC 4303 3.4.2, RFC 4302 3.4.2). Called once a packet. */
  unknownSpi(path: Path, spi: number, now: Instant, protocol: SaProtocol): void;
  /** A pair has used up most of what its volume, packets or sequence numbers allow: once a pair. */
  worn(id: number, reason: WornReason, now: Instant): void;
  /**
   * The newest packet of a pair, whose ICV was right, came from elsewhere than the peer was so far.
   * May call `move`, so that the answer to this very packet goes there.
   */
  peerElsewhere(id: number, path: Path, now: Instant): void;
  note(event: IpsecEvent): void;
}
