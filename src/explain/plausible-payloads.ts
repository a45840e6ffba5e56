/** Whether decrypted octets are payloads: how one tells the right IV and key from wrong ones. */

import { readU16 } from '../base/bytes.ts';
import { DecodeError, Reader } from '../wire/codec.ts';
import type { IsakmpHeader } from '../wire/isakmp/header.ts';
import { payloadTable } from '../wire/numbers/isakmp.ts';
import { payloadsCodec } from './payload-kinds.ts';

/**
 * 2 where the octets are payloads and padding throughout, 1 where they at least begin with the
 * header of a payload that fits, so that something is wrong further on; else 0. Random octets have
 * one chance in a million to be taken for a beginning.
 */
export function howPlausible(
  header: IsakmpHeader,
  plaintext: Uint8Array,
  blockOctets: number,
): 0 | 1 | 2 {
  if (plaintext.length < 4 || plaintext[1] !== 0) return 0;
  const length = readU16(plaintext, 2);
  if (length < 4 || length > plaintext.length) return 0;
  if (payloadTable.entryOf(plaintext[0]!) === undefined) return 0;
  try {
    const codec = payloadsCodec(header.nextPayload, header.exchangeType);
    const { padding } = codec.read(new Reader(plaintext));
    const usual = padding.length <= blockOctets || padding.every((octet) => octet === 0);
    return usual ? 2 : 1;
  } catch (error) {
    if (error instanceof DecodeError) return 1;
    throw error;
  }
}
