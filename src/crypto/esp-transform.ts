/**
 * ESP packets sealed and opened from a provider's primitives, in one way for all of them (RFC 4303
 * 2 with 2404, 3566, 3602, 3686, 4106, 4543 and 7634). A packet is SPI, sequence number, IV, body,
 * ICV.
 */

import { assert } from '../base/assert.ts';
import type { Random } from '../base/random.ts';
import { espLayout, keyOctets, suiteLabel } from './algorithms.ts';
import { decrypting, encrypting } from './esp-ciphers.ts';
import { combinedOpening, combinedSealing, gmacOpening, gmacSealing } from './esp-combined.ts';
import { HEADER_OCTETS, type Opening, type Sealing } from './esp-packet.ts';
import type { Aead, EspPrimitives } from './esp-primitives.ts';
import { integrityMac } from './integrity-mac.ts';
import type { EspKeys, EspOpener, EspOptions, EspSealer, EspSuite } from './provider.ts';

/** Pad length and next header: the least that a body holds. */
const TRAILER_OCTETS = 2;

/** A sealer made of a provider's primitives. Throws a RangeError for a suite or keys that cannot be. */
export function composeSealer(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
  options: EspOptions | undefined,
): EspSealer {
  checkKeys(suite, keys);
  const esn = options?.esn ?? false;
  const protection = sealing(primitives, suite, keys, random, esn);
  const { ivOctets, blockOctets, icvOctets } = espLayout(suite);
  const least = leastOctets(suite);
  const sealOne = (
    arena: Uint8Array,
    start: number,
    end: number,
    high: number,
    iv: Uint8Array | undefined,
  ): void => {
    const icv = end - icvOctets;
    const body = start + HEADER_OCTETS + ivOctets;
    assert(
      end - start >= least && end <= arena.length && (icv - body) % blockOctets === 0,
      'the span of an ESP packet fits its suite',
    );
    protection.seal(arena, start, body, icv, high, iv);
  };
  return {
    seal(arena, spans, count, highs) {
      checkHighs(esn, count, highs);
      for (let i = 0; i < count; i++) {
        const high = esn ? highs![i]! : 0;
        sealOne(arena, spans[2 * i]!, spans[2 * i + 1]!, high, undefined);
      }
    },
    sealWithIv(arena, start, end, iv, high = 0) {
      assert(iv.length === ivOctets, 'the IV has the length of the suite');
      sealOne(arena, start, end, high, iv);
    },
  };
}

/** An opener made of a provider's primitives. Throws a RangeError for a suite or keys that cannot be. */
export function composeOpener(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  options: EspOptions | undefined,
): EspOpener {
  checkKeys(suite, keys);
  const esn = options?.esn ?? false;
  const protection = opening(primitives, suite, keys, esn);
  const { ivOctets, blockOctets, icvOctets } = espLayout(suite);
  const least = leastOctets(suite);
  return {
    open(arena, spans, count, verdicts, highs) {
      checkHighs(esn, count, highs);
      for (let i = 0; i < count; i++) {
        const start = spans[2 * i]!;
        const end = spans[2 * i + 1]!;
        const body = start + HEADER_OCTETS + ivOctets;
        const icv = end - icvOctets;
        const shaped = end - start >= least && (icv - body) % blockOctets === 0;
        const high = esn ? highs![i]! : 0;
        verdicts[i] = shaped && protection.open(arena, start, body, icv, high) ? 1 : 0;
      }
    },
  };
}

function sealing(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
  esn: boolean,
): Sealing {
  const combined = combinedMode(primitives, suite, keys);
  if (suite.encryption === 'aes-gmac') return gmacSealing(combined!, keys.salt, esn);
  if (combined !== undefined) return combinedSealing(combined, keys.salt, esn);
  const cipher = encrypting(primitives, suite, keys, random);
  const mac = integrityMac(primitives, suite.integrity, keys.integrity, esn);
  const { icvOctets } = espLayout(suite);
  return {
    seal(arena, start, body, icv, high, iv) {
      cipher.encrypt(arena, start, body, icv, high, iv);
      if (mac === undefined) return;
      const whole = mac(arena, start, icv, high);
      for (let i = 0; i < icvOctets; i++) arena[icv + i] = whole[i]!;
    },
  };
}

function opening(primitives: EspPrimitives, suite: EspSuite, keys: EspKeys, esn: boolean): Opening {
  const combined = combinedMode(primitives, suite, keys);
  if (suite.encryption === 'aes-gmac') return gmacOpening(combined!, keys.salt, esn);
  if (combined !== undefined) return combinedOpening(combined, keys.salt, esn);
  const cipher = decrypting(primitives, suite, keys);
  const mac = integrityMac(primitives, suite.integrity, keys.integrity, esn);
  const { icvOctets } = espLayout(suite);
  return {
    open(arena, start, body, icv, high) {
      if (mac !== undefined) {
        const whole = mac(arena, start, icv, high);
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

function combinedMode(primitives: EspPrimitives, suite: EspSuite, keys: EspKeys): Aead | undefined {
  const { icvOctets } = espLayout(suite);
  switch (suite.encryption) {
    case 'aes-gcm-8':
    case 'aes-gcm-12':
    case 'aes-gcm-16':
    case 'aes-gmac':
      return primitives.aead('aes-gcm', keys.encryption, icvOctets);
    case 'chacha20-poly1305':
      return primitives.aead('chacha20-poly1305', keys.encryption, icvOctets);
    default:
      return undefined;
  }
}

/** The least that a packet of a suite has. */
export function leastOctets(suite: EspSuite): number {
  const { ivOctets, blockOctets, icvOctets } = espLayout(suite);
  return HEADER_OCTETS + ivOctets + Math.max(TRAILER_OCTETS, blockOctets) + icvOctets;
}

/** Extended sequence numbers must come with their high halves. */
export function checkHighs(esn: boolean, count: number, highs: Uint32Array | undefined): void {
  assert(
    !esn || (highs !== undefined && highs.length >= count),
    'extended sequence numbers have their high halves',
  );
}

/** Throws a RangeError for a suite that cannot be, or keys that are not of its lengths. */
export function checkKeys(suite: EspSuite, keys: EspKeys): void {
  const octets = keyOctets(suite);
  for (const part of ['encryption', 'salt', 'integrity'] as const) {
    if (keys[part].length !== octets[part]) {
      throw new RangeError(
        `${suiteLabel(suite)}: the ${part} key has ${keys[part].length} octets, not ${octets[part]}`,
      );
    }
  }
}
