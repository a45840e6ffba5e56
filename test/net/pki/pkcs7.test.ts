import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromHex, toHex } from '../../../src/base/bytes.ts';
import { DerError } from '../../../src/net/pki/der.ts';
import { unwrapPkcs7 } from '../../../src/net/pki/pkcs7.ts';

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/${name}.json`, import.meta.url), 'utf8'));

/** Wrapped by openssl: see the file itself. */
const OCTETS = fromHex(read('pkcs7/strongswan-chain').wrapped);

test('the certificates in what openssl has wrapped, in their order', () => {
  const cell = read('strongswan-certificates/ecdsa256-aes128-sha256-ecp256-intermediate');
  const { initiator, responder } = cell.authentication;
  const { certificates, revocationLists } = unwrapPkcs7(OCTETS);
  expect(certificates.map(toHex)).toEqual([...initiator.certificates, ...responder.certificates]);
  expect(revocationLists).toEqual([]);
});

test('whatever is broken of it, no other error comes out', () => {
  for (let at = 0; at < OCTETS.length; at++) {
    const broken = OCTETS.slice();
    broken[at]! ^= 0xff;
    for (const octets of [broken, OCTETS.subarray(0, at)]) {
      try {
        unwrapPkcs7(octets);
      } catch (error) {
        expect(error).toBeInstanceOf(DerError);
      }
    }
  }
  expect(() => unwrapPkcs7(OCTETS.subarray(0, 40))).toThrow(DerError);
  const otherKind = OCTETS.slice();
  otherKind[14] = 3;
  expect(() => unwrapPkcs7(otherKind)).toThrow('no signed data');
});
