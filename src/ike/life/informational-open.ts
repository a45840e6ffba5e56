/** Decrypting and decoding of informational messages; their hash is the caller's to check. */

import { DecodeError } from '../../wire/codec.ts';
import { FLAG_COMMIT, HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { decodePayloads } from '../../wire/isakmp/payloads.ts';
import type { Incoming } from '../script/exchange.ts';
import { type Form, misfit } from '../script/form.ts';
import { faultOfHeaders } from '../script/header-faults.ts';
import { decryptMessage } from '../script/message-cipher.ts';
import type { Arrival } from '../script/run.ts';
import { keysOfEntry, type Negotiation } from './negotiation.ts';

/**
 * What a protected message holds, or what is wrong with it as a sentence. Main mode must have keys.
 * Without an IV it is one that is authenticated only (RFC 2408 3.1).
 */
export function openInformational(
  entry: Negotiation,
  form: Form,
  iv: Uint8Array | undefined,
  { header, datagram, path }: Arrival,
): Incoming | string {
  const clear =
    iv === undefined
      ? { message: datagram }
      : decryptMessage(keysOfEntry(entry)!.cbc, iv, datagram);
  if (clear === undefined) return 'its length is no multiple of the cipher block';
  const octets = clear.message;
  try {
    const { payloads, end } = decodePayloads(header.nextPayload, octets, HEADER_OCTETS);
    const fault = faultOfHeaders(payloads)?.why ?? misfit(form, payloads);
    if (fault !== undefined) return fault;
    const commit = (header.flags & FLAG_COMMIT) !== 0;
    return { payloads, octets, chainEnd: end, messageId: header.messageId, commit, path };
  } catch (error) {
    if (error instanceof DecodeError) return error.message;
    throw error;
  }
}
