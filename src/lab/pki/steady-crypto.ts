/**
 * The Web Crypto of Node.js, but that its ECDSA signatures depend on key and message alone (RFC 6979),
 * so that a certificate laboratory of one seed is the same each time.
 */

import { createPrivateKey, webcrypto } from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import type { LabKey } from './key.ts';

const CURVES: Readonly<Record<string, typeof p256>> = { ec256: p256, ec384: p384, ec521: p521 };

/** For makers of certificates and lists that sign with one key. */
export function steadyCrypto({ kind, pkcs8 }: LabKey): typeof webcrypto {
  const curve = CURVES[kind];
  if (curve === undefined) return webcrypto;
  const key = createPrivateKey({ key: Buffer.from(pkcs8.reveal()), format: 'der', type: 'pkcs8' });
  const secret = Uint8Array.from(Buffer.from(key.export({ format: 'jwk' }).d ?? '', 'base64url'));
  const { subtle } = webcrypto;
  const sign: typeof subtle.sign = async (algorithm, _key, data) => {
    const { hash } = algorithm as webcrypto.EcdsaParams;
    const digest = new Uint8Array(await subtle.digest(hash, data));
    const { buffer } = Uint8Array.from(curve.sign(digest, secret, { prehash: false, lowS: false }));
    return buffer;
  };
  const steady = new Proxy(subtle, {
    get(target, name) {
      if (name === 'sign') return sign;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return new Proxy(webcrypto, {
    get(target, name) {
      return name === 'subtle' ? steady : Reflect.get(target, name, target);
    },
  });
}
