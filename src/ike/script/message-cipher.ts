/** Encryption of ISAKMP messages and the chain of IVs (RFC 2409 5, App. B). */

import { writeU32 } from '../../base/bytes.ts';
import { messageRoom } from '../../base/slabs.ts';
import type { Cbc } from '../../crypto/provider.ts';
import { HEADER_OCTETS } from '../../wire/isakmp/header.ts';

/** A message and the IV that the next one of the same exchange starts from. */
export interface Ciphered {
  readonly message: Uint8Array;
  readonly nextIv: Uint8Array;
}

/**
 * Encrypts everything behind the header. The body is padded with zeros to the block, and the padded
 * length goes into the header (RFC 2409 App. B).
 */
export function encryptMessage(cbc: Cbc, iv: Uint8Array, clear: Uint8Array): Ciphered {
  const blocks = Math.ceil((clear.length - HEADER_OCTETS) / cbc.blockOctets);
  const message = messageRoom(HEADER_OCTETS + blocks * cbc.blockOctets);
  message.set(clear);
  message.set(cbc.encrypt(iv, message.subarray(HEADER_OCTETS)), HEADER_OCTETS);
  writeU32(message, 24, message.length);
  return { message, nextIv: lastBlock(cbc, message) };
}

/** Decrypts everything behind the header; undefined where the body is empty or no multiple of the block. */
export function decryptMessage(
  cbc: Cbc,
  iv: Uint8Array,
  message: Uint8Array,
): Ciphered | undefined {
  const body = message.subarray(HEADER_OCTETS);
  if (body.length === 0 || body.length % cbc.blockOctets !== 0) return undefined;
  const clear = messageRoom(message.length);
  for (let i = 0; i < HEADER_OCTETS; i++) clear[i] = message[i]!;
  clear.set(cbc.decrypt(iv, body), HEADER_OCTETS);
  return { message: clear, nextIv: lastBlock(cbc, message) };
}

/**
 * What is wrong with what follows the payloads of a decrypted message, as a sentence. No hash covers
 * it, so whoever hangs a cipher block onto a true message would choose the IV of the next one. Less
 * than a block may hold anything; a whole block only zeros, or its own length at the end (as racoon
 * pads).
 */
export function faultOfPadding({ blockOctets }: Cbc, padding: Uint8Array): string | undefined {
  if (padding.length < blockOctets) return undefined;
  const last = padding[padding.length - 1];
  const endsInLength =
    padding.length === blockOctets && (last === blockOctets || last === blockOctets - 1);
  if (endsInLength) return undefined;
  if (padding.every((octet) => octet === 0)) return undefined;
  return `${padding.length} octets behind the payloads are no padding`;
}

function lastBlock(cbc: Cbc, message: Uint8Array): Uint8Array {
  return message.slice(message.length - cbc.blockOctets);
}
