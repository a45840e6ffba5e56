/**
 * The one interface between Espial and cryptography. Every provider gives the same bytes for the
 * same input; `noble` is portable, `node` uses node:crypto, faster ones may follow.
 */

import type { ArenaRoom } from '../base/batch.ts';
import type { Random } from '../base/random.ts';

/** Hash functions of IKE; HMAC over one is the prf (RFC 2409 4) and the MAC of ESP. */
export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512';

/** Block ciphers in CBC mode, as IKE and ESP use them. The key's length tells AES-128 from AES-256. */
export type CbcName = 'des-cbc' | '3des-cbc' | 'aes-cbc';

/** Diffie-Hellman groups: MODP 1, 2, 5, 14 to 18 (RFC 2409 6, RFC 3526) and ECP 19, 20, 21 (RFC 5903). */
export type GroupId = 1 | 2 | 5 | 14 | 15 | 16 | 17 | 18 | 19 | 20 | 21;

/** ESP encryption transforms. */
export type EspEncryption =
  | 'null'
  | 'des-cbc'
  | '3des-cbc'
  | 'aes-cbc'
  | 'aes-ctr'
  | 'aes-gcm-8'
  | 'aes-gcm-12'
  | 'aes-gcm-16'
  | 'aes-gmac'
  | 'chacha20-poly1305';

/** ESP integrity algorithms; `none` with a combined mode (or, in the laboratory, for study). */
export type EspIntegrity =
  | 'none'
  | 'hmac-md5-96'
  | 'hmac-sha1-96'
  | 'hmac-sha256-128'
  | 'hmac-sha384-192'
  | 'hmac-sha512-256'
  | 'aes-xcbc-96';

/** What AH may be made with (RFC 4302 3.2): a MAC of its own, never none. */
export type AhIntegrity = Exclude<EspIntegrity, 'none'>;

/** The algorithms of one ESP SA. */
export interface EspSuite {
  readonly encryption: EspEncryption;
  /** Length of the cipher key in bits without salt or parity changes: 0, 64, 128, 192 or 256. */
  readonly keyBits: number;
  readonly integrity: EspIntegrity;
}

/**
 * What one pair of SAs protects packets with: ESP, AH, or both in one bundle, ESP inside and AH
 * outside (RFC 2401 4.3, "transport adjacency").
 */
export type Protection =
  | { readonly protocol: 'esp'; readonly suite: EspSuite; readonly ah?: undefined }
  | { readonly protocol: 'ah'; readonly suite?: undefined; readonly ah: AhIntegrity }
  | { readonly protocol: 'ah+esp'; readonly suite: EspSuite; readonly ah: AhIntegrity };

/** The keys of one ESP SA, as KEYMAT is divided: cipher key, salt or nonce, MAC key. */
export interface EspKeys {
  readonly encryption: Uint8Array;
  /** 4 octets for aes-ctr, aes-gcm-*, aes-gmac and chacha20-poly1305, else empty. */
  readonly salt: Uint8Array;
  readonly integrity: Uint8Array;
}

/** A keyed MAC that may be used any number of times. */
export interface Mac {
  /** The whole, untruncated MAC of the parts in order. */
  compute(...parts: readonly Uint8Array[]): Uint8Array;
}

/** A keyed block cipher in CBC mode without padding. Lengths are multiples of the block. */
export interface Cbc {
  readonly blockOctets: number;
  encrypt(iv: Uint8Array, plaintext: Uint8Array): Uint8Array;
  decrypt(iv: Uint8Array, ciphertext: Uint8Array): Uint8Array;
}

/**
 * AES in Galois/counter mode (NIST SP 800-38D): encrypts, and authenticates what it encrypted and
 * `aad`. A nonce has 12 octets and is never used twice with one key. The tag, 16 octets, is the end
 * of what is sealed.
 */
export interface SealingCipher {
  seal(nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Uint8Array;
  /** The plaintext, or undefined where the tag is wrong. */
  open(nonce: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
}

/** A Diffie-Hellman key pair. The public value is encoded at the group's full length. */
export interface DhKeyPair {
  readonly group: GroupId;
  /** MODP: g^x, left-padded with zeros to the prime's length; ECP: x and y joined (RFC 5903 7). */
  readonly publicValue: Uint8Array;
  readonly privateValue: Uint8Array;
}

/** Thrown for a peer's public value that must not be used (wrong length, out of range, off the curve). */
export class BadPublicValue extends Error {
  override readonly name = 'BadPublicValue';
}

/** What both ends of an SA must agree on besides algorithms and keys. */
export interface EspOptions {
  /**
   * 64-bit sequence numbers: the high half does not travel, but the ICV covers it (RFC 4303
   * 2.2.1, RFC 4106 5). `highs[i]`, the high half of packet i, must then be given.
   */
  readonly esn: boolean;
}

/**
 * What a provider may say of an SA whose work it hands to hardware, such as a network card. None of
 * Espial's own does.
 */
export interface Offloadable {
  readonly offloaded?: boolean;
}

/**
 * Seals ESP packets of one SA in place. A span is a whole ESP packet laid out by the caller:
 * SPI and sequence number written, room for the IV, the plaintext with padding, pad length and
 * next header written, room for the ICV at the end.
 *
 * IVs: CBC uses E_k(R xor last ciphertext block of this SA) with R from `Random` (the first
 * packet: E_k(R)); counter modes use the 64-bit sequence number. Who seals packets of a batch side by
 * side, as native help does, uses E_k(R) for each of them.
 */
export interface EspSealer extends Offloadable {
  /** Seals packets `arena[spans[2i] .. spans[2i+1])` for i < count; `highs` only with ESN. */
  seal(arena: Uint8Array, spans: Uint32Array, count: number, highs?: Uint32Array): void;
  /**
   * Seals one packet with an IV of the caller's choice: for vectors and the forging of packets.
   * `high` is the high half of its sequence number, only with ESN.
   */
  sealWithIv(arena: Uint8Array, start: number, end: number, iv: Uint8Array, high?: number): void;
}

/** Opens ESP packets of one SA in place. */
export interface EspOpener extends Offloadable {
  /**
   * Verifies and decrypts `arena[spans[2i] .. spans[2i+1])`, from the SPI to the end of the ICV.
   * `verdicts[i]` becomes 1 where the ICV is right (the plaintext then lies between IV and ICV),
   * else 0 (the packet is then not to be looked at). A packet too short, or whose ciphertext is
   * no multiple of the block, gets 0. `highs` only with ESN: what the receiver takes for the high
   * halves (RFC 4303 A2); a wrong guess is a wrong ICV.
   */
  open(
    arena: Uint8Array,
    spans: Uint32Array,
    count: number,
    verdicts: Uint8Array,
    highs?: Uint32Array,
  ): void;
}

/** The ICV of AH packets of one SA. What it is taken over is the caller's business (RFC 4302 3.3.3). */
export interface AhMac extends Offloadable {
  readonly icvOctets: number;
  /**
   * The ICV over `arena[start .. end)`, with ESN also over the high half of the sequence number
   * behind it (RFC 4302 3.3.3.2.2). It is good until the next call.
   */
  compute(arena: Uint8Array, start: number, end: number, high?: number): Uint8Array;
}

/** A source of cryptography. */
export interface CryptoProvider {
  readonly name: string;
  /** Memory for arenas whose packets it seals and opens without a copy; it gives the same octets anywhere. */
  readonly room?: ArenaRoom | undefined;
  hash(name: HashName, ...parts: readonly Uint8Array[]): Uint8Array;
  hmac(name: HashName, key: Uint8Array): Mac;
  /** Throws a RangeError for a key of the wrong length. */
  cbc(name: CbcName, key: Uint8Array): Cbc;
  /** AES-GCM; throws a RangeError for a key that has not 16, 24 or 32 octets. */
  sealing(key: Uint8Array): SealingCipher;
  /** A new key pair; the exponent is at least 256 bits, or RFC 3526 8's estimate. */
  generateKeyPair(group: GroupId, random: Random): DhKeyPair;
  /**
   * The shared secret at the group's full length: MODP g^xy padded on the left, ECP the x
   * coordinate (RFC 5903 7). Throws BadPublicValue.
   */
  sharedSecret(pair: DhKeyPair, peerPublicValue: Uint8Array): Uint8Array;
  /** Without options: 32-bit sequence numbers. */
  espSealer(suite: EspSuite, keys: EspKeys, random: Random, options?: EspOptions): EspSealer;
  espOpener(suite: EspSuite, keys: EspKeys, options?: EspOptions): EspOpener;
  /** Throws a RangeError for a key of the wrong length. */
  ahMac(integrity: AhIntegrity, key: Uint8Array, options?: EspOptions): AhMac;
}
