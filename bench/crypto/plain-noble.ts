/** ESP as one writes it first with @noble: every packet starts from the keys. */

import { randomBytes } from 'node:crypto';
import { cbc, ctr, gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { concat, equal } from '../../src/base/bytes.ts';
import { espLayout, INTEGRITY } from '../../src/crypto/algorithms.ts';
import type { EspKeys, EspSuite } from '../../src/crypto/provider.ts';
import type { PlainEsp } from './ways.ts';

const HASHES = { md5, sha1, sha256, sha384, sha512 };

/** Undefined for what @noble has not: DES, short tags, GMAC, XCBC. */
export function plainNoble(suite: EspSuite, keys: EspKeys): PlainEsp | undefined {
  switch (suite.encryption) {
    case 'null':
    case 'aes-cbc':
    case 'aes-ctr':
      return suite.integrity === 'aes-xcbc-96' ? undefined : composed(suite, keys);
    case 'aes-gcm-16':
      return combined((nonce, aad) => gcm(keys.encryption, nonce, aad), keys);
    case 'chacha20-poly1305':
      return combined((nonce, aad) => chacha20poly1305(keys.encryption, nonce, aad), keys);
    default:
      return undefined;
  }
}

function composed(suite: EspSuite, keys: EspKeys): PlainEsp {
  const { ivOctets, icvOctets } = espLayout(suite);
  const from = 8 + ivOctets;
  const { hash } = INTEGRITY[suite.integrity];
  const icvOf = (octets: Uint8Array): Uint8Array =>
    hash === undefined
      ? new Uint8Array(0)
      : hmac(HASHES[hash], keys.integrity, octets).subarray(0, icvOctets);
  const cipher = (iv: Uint8Array) =>
    suite.encryption === 'aes-ctr'
      ? ctr(keys.encryption, concat(keys.salt, iv, Uint8Array.of(0, 0, 0, 1)))
      : cbc(keys.encryption, iv, { disablePadding: true });
  return {
    seal(packet) {
      const iv = randomBytes(ivOctets);
      const body = packet.subarray(from, packet.length - icvOctets);
      const hidden = suite.encryption === 'null' ? body : cipher(iv).encrypt(body);
      const sealed = concat(packet.subarray(0, 8), iv, hidden);
      return concat(sealed, icvOf(sealed));
    },
    open(packet) {
      const end = packet.length - icvOctets;
      if (!equal(icvOf(packet.subarray(0, end)), packet.subarray(end))) return undefined;
      const body = packet.subarray(from, end);
      if (suite.encryption === 'null') return body.slice();
      return cipher(packet.subarray(8, from)).decrypt(body);
    },
  };
}

interface Combined {
  encrypt(plaintext: Uint8Array): Uint8Array;
  decrypt(sealed: Uint8Array): Uint8Array;
}

function combined(
  cipher: (nonce: Uint8Array, aad: Uint8Array) => Combined,
  keys: EspKeys,
): PlainEsp {
  let sequence = 0;
  return {
    seal(packet) {
      const iv = new Uint8Array(8);
      new DataView(iv.buffer).setUint32(4, ++sequence);
      const header = packet.subarray(0, 8);
      const body = packet.subarray(16, packet.length - 16);
      return concat(header, iv, cipher(concat(keys.salt, iv), header).encrypt(body));
    },
    open(packet) {
      const nonce = concat(keys.salt, packet.subarray(8, 16));
      try {
        return cipher(nonce, packet.subarray(0, 8)).decrypt(packet.subarray(16));
      } catch {
        return undefined;
      }
    },
  };
}
