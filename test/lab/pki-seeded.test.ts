/** A laboratory of one seed is the same each time, and its keys are real keys. */

import { createPrivateKey, createPublicKey, createSign, createVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { makeLab } from '../../src/lab/pki/lab.ts';
import { seededKeys } from '../../src/lab/pki/seeded-key.ts';

const NOW = Date.UTC(2026, 0, 1);

describe('a key of a seed', () => {
  it.each(['ec256', 'ec384', 'ec521', 'rsa512', 'rsa1024', 'rsa2048'] as const)(
    'of the kind %s signs, and is the same again',
    async (kind) => {
      const make = (seed: string, label: string) => seededKeys(seededRandom(seed))(kind, label);
      const key = await make('seed', 'alpha');
      const pkcs8 = toHex(key.pkcs8.reveal());
      expect(toHex((await make('seed', 'alpha')).pkcs8.reveal())).toBe(pkcs8);
      expect(toHex((await make('seed', 'beta')).pkcs8.reveal())).not.toBe(pkcs8);
      expect(toHex((await make('other', 'alpha')).pkcs8.reveal())).not.toBe(pkcs8);
      const privateKey = createPrivateKey({
        key: Buffer.from(key.pkcs8.reveal()),
        format: 'der',
        type: 'pkcs8',
      });
      const publicKey = createPublicKey({
        key: Buffer.from(key.spki),
        format: 'der',
        type: 'spki',
      });
      const signature = createSign('sha256').update('words').sign(privateKey);
      expect(createVerify('sha256').update('words').verify(publicKey, signature)).toBe(true);
      const { modulusLength } = publicKey.asymmetricKeyDetails ?? {};
      if (kind.startsWith('rsa')) expect(modulusLength).toBe(Number(kind.slice(3)));
    },
  );
});

describe.each(['ec256', 'ec384', 'rsa1024'] as const)('a laboratory of %s', (key) => {
  it('has the same certificates and lists for the same seed', async () => {
    const make = async (seed: string): Promise<string[]> => {
      const flaws = ['revoked', 'other-ca', 'crl-forged'] as const;
      const random = seededRandom(seed);
      const { peers, lists, authorities } = await makeLab({ now: NOW, key, random, flaws });
      const certificates = [...peers, ...authorities.map(({ authority }) => authority)];
      return [...certificates.map(({ certificate }) => certificate), ...lists].map(toHex);
    };
    const [once, again, other] = [await make('one'), await make('one'), await make('two')];
    expect(again).toEqual(once);
    expect(new Set([...once, ...other]).size).toBe(once.length * 2);
  });
});
