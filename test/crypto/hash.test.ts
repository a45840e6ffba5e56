import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { HASHES } from '../../src/crypto/algorithms.ts';
import type { HashName } from '../../src/crypto/provider.ts';
import { PROVIDERS, vectors } from './providers.ts';

interface HmacCase {
  readonly source: string;
  readonly hash: HashName;
  readonly key: string;
  readonly data: string;
  readonly mac?: string;
  readonly truncated?: string;
}

const { cases } = vectors<{ cases: readonly HmacCase[] }>('hmac.json');
const NAMES = Object.keys(HASHES) as HashName[];

/** The digests of "abc": RFC 1321 A.5 (MD5) and FIPS 180-4's examples. */
const ABC: Readonly<Record<HashName, string>> = {
  md5: '900150983cd24fb0d6963f7d28e17f72',
  sha1: 'a9993e364706816aba3e25717850c26c9cd0d89d',
  sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  sha384:
    'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7',
  sha512:
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
};

describe.each(PROVIDERS)('hashes of $name', (provider) => {
  it.each(NAMES)('%s of "abc", whole and in parts', (name) => {
    expect(toHex(provider.hash(name, utf8('abc')))).toBe(ABC[name]);
    expect(toHex(provider.hash(name, utf8('a'), utf8(''), utf8('bc')))).toBe(ABC[name]);
    expect(provider.hash(name).length).toBe(HASHES[name].octets);
  });

  it.each(cases.map((one) => [`${one.source} ${one.hash}`, one] as const))('%s', (_name, one) => {
    const data = fromHex(one.data);
    const mac = provider.hmac(one.hash, fromHex(one.key));
    const whole = toHex(mac.compute(data));
    if (one.mac !== undefined) expect(whole).toBe(one.mac);
    if (one.truncated !== undefined) expect(whole.startsWith(one.truncated)).toBe(true);
    expect(toHex(mac.compute(data.subarray(0, 3), data.subarray(3))), 'used again').toBe(whole);
  });

  it('answers with plain octets that later calls leave alone', () => {
    const mac = provider.hmac('sha1', utf8('key'));
    const first = mac.compute(utf8('one'));
    const kept = toHex(first);
    mac.compute(utf8('two'));
    expect(toHex(first)).toBe(kept);
    expect(first.constructor).toBe(Uint8Array);
    expect(provider.hash('md5').constructor).toBe(Uint8Array);
  });
});

describe('the providers against each other', () => {
  it.each(NAMES)('%s and its HMAC at every length up to three blocks', (name) => {
    const random = seededRandom(`hash ${name}`);
    const [first, second] = PROVIDERS;
    for (let length = 0; length <= 3 * HASHES[name].blockOctets; length += 7) {
      const data = random.bytes(length);
      const key = random.bytes(length);
      expect(toHex(first!.hash(name, data))).toBe(toHex(second!.hash(name, data)));
      expect(toHex(first!.hmac(name, key).compute(data))).toBe(
        toHex(second!.hmac(name, key).compute(data)),
      );
    }
  });
});
