/** The port between a host and whatever carries its datagrams: real sockets, or a decorator of them. */

import type { Batch } from '../base/batch.ts';

export interface Carrier {
  /** Sends a batch. Its arena belongs to the carrier until the datagrams have gone out. */
  send(batch: Batch): void;
  /** Says who takes the batches that arrive. A batch is valid during the call only. */
  listen(receiver: (batch: Batch) => void): void;
}
