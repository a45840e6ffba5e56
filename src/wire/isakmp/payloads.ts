/** The chain of payloads of a message (RFC 2408 3.2). */

import { LIMITS } from '../../base/limits.ts';
import { Reader } from '../codec/reader.ts';
import { type Room, Writer } from '../codec/writer.ts';
import { type Codec, chain, rest, struct } from '../codec.ts';
import { payloadTable } from '../numbers/isakmp.ts';
import { bodyOf, type DecodedPayload, type Payload } from './payload.ts';

/** The chain for each first type, once there was one: every message asks for its own. */
const chains: Codec<DecodedPayload[]>[] = [];

/** A chain whose first payload has a known type, 0 = an empty chain. */
export function payloadChain(first: number): Codec<DecodedPayload[]> {
  chains[first] ??= chain<DecodedPayload>({
    first,
    bodyOf,
    names: payloadTable,
    maximum: LIMITS.payloadsPerMessage,
  });
  return chains[first];
}

/** What stands behind the header once it is decrypted: the chain, then padding (RFC 2409 App. B). */
export function plaintextCodec(
  first: number,
): Codec<{ payloads: DecodedPayload[]; padding: Uint8Array }> {
  return struct('the payloads', { payloads: payloadChain(first), padding: rest });
}

/**
 * The payloads from `bytes[offset]` on; `end` is where the chain ends, padding may follow.
 * Offsets in payloads and errors count from the start of `bytes`. Throws a DecodeError.
 */
export function decodePayloads(
  firstPayload: number,
  bytes: Uint8Array,
  offset = 0,
): { payloads: DecodedPayload[]; end: number } {
  const reader = new Reader(bytes, offset);
  reader.enter('payloads');
  const payloads = payloadChain(firstPayload).read(reader);
  return { payloads, end: reader.at };
}

/** Payloads with their generic headers; the last announces none. */
export function encodePayloads(payloads: readonly Payload[], room?: Room): Uint8Array {
  const writer = new Writer();
  writePayloads(writer, payloads);
  return writer.finish(room);
}

/**
 * Writes payloads behind what stands there already. `behindFirst`: all but the first of them as
 * `encodePayloads` made them, where a hash was taken over them; they are not encoded again.
 */
export function writePayloads(
  writer: Writer,
  payloads: readonly Payload[],
  behindFirst?: Uint8Array,
): void {
  const [first, second] = payloads;
  const start = writer.length;
  const encoded = behindFirst === undefined ? payloads : payloads.slice(0, 1);
  payloadChain(first?.type ?? 0).write(writer, encoded as readonly unknown[] as DecodedPayload[]);
  if (behindFirst === undefined) return;
  writer.patch(start, second?.type ?? 0, 1);
  writer.put(behindFirst);
}

/** A payload's body without its generic header, as SAi_b or IDii_b is hashed. */
export function encodePayloadBody(payload: Payload): Uint8Array {
  const writer = new Writer();
  bodyOf(payload.type, payload.kind).codec.write(writer, payload);
  return writer.finish();
}
