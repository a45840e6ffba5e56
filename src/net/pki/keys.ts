/** Public keys of certificates, and what they can be used for. */

import { createPublicKey, type KeyObject } from 'node:crypto';
import { DER_TAG } from '../../base/der.ts';
import { LIMITS } from '../../base/limits.ts';
import type { SignatureAlgorithm } from '../../ike/auth/credentials.ts';
import { oidText, partsOf, readWhole } from './der.ts';

export interface PublicKey {
  readonly kind: 'rsa' | 'ec' | 'ed25519' | 'other';
  /** OpenSSL's name of the curve, for `ec`. */
  readonly curve: string | undefined;
  /** Bits of an RSA modulus, else 0. */
  readonly bits: number;
  /** Undefined where it cannot be used at all. */
  readonly key: KeyObject | undefined;
  /** For people: `RSA 2048 bits`. */
  readonly text: string;
}

/** Each way to sign with ECDSA: its curve, and the octets of a signature and of the hash (RFC 4754 4, 7). */
export const ECDSA = {
  'ecdsa-256': { curve: 'prime256v1', octets: 64, hash: 32, name: 'P-256' },
  'ecdsa-384': { curve: 'secp384r1', octets: 96, hash: 48, name: 'P-384' },
  'ecdsa-521': { curve: 'secp521r1', octets: 132, hash: 64, name: 'P-521' },
} as const;

const EC_KEY = '1.2.840.10045.2.1';

/** The key of a SubjectPublicKeyInfo that is known to be DER. Keys that cannot be used are `other`. */
export function publicKeyOf(info: Uint8Array): PublicKey {
  try {
    return describeKey(
      createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' }),
      info,
    );
  } catch {
    return unusable('a key of an unknown kind');
  }
}

/** What a private or public key signs with in IKE; undefined where with nothing. */
export function algorithmOfKey(key: KeyObject): SignatureAlgorithm | undefined {
  if (key.asymmetricKeyType === 'rsa') return 'rsa';
  if (key.asymmetricKeyType !== 'ec') return undefined;
  const curve = key.asymmetricKeyDetails?.namedCurve;
  return (Object.keys(ECDSA) as (keyof typeof ECDSA)[]).find((name) => ECDSA[name].curve === curve);
}

/** Why a key cannot make signatures of this kind; undefined where it can. */
export function misfit(key: PublicKey, algorithm: SignatureAlgorithm): string | undefined {
  const wanted = keyFor(algorithm);
  const fits =
    algorithm === 'rsa'
      ? key.kind === 'rsa'
      : key.kind === 'ec' && key.curve === ECDSA[algorithm].curve;
  return fits ? weakness(key) : `Signatures of this method are made with ${wanted}.`;
}

/** For people: what key a method wants. */
export function keyFor(algorithm: SignatureAlgorithm): string {
  return algorithm === 'rsa' ? 'an RSA key' : `an EC key on ${ECDSA[algorithm].name}`;
}

/** Why a key must not be used, whatever for; undefined where it may. */
export function weakness(key: PublicKey): string | undefined {
  if (key.key === undefined) return `It holds ${key.text}.`;
  if (key.kind !== 'rsa') return undefined;
  // 1024 bits were usual in Windows Server 2003; shorter ones have been broken in public.
  if (key.bits < LIMITS.rsaKeyMinimum) {
    return `Its RSA key has ${key.bits} bits, and less than ${LIMITS.rsaKeyMinimum} are not safe.`;
  }
  if (key.bits > LIMITS.rsaKeyMaximum) {
    return `Its RSA key has ${key.bits} bits, more than the ${LIMITS.rsaKeyMaximum} that are used here.`;
  }
  const exponent = key.key.asymmetricKeyDetails?.publicExponent ?? 0n;
  // With the exponent 1 everybody can sign; one above 64 bits is there only to cost time.
  return exponent < 3n || exponent % 2n === 0n || exponent >= 2n ** 64n
    ? 'The exponent of its RSA key is not safe.'
    : undefined;
}

function describeKey(key: KeyObject, info: Uint8Array): PublicKey {
  const details = key.asymmetricKeyDetails;
  switch (key.asymmetricKeyType) {
    case 'rsa': {
      const bits = details?.modulusLength ?? 0;
      return { kind: 'rsa', curve: undefined, bits, key, text: `RSA ${bits} bits` };
    }
    case 'ec': {
      const curve = details?.namedCurve;
      // Curves written out can be forged (CVE-2020-0601) and are forbidden (RFC 5480 2.1.1).
      if (curve === undefined || !isNamedCurve(info))
        return unusable('an EC key on a curve of its own');
      const ours = Object.values(ECDSA).find((one) => one.curve === curve);
      return { kind: 'ec', curve, bits: 0, key, text: `EC ${ours?.name ?? curve}` };
    }
    case 'ed25519':
      return { kind: 'ed25519', curve: undefined, bits: 0, key, text: 'Ed25519' };
    default:
      return unusable(`a key of the kind ${key.asymmetricKeyType ?? 'unknown'}`);
  }
}

function isNamedCurve(info: Uint8Array): boolean {
  const [type, parameters] = partsOf(partsOf(readWhole(info))[0]!);
  return type !== undefined && oidText(type) === EC_KEY && parameters?.tag === DER_TAG.oid;
}

function unusable(text: string): PublicKey {
  return { kind: 'other', curve: undefined, bits: 0, key: undefined, text };
}
