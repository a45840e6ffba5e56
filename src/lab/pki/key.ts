/** Keys of a certificate laboratory: made by node:crypto, kept as PKCS #8, and shared where asked. */

import { createPublicKey, generateKeyPair, type KeyObject, webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { Secret } from '../../base/secret.ts';

/** What authorities and peers of a laboratory sign with. */
export const KEY_KINDS = [
  'rsa1024',
  'rsa2048',
  'rsa3072',
  'rsa4096',
  'ec256',
  'ec384',
  'ec521',
] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** A key that no peer should take; authorities do not sign with it. */
export type WeakKeyKind = 'rsa512';

export const SIGNATURE_HASHES = ['sha1', 'sha256', 'sha384', 'sha512'] as const;
export type SignatureHash = (typeof SIGNATURE_HASHES)[number];

/** A key pair. */
export interface LabKey {
  readonly kind: KeyKind | WeakKeyKind;
  /** PKCS #8 DER. */
  readonly pkcs8: Secret;
  /** SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/** `label` says what the key is for, where keys are to be the same each time. */
export type MakeKey = (kind: KeyKind | WeakKeyKind, label: string) => Promise<LabKey>;

/** Keys that several laboratories share, one after the other: within one, no two are the same. */
export class KeyPool {
  readonly #keys = new Map<string, Promise<LabKey>[]>();

  /** A source for one laboratory. */
  source(): MakeKey {
    const taken = new Map<string, number>();
    return (kind) => {
      const keys = this.#keys.get(kind) ?? [];
      this.#keys.set(kind, keys);
      const at = taken.get(kind) ?? 0;
      taken.set(kind, at + 1);
      keys[at] ??= makeKey(kind);
      return keys[at];
    };
  }
}

const CURVES: Readonly<Record<string, string>> = {
  ec256: 'P-256',
  ec384: 'P-384',
  ec521: 'P-521',
};

/** A new key pair. RSA of 2048 bits takes about 0.1 s, of 4096 bits a second or more; EC is quick. */
export async function makeKey(kind: KeyKind | WeakKeyKind): Promise<LabKey> {
  const { publicKey, privateKey } = await keyPair(kind);
  return labKey(kind, privateKey, publicKey);
}

/** A private key as the laboratory's. Throws an Error where the laboratory makes no such keys. */
export function labKeyOf(privateKey: KeyObject): LabKey {
  const kind = kindOf(privateKey);
  if (kind === undefined) {
    const { modulusLength, namedCurve } = privateKey.asymmetricKeyDetails ?? {};
    const which = `${privateKey.asymmetricKeyType} ${modulusLength ?? namedCurve ?? ''}`.trim();
    throw new Error(`a key of the kind ${which} is not one of ${KEY_KINDS.join(', ')}`);
  }
  return labKey(kind, privateKey, createPublicKey(privateKey));
}

/** The hash that suits a key: that of its curve (RFC 4754 3), and SHA-256 for RSA. */
export function hashFor(kind: KeyKind): SignatureHash {
  if (kind === 'ec384') return 'sha384';
  return kind === 'ec521' ? 'sha512' : 'sha256';
}

/** The key as webcrypto signs with it. Throws where nothing is signed with such keys. */
export async function signingKey(
  key: LabKey,
  hash: SignatureHash,
): Promise<{ readonly key: webcrypto.CryptoKey; readonly algorithm: webcrypto.EcdsaParams }> {
  const namedCurve = CURVES[key.kind];
  const hashName = hash.replace('sha', 'SHA-');
  const name = namedCurve === undefined ? 'RSASSA-PKCS1-v1_5' : 'ECDSA';
  const parameters = namedCurve === undefined ? { name, hash: hashName } : { name, namedCurve };
  const der = key.pkcs8.reveal();
  const imported = await webcrypto.subtle.importKey('pkcs8', der, parameters, false, ['sign']);
  return { key: imported, algorithm: { name, hash: hashName } };
}

const generate = promisify(generateKeyPair);

async function keyPair(
  kind: KeyKind | WeakKeyKind,
): Promise<{ readonly publicKey: KeyObject; readonly privateKey: KeyObject }> {
  const namedCurve = CURVES[kind];
  if (namedCurve !== undefined) return generate('ec', { namedCurve });
  return generate('rsa', { modulusLength: Number(kind.slice('rsa'.length)) });
}

/** A key pair as the laboratory keeps it. */
export function labKey(kind: LabKey['kind'], privateKey: KeyObject, publicKey: KeyObject): LabKey {
  return {
    kind,
    pkcs8: new Secret(new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }))),
    spki: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })),
  };
}

function kindOf(key: KeyObject): LabKey['kind'] | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  const curves: Readonly<Record<string, KeyKind>> = {
    prime256v1: 'ec256',
    secp384r1: 'ec384',
    secp521r1: 'ec521',
  };
  if (key.asymmetricKeyType === 'ec') return curves[namedCurve ?? ''];
  if (modulusLength === 512) return 'rsa512';
  return KEY_KINDS.find((kind) => kind === `rsa${modulusLength}`);
}
