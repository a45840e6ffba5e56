import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../../src/base/bytes.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { SignatureAlgorithm } from '../../../src/ike/auth/credentials.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import { HASHES, key, NOW, type Shown, signature, verdict } from './lab.ts';

const KEYS = [
  ['rsa', 'rsa'],
  ['p256', 'ecdsa-256'],
  ['p384', 'ecdsa-384'],
  ['p521', 'ecdsa-521'],
] as const;

const CHAIN = ['inter2', 'inter1'];

function peer(name: string, algorithm: SignatureAlgorithm, signed = signature(name)): Shown {
  return { sent: [`alpha-${name}`, ...CHAIN], algorithm, signature: signed };
}

function sign(name: string, algorithm: SignatureAlgorithm, hash = HASHES[algorithm]): Uint8Array {
  const result = answerPki({ kind: 'sign', algorithm, key: key(`alpha-${name}`), hash }, NOW);
  if (result.kind !== 'signed') throw new Error(JSON.stringify(result));
  return result.signature;
}

describe('signatures over HASH_I and HASH_R', () => {
  it.each(KEYS)('made by OpenSSL with %s are right', (name, algorithm) => {
    expect(verdict(peer(name, algorithm))).toBe('verified');
  });

  it('with RSA are octet for octet what OpenSSL makes without a digest (RFC 2409 5.1)', () => {
    expect(toHex(sign('rsa', 'rsa'))).toBe(toHex(signature('rsa')));
  });

  it.each(KEYS)('are made and checked with %s', (name, algorithm) => {
    expect(verdict(peer(name, algorithm, sign(name, algorithm)))).toBe('verified');
    const other = sign(name, algorithm, new Uint8Array(HASHES[algorithm].length));
    expect(verdict(peer(name, algorithm, other))).toBe('signature-wrong');
  });

  it.each(KEYS)('fail by any one bit with %s', (name, algorithm) => {
    const good = signature(name);
    for (let at = 0; at < good.length; at += 7) {
      const wrong = Uint8Array.from(good);
      wrong[at]! ^= 1 << (at % 8);
      expect(verdict(peer(name, algorithm, wrong))).toBe('signature-wrong');
    }
  });

  it.each(KEYS)('fail at any other length with %s', (name, algorithm) => {
    const good = signature(name);
    const zero = new Uint8Array(1);
    for (const wrong of [
      good.subarray(1),
      good.subarray(0, -1),
      concat(zero, good),
      concat(good, zero),
    ])
      expect(verdict(peer(name, algorithm, wrong))).toBe('signature-wrong');
    expect(verdict(peer(name, algorithm, new Uint8Array(0)))).toBe('signature-wrong');
    expect(verdict(peer(name, algorithm, new Uint8Array(good.length)))).toBe('signature-wrong');
  });

  it('with RSA do not wrap the hash in a DigestInfo', () => {
    expect(verdict(peer('rsa', 'rsa', signature('rsa-digest-info')))).toBe('signature-wrong');
  });

  it('with ECDSA are r and s, not DER, and over the hash, not over its hash', () => {
    expect(verdict(peer('p256', 'ecdsa-256', signature('p256-der')))).toBe('signature-wrong');
    expect(verdict(peer('p256', 'ecdsa-256', signature('p256-hashed-again')))).toBe(
      'signature-wrong',
    );
  });

  it('need a key of their kind', () => {
    const hash = HASHES.rsa;
    for (const secret of [key('alpha-p256'), new Secret(utf8('no key'))]) {
      const result = answerPki({ kind: 'sign', algorithm: 'rsa', key: secret, hash }, NOW);
      expect(result).toMatchObject({ kind: 'problem', problem: { code: 'certificate-wrong-key' } });
    }
  });

  it('fit into a block of 1024 bits even with SHA-512, and a hash too long is a problem', () => {
    const ask = (length: number) =>
      answerPki(
        { kind: 'sign', algorithm: 'rsa', key: key('rsa-1024'), hash: new Uint8Array(length) },
        NOW,
      );
    expect(ask(64).kind).toBe('signed');
    expect(ask(118)).toMatchObject({ kind: 'problem', problem: { code: 'certificate-wrong-key' } });
  });

  it('never say the key', () => {
    const result = answerPki(
      { kind: 'sign', algorithm: 'ecdsa-256', key: key('alpha-rsa'), hash: fromHex('00') },
      NOW,
    );
    expect(JSON.stringify(result)).not.toContain(toHex(key('alpha-rsa').reveal()).slice(80, 120));
  });
});
