/**
 * MODP Diffie-Hellman by node:crypto, in two ways that give the same values. Which one is fast
 * depends on the OpenSSL inside Node, and creating a DiffieHellman object may test the prime.
 * Measured for a pair and its secret (creation apart), groups 14 and 16:
 *   OpenSSL 3.0 (Node 20): object 0.5 and 2.1 ms, created in no time; key objects 2.6 and 15 ms.
 *   OpenSSL 3.5 (Node 22): object 2.2 and 14 ms, created in no time; key objects 0.6 and 2.9 ms.
 *   OpenSSL 3.5 (Node 24): object 0.6 and 2.2 ms, created in 0.2 and 3.2 s; key objects as fast.
 */

import {
  createDiffieHellman,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  type KeyObject,
} from 'node:crypto';
import { fromHex } from '../base/bytes.ts';
import { DER_TAG, derElement, derInteger, elementsOf, wholeElement } from '../base/der.ts';
import { leftPad, type ModpGroup } from './groups.ts';

/** dhKeyAgreement, 1.2.840.113549.1.3.1 (PKCS #3). */
const DH_KEY_AGREEMENT = fromHex('06092a864886f70d010301');
const NO_UNUSED_BITS = Uint8Array.of(0);

/** Powers modulo one group's prime. Public values of peers have been checked. */
export interface ModpPowers {
  /** generator^exponent, at the group's length. */
  publicValue(exponent: Uint8Array): Uint8Array;
  /** peer^exponent, at the group's length. Throws where OpenSSL refuses the peer's value. */
  secret(exponent: Uint8Array, peerPublicValue: Uint8Array): Uint8Array;
}

/** The better way for a group on this Node. */
export function modpPowers(group: ModpGroup): ModpPowers {
  // Primes under 1536 bits are tested quickly by every version.
  const keysAreBetter = !process.versions.openssl.startsWith('3.0.') && group.publicOctets >= 192;
  return keysAreBetter ? modpByKeys(group) : modpByObject(group);
}

/** One DiffieHellman object for all exponents of the group. */
export function modpByObject(group: ModpGroup): ModpPowers {
  const object = createDiffieHellman(group.prime, group.generator);
  return {
    publicValue(exponent) {
      object.setPrivateKey(exponent);
      return leftPad(plain(object.generateKeys()), group.publicOctets);
    },
    secret(exponent, peerPublicValue) {
      object.setPrivateKey(exponent);
      return leftPad(plain(object.computeSecret(peerPublicValue)), group.secretOctets);
    },
  };
}

/** A key object for every exponent, brought in as PKCS #8; that computes the public value too. */
export function modpByKeys(group: ModpGroup): ModpPowers {
  const parameters = [derInteger(group.prime), derInteger(Uint8Array.of(group.generator))];
  const algorithm = derElement(
    DER_TAG.sequence,
    DH_KEY_AGREEMENT,
    derElement(DER_TAG.sequence, ...parameters),
  );
  const loaded = new WeakMap<Uint8Array, KeyObject>();
  const privateKey = (exponent: Uint8Array): KeyObject => {
    let key = loaded.get(exponent);
    if (key === undefined) {
      key = importPrivateKey(algorithm, exponent);
      loaded.set(exponent, key);
    }
    return key;
  };
  return {
    publicValue(exponent) {
      const publicKey = createPublicKey(privateKey(exponent));
      return leftPad(exportPublicValue(publicKey), group.publicOctets);
    },
    secret(exponent, peerPublicValue) {
      const publicKey = importPublicKey(algorithm, peerPublicValue);
      const secret = diffieHellman({ privateKey: privateKey(exponent), publicKey });
      return leftPad(plain(secret), group.secretOctets);
    },
  };
}

/** The same octets without Buffer's ways (its `slice` shares memory). */
export function plain(buffer: Uint8Array): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** PKCS #8 (RFC 5208 5): version, algorithm, and the exponent inside an octet string. */
function importPrivateKey(algorithm: Uint8Array, exponent: Uint8Array): KeyObject {
  const version = derInteger(Uint8Array.of(0));
  const secret = derElement(DER_TAG.octetString, derInteger(exponent));
  const key = Buffer.from(derElement(DER_TAG.sequence, version, algorithm, secret));
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** SubjectPublicKeyInfo (RFC 5280 4.1): algorithm, and the value inside a bit string. */
function importPublicKey(algorithm: Uint8Array, publicValue: Uint8Array): KeyObject {
  const bits = derElement(DER_TAG.bitString, NO_UNUSED_BITS, derInteger(publicValue));
  const key = Buffer.from(derElement(DER_TAG.sequence, algorithm, bits));
  return createPublicKey({ key, format: 'der', type: 'spki' });
}

function exportPublicValue(publicKey: KeyObject): Uint8Array {
  const exported = plain(publicKey.export({ format: 'der', type: 'spki' }));
  const [, bits] = elementsOf(wholeElement(exported)!.contents, 2)!;
  const value = wholeElement(bits!.contents.subarray(NO_UNUSED_BITS.length))!.contents;
  return value[0] === 0 ? value.subarray(1) : value;
}
