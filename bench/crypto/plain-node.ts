/**
 * ESP as one writes it first with node:crypto: a cipher and an HMAC made for every packet, their
 * results put together. What comes out is copied to where the packet lies.
 */

import {
  type CipherGCMTypes,
  createCipheriv,
  createDecipheriv,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { espLayout, INTEGRITY } from '../../src/crypto/algorithms.ts';
import type { EspKeys, EspSuite } from '../../src/crypto/provider.ts';
import type { PlainEsp } from './ways.ts';

/** Undefined for what node:crypto cannot do. */
export function plainNode(suite: EspSuite, keys: EspKeys): PlainEsp | undefined {
  const { encryption, keyBits, integrity } = suite;
  if (encryption === 'aes-gmac' || integrity === 'aes-xcbc-96') return undefined;
  if (encryption.startsWith('aes-gcm')) return combined(`aes-${keyBits}-gcm`, suite, keys);
  if (encryption === 'chacha20-poly1305') return combined(encryption, suite, keys);
  return composed(suite, keys);
}

function composed(suite: EspSuite, keys: EspKeys): PlainEsp {
  const { ivOctets, icvOctets } = espLayout(suite);
  const name = cipherName(suite);
  const key = suite.encryption === 'des-cbc' ? tripled(keys.encryption) : keys.encryption;
  const { hash } = INTEGRITY[suite.integrity];
  const from = 8 + ivOctets;
  const icvOf = (octets: Uint8Array): Buffer =>
    hash === undefined
      ? Buffer.alloc(0)
      : createHmac(hash, keys.integrity).update(octets).digest().subarray(0, icvOctets);
  const start = (iv: Uint8Array): Uint8Array =>
    suite.encryption === 'aes-ctr' ? Buffer.concat([keys.salt, iv, ONE]) : iv;
  return {
    seal(packet) {
      const iv = randomBytes(ivOctets);
      let body: Uint8Array = packet.subarray(from, packet.length - icvOctets);
      if (name !== undefined) {
        const cipher = createCipheriv(name, key, start(iv)).setAutoPadding(false);
        body = Buffer.concat([cipher.update(body), cipher.final()]);
      }
      const sealed = Buffer.concat([packet.subarray(0, 8), iv, body]);
      return Buffer.concat([sealed, icvOf(sealed)]);
    },
    open(packet) {
      const end = packet.length - icvOctets;
      const icv = icvOf(packet.subarray(0, end));
      if (!timingSafeEqual(icv, packet.subarray(end))) return undefined;
      if (name === undefined) return packet.slice(from, end);
      const iv = start(packet.subarray(8, from));
      const decipher = createDecipheriv(name, key, iv).setAutoPadding(false);
      return Buffer.concat([decipher.update(packet.subarray(from, end)), decipher.final()]);
    },
  };
}

function combined(name: string, suite: EspSuite, keys: EspKeys): PlainEsp {
  const { icvOctets } = espLayout(suite);
  // The types know these names one by one; node takes both of them alike.
  const cipher = name as CipherGCMTypes;
  const options = { authTagLength: icvOctets };
  let sequence = 0n;
  return {
    seal(packet) {
      const iv = Buffer.alloc(8);
      iv.writeBigUInt64BE(++sequence);
      const nonce = Buffer.concat([keys.salt, iv]);
      const sealing = createCipheriv(cipher, keys.encryption, nonce, options);
      sealing.setAAD(packet.subarray(0, 8));
      const body = sealing.update(packet.subarray(16, packet.length - icvOctets));
      sealing.final();
      return Buffer.concat([packet.subarray(0, 8), iv, body, sealing.getAuthTag()]);
    },
    open(packet) {
      const end = packet.length - icvOctets;
      const nonce = Buffer.concat([keys.salt, packet.subarray(8, 16)]);
      const opening = createDecipheriv(cipher, keys.encryption, nonce, options);
      opening.setAAD(packet.subarray(0, 8));
      opening.setAuthTag(packet.subarray(end));
      const body = opening.update(packet.subarray(16, end));
      try {
        opening.final();
      } catch {
        return undefined;
      }
      return body;
    },
  };
}

const ONE = Uint8Array.of(0, 0, 0, 1);

function cipherName({ encryption, keyBits }: EspSuite): string | undefined {
  if (encryption === 'null') return undefined;
  if (encryption === 'des-cbc' || encryption === '3des-cbc') return 'des-ede3-cbc';
  return `aes-${keyBits}-${encryption === 'aes-ctr' ? 'ctr' : 'cbc'}`;
}

/** OpenSSL 3 keeps single DES in its legacy part; 3DES with one key three times is the same. */
export function tripled(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, key, key]);
}
