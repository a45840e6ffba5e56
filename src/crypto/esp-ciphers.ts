/** The ESP transforms that make no ICV themselves: NULL, CBC and counter mode (RFC 2410, 2451, 3602, 3686). */

import type { Random } from '../base/random.ts';
import { espLayout } from './algorithms.ts';
import { copyOctets, HEADER_OCTETS, writeCounterIv } from './esp-packet.ts';
import type { CounterMode, EspPrimitives } from './esp-primitives.ts';
import type { CbcName, EspKeys, EspSuite } from './provider.ts';

/** Writes the IV and encrypts [body, icv). */
export interface Encryption {
  encrypt(
    arena: Uint8Array,
    start: number,
    body: number,
    icv: number,
    high: number,
    iv: Uint8Array | undefined,
  ): void;
}

/** Decrypts [body, icv). */
export interface Decryption {
  decrypt(arena: Uint8Array, start: number, body: number, icv: number): void;
}

/** The encryption of a suite that is not a combined mode. */
export function encrypting(
  primitives: EspPrimitives,
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
): Encryption {
  switch (suite.encryption) {
    case 'des-cbc':
    case '3des-cbc':
    case 'aes-cbc': {
      const { ivOctets } = espLayout(suite);
      return cbcEncryption(primitives, suite.encryption, keys, ivOctets, random);
    }
    case 'aes-ctr':
      return counterEncryption(primitives.counterMode(keys.encryption), keys.salt);
    default:
      return { encrypt() {} };
  }
}

/** The decryption of a suite that is not a combined mode. */
export function decrypting(primitives: EspPrimitives, suite: EspSuite, keys: EspKeys): Decryption {
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
  name: CbcName,
  keys: EspKeys,
  ivOctets: number,
  random: Random,
): Encryption {
  const chain = primitives.cbcEncryptChain(name, keys.encryption);
  const single = primitives.cbc(name, keys.encryption);
  return {
    encrypt(arena, start, body, icv, _high, iv) {
      const ivAt = start + HEADER_OCTETS;
      if (iv === undefined) {
        arena.set(random.bytes(ivOctets), ivAt);
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
    encrypt(arena, start, body, icv, high, iv) {
      writeCounterIv(arena, start, high, iv);
      copyOctets(arena, start + HEADER_OCTETS, block, 4, 8);
      counter.apply(block, arena, body, icv);
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
