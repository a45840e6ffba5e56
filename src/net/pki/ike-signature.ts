/**
 * Signatures of IKEv1 main mode: over HASH_I and HASH_R as they are, with RSA (RFC 2409 5.1) and with ECDSA (RFC 4754),
 * whose hash function has made them already. strongSwan does the same.
 */

import {
  constants,
  createPrivateKey,
  type KeyObject,
  privateEncrypt,
  publicDecrypt,
} from 'node:crypto';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { concat, equalInConstantTime } from '../../base/bytes.ts';
import type { Secret } from '../../base/secret.ts';
import type { SignatureAlgorithm } from '../../ike/auth/credentials.ts';
import type { EffectResult } from '../../ike/effects.ts';
import { algorithmOfKey, ECDSA, keyFor, type PublicKey } from './keys.ts';
import { fact, problem } from './problems.ts';

/** Octets of PKCS #1 type 1 around its contents: 00 01, eight times FF at least, 00 (RFC 8017 9.2). */
const PKCS1_OVERHEAD = 11;

/** node:crypto would hash again what is signed with an EC key. */
const CURVES = { 'ecdsa-256': p256, 'ecdsa-384': p384, 'ecdsa-521': p521 } as const;

/** The message is the digest; RFC 4754 knows nothing of a preferred half of the values of s. */
const RAW = { prehash: false, lowS: false } as const;

/** Private keys read from the policy's octets, for as long as the policy holds them. */
const privateKeys = new WeakMap<Secret, KeyObject>();

/** Signs HASH_I or HASH_R. A key that does not fit is a problem, not an error. */
export function signHash(
  algorithm: SignatureAlgorithm,
  secret: Secret,
  hash: Uint8Array,
): EffectResult {
  const key = privateKeyOf(secret);
  if (key === undefined) return unfit('The private key cannot be read.', algorithm, 'another');
  const found = algorithmOfKey(key);
  if (found !== algorithm) {
    return unfit(
      'The private key cannot make signatures of the method that was agreed on.',
      algorithm,
      found === undefined ? 'another' : keyFor(found),
    );
  }
  try {
    return { kind: 'signed', signature: signatureOf(algorithm, key, hash) };
  } catch {
    return unfit(
      `The private key is too short for a hash of ${hash.length} octets.`,
      algorithm,
      keyFor(found),
    );
  }
}

function unfit(detail: string, wanted: SignatureAlgorithm, found: string): EffectResult {
  const facts = [fact('private key', keyFor(wanted), found)];
  return {
    kind: 'problem',
    problem: problem('certificate-wrong-key', "this host's private key", detail, facts),
  };
}

/** Whether a signature over HASH_I or HASH_R is right. The key is known to fit the algorithm. */
export function isSignatureOf(
  algorithm: SignatureAlgorithm,
  key: PublicKey,
  hash: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (key.key === undefined) return false;
  try {
    return algorithm === 'rsa'
      ? isRsaSignature(key, key.key, hash, signature)
      : isEcdsaSignature(algorithm, key.key, hash, signature);
  } catch {
    return false;
  }
}

function signatureOf(algorithm: SignatureAlgorithm, key: KeyObject, hash: Uint8Array): Uint8Array {
  if (algorithm === 'rsa') {
    return Uint8Array.from(
      privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(hash)),
    );
  }
  const secret = coordinate(key.export({ format: 'jwk' }).d);
  return CURVES[algorithm].sign(hash, secret, RAW);
}

/**
 * Compares the whole block with the one that must be there, instead of taking the padding off: so no octet of it is
 * free for a forger (Bleichenbacher, CRYPTO 2006), and a hash wrapped in a DigestInfo is refused (RFC 2409 5.1).
 */
function isRsaSignature(
  { bits }: PublicKey,
  key: KeyObject,
  hash: Uint8Array,
  signature: Uint8Array,
): boolean {
  const octets = Math.ceil(bits / 8);
  if (signature.length !== octets || hash.length + PKCS1_OVERHEAD > octets) return false;
  const padding = new Uint8Array(octets - hash.length - 3).fill(0xff);
  const expected = concat(Uint8Array.of(0, 1), padding, Uint8Array.of(0), hash);
  const found = publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(signature));
  return equalInConstantTime(found, expected);
}

/** RFC 4754 7: r and s, each as long as the curve's order. */
function isEcdsaSignature(
  algorithm: keyof typeof ECDSA,
  key: KeyObject,
  hash: Uint8Array,
  signature: Uint8Array,
): boolean {
  // ECDSA leaves off what a digest has beyond the curve's bits, so that two hashes would do.
  if (signature.length !== ECDSA[algorithm].octets || hash.length !== ECDSA[algorithm].hash) {
    return false;
  }
  const { x, y } = key.export({ format: 'jwk' });
  const point = concat(Uint8Array.of(4), coordinate(x), coordinate(y));
  return CURVES[algorithm].verify(signature, hash, point, RAW);
}

function coordinate(base64url: string | undefined): Uint8Array {
  return Uint8Array.from(Buffer.from(base64url ?? '', 'base64url'));
}

function privateKeyOf(secret: Secret): KeyObject | undefined {
  const known = privateKeys.get(secret);
  if (known !== undefined) return known;
  try {
    const key = createPrivateKey({
      key: Buffer.from(secret.reveal()),
      format: 'der',
      type: 'pkcs8',
    });
    privateKeys.set(secret, key);
    return key;
  } catch {
    return undefined;
  }
}
