/** Keys for each use, and tokens whose last field is sealed. */

import { concat, utf8 } from '../../base/bytes.ts';
import type { CryptoProvider, SealingCipher } from '../../crypto/provider.ts';

/** What a key is used for. One key never does two things (RFC 3961 2, key usage). */
export type KeyUsage =
  | 'clock proof'
  | 'ticket'
  | 'ticket grant'
  | 'key check'
  | 'authenticator'
  | 'mutual proof'
  | 'context'
  | 'wrap from the initiator'
  | 'wrap from the acceptor';

/** 32 octets for one use, made from a key of any length; `about` joins what they are to be bound to. */
function keyFor(
  provider: CryptoProvider,
  key: Uint8Array,
  usage: KeyUsage,
  ...about: readonly Uint8Array[]
): Uint8Array {
  return provider.hmac('sha256', key).compute(utf8(`espial stub realm 1: ${usage}\n`), ...about);
}

/** The cipher of one use of a key. */
export function cipherFor(
  provider: CryptoProvider,
  key: Uint8Array,
  usage: KeyUsage,
): SealingCipher {
  return provider.sealing(keyFor(provider, key, usage));
}

/**
 * What tells keys from each other without saying what they are. It stands in every ticket in clear:
 * who guesses a password can test the guess on it, as he can on the ticket itself.
 */
export function keyCheckOf(provider: CryptoProvider, key: Uint8Array): Uint8Array {
  return keyFor(provider, key, 'key check').subarray(0, 8);
}

/** Octets that sealing adds. */
export const TAG_OCTETS = 16;

/** The octets of a token that `tokenWith` ends with what is sealed: all before it is authenticated. */
export function sealLast(
  tokenWith: (sealed: Uint8Array) => Uint8Array,
  cipher: SealingCipher,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const room = new Uint8Array(plaintext.length + TAG_OCTETS);
  const octets = tokenWith(room);
  const start = octets.length - room.length;
  octets.set(cipher.seal(nonce, octets.subarray(0, start), plaintext), start);
  return octets;
}

/** The plaintext of what `sealLast` made; undefined where an octet is another, or the key. */
export function openLast(
  octets: Uint8Array,
  sealed: Uint8Array,
  cipher: SealingCipher,
  nonce: Uint8Array,
): Uint8Array | undefined {
  return cipher.open(nonce, octets.subarray(0, octets.length - sealed.length), sealed);
}

/** The nonce of a key that counts what it seals. */
export function countingNonce(sequence: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, sequence);
  return nonce;
}

/** The base of a context's keys: both subkeys, bound to both tokens. */
export function contextKey(
  provider: CryptoProvider,
  subkeys: { readonly initiator: Uint8Array; readonly acceptor: Uint8Array },
  request: Uint8Array,
  answer: Uint8Array,
): Uint8Array {
  return keyFor(
    provider,
    concat(subkeys.initiator, subkeys.acceptor),
    'context',
    provider.hash('sha256', request),
    provider.hash('sha256', answer),
  );
}
