/**
 * ESP packets sealed and opened from a provider's primitives, in one way for all of them (RFC 4303
 * 2 with 2404, 3602, 3686, 4106 and 7634). A packet is SPI, sequence number, IV, body, ICV.
 */

import { assert } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import { type EspLayout, espLayout, INTEGRITY, keyOctets, suiteLabel } from './algorithms.ts';
import type { Aead, CounterMode, EspPrimitives, SpanMac } from './esp-primitives.ts';
import type { EspKeys, EspOpener, EspSealer, EspSuite } from './provider.ts';

/** SPI and sequence number. */
const HEADER_OCTETS = 8;
/** Pad length and next header: the least that a body holds. */
const TRAILER_OCTETS = 2;
/** The nonce of the combined modes: 4 octets of salt, 8 of IV (RFC 4106 4, 7634 2). */
const NONCE_OCTETS = 12;

/** A sealer made of a provider's primitives. Throws a RangeError for a suite or keys that cannot be. */
export function composeSealer(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
): EspSealer {
  checkKeys(suite, keys);
  const protection = sealing(primitives, suite, keys, random);
  const { ivOctets, blockOctets, icvOctets } = espLayout(suite);
  const least = HEADER_OCTETS + ivOctets + Math.max(TRAILER_OCTETS, blockOctets) + icvOctets;
  const sealOne = (
    arena: Uint8Array,
    start: number,
    end: number,
    iv: Uint8Array | undefined,
  ): void => {
    const icv = end - icvOctets;
    const body = start + HEADER_OCTETS + ivOctets;
    assert(
      end - start >= least && end <= arena.length && (icv - body) % blockOctets === 0,
      'the span of an ESP packet fits its suite',
    );
    protection.seal(arena, start, body, icv, iv);
  };
  return {
    seal(arena, spans, count) {
      for (let i = 0; i < count; i++) {
        sealOne(arena, spans[2 * i]!, spans[2 * i + 1]!, undefined);
      }
    },
    sealWithIv(arena, start, end, iv) {
      assert(iv.length === ivOctets, 'the IV has the length of the suite');
      sealOne(arena, start, end, iv);
    },
  };
}

/** An opener made of a provider's primitives. Throws a RangeError for a suite or keys that cannot be. */
export function composeOpener(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
): EspOpener {
  checkKeys(suite, keys);
  const protection = opening(primitives, suite, keys);
  const { ivOctets, blockOctets, icvOctets } = espLayout(suite);
  const least = HEADER_OCTETS + ivOctets + Math.max(TRAILER_OCTETS, blockOctets) + icvOctets;
  return {
    open(arena, spans, count, verdicts) {
      for (let i = 0; i < count; i++) {
        const start = spans[2 * i]!;
        const end = spans[2 * i + 1]!;
        const body = start + HEADER_OCTETS + ivOctets;
        const icv = end - icvOctets;
        const shaped = end - start >= least && (icv - body) % blockOctets === 0;
        verdicts[i] = shaped && protection.open(arena, start, body, icv) ? 1 : 0;
      }
    },
  };
}

/** Writes the IV (one of its own where none is given), encrypts [body, icv), writes the ICV. */
interface Sealing {
  seal(
    arena: Uint8Array,
    start: number,
    body: number,
    icv: number,
    iv: Uint8Array | undefined,
  ): void;
}

/** Checks the ICV, then decrypts [body, icv); answers whether it was right. */
interface Opening {
  open(arena: Uint8Array, start: number, body: number, icv: number): boolean;
}

/** The half of `Sealing` that a transform without an ICV does. */
interface Encryption {
  encrypt(arena: Uint8Array, start: number, body: number, icv: number, iv?: Uint8Array): void;
}

/** The half of `Opening` that a transform without an ICV does. */
interface Decryption {
  decrypt(arena: Uint8Array, start: number, body: number, icv: number): void;
}

function sealing(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
): Sealing {
  const { encryption } = suite;
  if (encryption === 'aes-gcm-16' || encryption === 'chacha20-poly1305') {
    return combinedSealing(primitives.aead(encryption, keys.encryption), keys.salt);
  }
  const cipher = encrypting(primitives, suite, keys, random);
  const mac = integrityMac(primitives, suite, keys);
  const { icvOctets } = espLayout(suite);
  return {
    seal(arena, start, body, icv, iv) {
      cipher.encrypt(arena, start, body, icv, iv);
      if (mac === undefined) return;
      const whole = mac.compute(arena, start, icv);
      for (let i = 0; i < icvOctets; i++) arena[icv + i] = whole[i]!;
    },
  };
}

function opening(primitives: EspPrimitives, suite: EspSuite, keys: EspKeys): Opening {
  const { encryption } = suite;
  if (encryption === 'aes-gcm-16' || encryption === 'chacha20-poly1305') {
    return combinedOpening(primitives.aead(encryption, keys.encryption), keys.salt);
  }
  const cipher = decrypting(primitives, suite, keys);
  const mac = integrityMac(primitives, suite, keys);
  const { icvOctets } = espLayout(suite);
  return {
    open(arena, start, body, icv) {
      if (mac !== undefined) {
        const whole = mac.compute(arena, start, icv);
        // The whole ICV is compared whatever it holds: where it first differs is a secret.
        let difference = 0;
        for (let i = 0; i < icvOctets; i++) difference |= arena[icv + i]! ^ whole[i]!;
        if (difference !== 0) return false;
      }
      cipher.decrypt(arena, start, body, icv);
      return true;
    },
  };
}

function integrityMac(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
): SpanMac | undefined {
  const { hash } = INTEGRITY[suite.integrity];
  return hash === undefined ? undefined : primitives.spanMac(hash, keys.integrity);
}

function encrypting(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
): Encryption {
  switch (suite.encryption) {
    case 'des-cbc':
    case '3des-cbc':
    case 'aes-cbc':
      return cbcEncryption(primitives, suite.encryption, keys, espLayout(suite), random);
    case 'aes-ctr':
      return counterEncryption(primitives.counterMode(keys.encryption), keys.salt);
    default:
      return { encrypt() {} };
  }
}

function decrypting(primitives: EspPrimitives, suite: EspSuite, keys: EspKeys): Decryption {
  switch (suite.encryption) {
    case 'des-cbc':
    case '3des-cbc':
    case 'aes-cbc': {
      const decryptor = primitives.cbcDecryptor(suite.encryption, keys.encryption);
      return {
        decrypt: (arena, start, _body, icv) => decryptor.decrypt(arena, start + HEADER_OCTETS, icv),
      };
    }
    case 'aes-ctr': {
      const counter = primitives.counterMode(keys.encryption);
      const block = counterBlock(keys.salt);
      return {
        decrypt(arena, start, body, icv) {
          copyOctets(arena, start + HEADER_OCTETS, block, 4, 8);
          counter.apply(block, arena, body, icv);
        },
      };
    }
    default:
      return { decrypt() {} };
  }
}

/**
 * The IV is made by the cipher itself: a random block is encrypted in its place as the first of
 * the message, chained to the last block of the SA, so nobody can foretell it (RFC 3602 3) and
 * one long-lived cipher serves all packets.
 */
function cbcEncryption(
  primitives: EspPrimitives,
  name: 'des-cbc' | '3des-cbc' | 'aes-cbc',
  keys: EspKeys,
  layout: EspLayout,
  random: Random,
): Encryption {
  const chain = primitives.cbcEncryptChain(name, keys.encryption);
  const single = primitives.cbc(name, keys.encryption);
  return {
    encrypt(arena, start, body, icv, iv) {
      const ivAt = start + HEADER_OCTETS;
      if (iv === undefined) {
        arena.set(random.bytes(layout.ivOctets), ivAt);
        chain.encryptNext(arena, ivAt, icv);
      } else {
        arena.set(iv, ivAt);
        arena.set(single.encrypt(iv, arena.subarray(body, icv)), body);
      }
    },
  };
}

function counterEncryption(counter: CounterMode, salt: Uint8Array): Encryption {
  const block = counterBlock(salt);
  return {
    encrypt(arena, start, body, icv, iv) {
      writeCounterIv(arena, start, iv);
      copyOctets(arena, start + HEADER_OCTETS, block, 4, 8);
      counter.apply(block, arena, body, icv);
    },
  };
}

function combinedSealing(aead: Aead, salt: Uint8Array): Sealing {
  const nonce = new Uint8Array(NONCE_OCTETS);
  nonce.set(salt);
  return {
    seal(arena, start, body, icv, iv) {
      writeCounterIv(arena, start, iv);
      copyOctets(arena, start + HEADER_OCTETS, nonce, 4, 8);
      aead.seal(nonce, arena, start, body, icv);
    },
  };
}

function combinedOpening(aead: Aead, salt: Uint8Array): Opening {
  const nonce = new Uint8Array(NONCE_OCTETS);
  nonce.set(salt);
  return {
    open(arena, start, body, icv) {
      copyOctets(arena, start + HEADER_OCTETS, nonce, 4, 8);
      return aead.open(nonce, arena, start, body, icv);
    },
  };
}

/** Nonce, IV, and a block counter that begins at 1 (RFC 3686 4). */
function counterBlock(nonce: Uint8Array): Uint8Array {
  const block = new Uint8Array(16);
  block.set(nonce);
  block[15] = 1;
  return block;
}

/**
 * The 64-bit sequence number never repeats under one key, which is all that counter modes ask of
 * an IV (RFC 3686 2.1, 4106 3.1). Its high half is 0 without extended sequence numbers.
 */
function writeCounterIv(arena: Uint8Array, start: number, iv: Uint8Array | undefined): void {
  const ivAt = start + HEADER_OCTETS;
  if (iv !== undefined) {
    arena.set(iv, ivAt);
    return;
  }
  arena.fill(0, ivAt, ivAt + 4);
  copyOctets(arena, start + 4, arena, ivAt + 4, 4);
}

function copyOctets(
  from: Uint8Array,
  fromAt: number,
  to: Uint8Array,
  toAt: number,
  count: number,
): void {
  for (let i = 0; i < count; i++) to[toAt + i] = from[fromAt + i]!;
}

function checkKeys(suite: EspSuite, keys: EspKeys): void {
  const octets = keyOctets(suite);
  for (const part of ['encryption', 'salt', 'integrity'] as const) {
    if (keys[part].length !== octets[part]) {
      throw new RangeError(
        `${suiteLabel(suite)}: the ${part} key has ${keys[part].length} octets, not ${octets[part]}`,
      );
    }
  }
}
