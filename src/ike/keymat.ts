/** The formulas of RFC 2409 as pure functions. Names are the RFC's; every value is octets. */

import type { Address } from '../base/address.ts';
import { concat, u16, u32, writeU32 } from '../base/bytes.ts';
import type { CryptoProvider, HashName } from '../crypto/provider.ts';

/** The octets 0, 1 and 2, which the formulas set behind and in front of others. */
const ZERO = Uint8Array.of(0);
const ONE = Uint8Array.of(1);
const TWO = Uint8Array.of(2);

/** The keys of a main-mode SA (RFC 2409 5). */
export interface Skeyids {
  readonly skeyid: Uint8Array;
  readonly skeyidD: Uint8Array;
  readonly skeyidA: Uint8Array;
  readonly skeyidE: Uint8Array;
}

/** SKEYID for pre-shared keys: prf(pre-shared-key, Ni_b | Nr_b) (RFC 2409 5). */
export function skeyidOfPresharedKey(
  provider: CryptoProvider,
  hash: HashName,
  presharedKey: Uint8Array,
  initiatorNonce: Uint8Array,
  responderNonce: Uint8Array,
): Uint8Array {
  return provider.hmac(hash, presharedKey).compute(initiatorNonce, responderNonce);
}

/** SKEYID for signatures: prf(Ni_b | Nr_b, g^xy) (RFC 2409 5). */
export function skeyidOfSignatures(
  provider: CryptoProvider,
  hash: HashName,
  initiatorNonce: Uint8Array,
  responderNonce: Uint8Array,
  sharedSecret: Uint8Array,
): Uint8Array {
  return provider.hmac(hash, concat(initiatorNonce, responderNonce)).compute(sharedSecret);
}

/** SKEYID_d, SKEYID_a and SKEYID_e (RFC 2409 5); `cookies` is CKY-I | CKY-R. */
export function deriveSkeyids(
  provider: CryptoProvider,
  hash: HashName,
  skeyid: Uint8Array,
  sharedSecret: Uint8Array,
  cookies: Uint8Array,
): Skeyids {
  const prf = provider.hmac(hash, skeyid);
  const skeyidD = prf.compute(sharedSecret, cookies, ZERO);
  const skeyidA = prf.compute(skeyidD, sharedSecret, cookies, ONE);
  const skeyidE = prf.compute(skeyidA, sharedSecret, cookies, TWO);
  return { skeyid, skeyidD, skeyidA, skeyidE };
}

/** The cipher key of IKE: SKEYID_e cut short, or K1 | K2 | ... where it is too short (RFC 2409 App. B). */
export function expandCipherKey(
  provider: CryptoProvider,
  hash: HashName,
  skeyidE: Uint8Array,
  octets: number,
): Uint8Array {
  if (skeyidE.length >= octets) return skeyidE.slice(0, octets);
  const prf = provider.hmac(hash, skeyidE);
  let block = prf.compute(ZERO);
  let key = block;
  while (key.length < octets) {
    block = prf.compute(block);
    key = concat(key, block);
  }
  return key.slice(0, octets);
}

/** The first IV of phase 1: hash(g^xi | g^xr) cut to the cipher's block (RFC 2409 App. B). */
export function phase1Iv(
  provider: CryptoProvider,
  hash: HashName,
  initiatorPublic: Uint8Array,
  responderPublic: Uint8Array,
  blockOctets: number,
): Uint8Array {
  return provider.hash(hash, initiatorPublic, responderPublic).slice(0, blockOctets);
}

/** The first IV of a phase 2 exchange: hash(last phase 1 CBC block | M-ID) (RFC 2409 App. B). */
export function phase2Iv(
  provider: CryptoProvider,
  hash: HashName,
  lastPhase1Block: Uint8Array,
  messageId: number,
): Uint8Array {
  return provider.hash(hash, lastPhase1Block, u32(messageId)).slice(0, lastPhase1Block.length);
}

/** What HASH_I and HASH_R are computed over, from the side whose hash it is (RFC 2409 5). */
export interface PhaseOneHashInput {
  readonly ownPublic: Uint8Array;
  readonly otherPublic: Uint8Array;
  readonly ownCookie: Uint8Array;
  readonly otherCookie: Uint8Array;
  /** SAi_b: the body of the initiator's SA payload as sent. */
  readonly saBody: Uint8Array;
  /** IDii_b or IDir_b. */
  readonly ownIdBody: Uint8Array;
  /** What an authentication method adds behind it. */
  readonly tail?: readonly Uint8Array[];
}

/** HASH_I or HASH_R: prf(SKEYID, g^x own | g^x other | CKY own | CKY other | SAi_b | ID_b). */
export function phaseOneHash(
  provider: CryptoProvider,
  hash: HashName,
  skeyid: Uint8Array,
  input: PhaseOneHashInput,
): Uint8Array {
  return provider
    .hmac(hash, skeyid)
    .compute(
      input.ownPublic,
      input.otherPublic,
      input.ownCookie,
      input.otherCookie,
      input.saBody,
      input.ownIdBody,
      ...(input.tail ?? []),
    );
}

/** HASH(1) of quick mode and of the informational exchange: prf(SKEYID_a, M-ID | what follows). */
export function hash1(
  provider: CryptoProvider,
  hash: HashName,
  skeyidA: Uint8Array,
  messageId: number,
  rest: Uint8Array,
): Uint8Array {
  return provider.hmac(hash, skeyidA).compute(u32(messageId), rest);
}

/** HASH(2): prf(SKEYID_a, M-ID | Ni_b | what follows) (RFC 2409 5.5). */
export function hash2(
  provider: CryptoProvider,
  hash: HashName,
  skeyidA: Uint8Array,
  messageId: number,
  initiatorNonce: Uint8Array,
  rest: Uint8Array,
): Uint8Array {
  return provider.hmac(hash, skeyidA).compute(u32(messageId), initiatorNonce, rest);
}

/** HASH(3): prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b) (RFC 2409 5.5). */
export function hash3(
  provider: CryptoProvider,
  hash: HashName,
  skeyidA: Uint8Array,
  messageId: number,
  initiatorNonce: Uint8Array,
  responderNonce: Uint8Array,
): Uint8Array {
  return provider.hmac(hash, skeyidA).compute(ZERO, u32(messageId), initiatorNonce, responderNonce);
}

/** What KEYMAT of one SA is made from (RFC 2409 5.5). */
export interface KeymatInput {
  /** g(qm)^xy with perfect forward secrecy, else empty. */
  readonly sharedSecret: Uint8Array;
  /** Protocol of the proposal, for example 3 for ESP. */
  readonly protocol: number;
  /** SPI of this direction: the one that the receiver of the packets chose. */
  readonly spi: number;
  readonly initiatorNonce: Uint8Array;
  readonly responderNonce: Uint8Array;
}

/** KEYMAT = K1 | K2 | ... with K1 = prf(SKEYID_d, ...), K2 = prf(SKEYID_d, K1 | ...) (RFC 2409 5.5). */
export function keymat(
  provider: CryptoProvider,
  hash: HashName,
  skeyidD: Uint8Array,
  input: KeymatInput,
  octets: number,
): Uint8Array {
  const prf = provider.hmac(hash, skeyidD);
  const named = new Uint8Array(5);
  named[0] = input.protocol;
  writeU32(named, 1, input.spi);
  const seed = concat(input.sharedSecret, named, input.initiatorNonce, input.responderNonce);
  let block = prf.compute(seed);
  let material = block;
  while (material.length < octets) {
    block = prf.compute(block, seed);
    material = concat(material, block);
  }
  return material.slice(0, octets);
}

/** The hash of a NAT-D payload: HASH(CKY-I | CKY-R | IP | port) (RFC 3947 3.2). */
export function natDetectionHash(
  provider: CryptoProvider,
  hash: HashName,
  cookies: Uint8Array,
  address: Address,
  port: number,
): Uint8Array {
  return provider.hash(hash, cookies, address.bytes, u16(port));
}
