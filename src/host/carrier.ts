/** The port between a host and whatever carries its datagrams: real sockets, or a decorator of them. */

import type { Batch } from '../base/batch.ts';

/** Whether the host drops the UDP datagram at `octets[start .. end)` unread, which came to that port of it. */
export type Sheds = (octets: Uint8Array, start: number, end: number, port: number) => boolean;

export interface Carrier {
  /** Sends a batch. Its arena belongs to the carrier until the datagrams have gone out. */
  send(batch: Batch): void;
  /**
   * Says who takes the batches that arrive. A batch is valid during the call only. A carrier that asks
   * `sheds` ahead of all else spares itself the work on a flood; who does not ask may leave it.
   */
  listen(receiver: (batch: Batch) => void, sheds?: Sheds): void;
}
