/** Hashes and HMACs of any length, in any parts, are the reference's: in WASM or left to OpenSSL. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { HASHES } from '../../src/crypto/algorithms.ts';
import { fastProvider } from '../../src/crypto/fast/fast.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import type { HashName } from '../../src/crypto/provider.ts';

const fast = fastProvider({ constantTime: true });
const NAMES = Object.keys(HASHES) as HashName[];

const parts = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 140 }),
    fc.integer({ min: 0, max: 5000 }).map((octets) => new Uint8Array(octets).fill(octets & 0xff)),
  ),
  { maxLength: 4 },
);

describe('the fast provider', () => {
  it.each(NAMES)('%s: hashes as the reference does', (name) => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(toHex(fast.hash(name, ...given))).toBe(toHex(nobleProvider.hash(name, ...given)));
      }),
    );
  });

  it.each(NAMES)('HMAC with %s: as the reference does, key after key', (name) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), parts, parts, (key, first, second) => {
        const [mine, theirs] = [fast, nobleProvider].map((one) => one.hmac(name, key));
        const other = fast.hmac(name, new Uint8Array(3));
        expect(toHex(mine!.compute(...first))).toBe(toHex(theirs!.compute(...first)));
        other.compute(...first);
        expect(toHex(mine!.compute(...second))).toBe(toHex(theirs!.compute(...second)));
      }),
    );
  });

  it('keeps nothing of the key that it was given', () => {
    const key = Uint8Array.of(1, 2, 3);
    const mac = fast.hmac('sha1', key);
    const data = new Uint8Array(4000);
    const before = [data.subarray(0, 9), data].map((octets) => toHex(mac.compute(octets)));
    key.fill(0);
    expect([data.subarray(0, 9), data].map((octets) => toHex(mac.compute(octets)))).toEqual(before);
  });
});
