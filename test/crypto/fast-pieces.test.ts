/** Batches that the fast provider takes in several pieces, and packets that are none. */

import { describe, expect, it } from 'vitest';
import { copy, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { allSuites, divideKeymat, espLayout, keyOctets } from '../../src/crypto/algorithms.ts';
import { fastProvider } from '../../src/crypto/fast/fast.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider, EspSuite } from '../../src/crypto/provider.ts';
import { parseSuite, suiteName } from '../../src/crypto/suite-names.ts';

const FAST = [fastProvider({ constantTime: true }), fastProvider({ constantTime: false })];
const PROVIDERS = [nodeProvider, ...FAST];
const room = FAST[0]!.room!(400_000)!;
/** Providers, and where each has its packets. */
const WAYS: readonly (readonly [CryptoProvider, Uint8Array?])[] = [
  ...PROVIDERS.map((provider) => [provider] as const),
  [FAST[0]!, room],
];

/** Seals packets of the given numbers of units, then opens them; what comes out in both steps. */
function through(suite: EspSuite, units: readonly number[], order: 'forwards' | 'backwards') {
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const keys = divideKeymat(suite, seededRandom('keys').bytes(keyOctets(suite).total));
  const places: number[] = [];
  let at = 0;
  for (const unit of units) {
    const start = at;
    at += 8 + ivOctets + unit * paddingOctets + icvOctets;
    places.push(start, at);
  }
  const pairs = units.map((_, i) => [places[2 * i]!, places[2 * i + 1]!]);
  const spans = Uint32Array.from((order === 'forwards' ? pairs : pairs.reverse()).flat());
  return WAYS.map(([provider, place]) => {
    const octets = seededRandom('arena').bytes(at);
    const arena = place?.subarray(0, at) ?? octets;
    arena.set(octets);
    provider.espSealer(suite, keys, seededRandom('iv')).seal(arena, spans, units.length);
    const sealed = copy(arena);
    const verdicts = new Uint8Array(units.length);
    provider.espOpener(suite, keys).open(arena, spans, units.length, verdicts);
    return [toHex(sealed), toHex(arena), toHex(verdicts)].join('\n');
  });
}

describe('the fast provider', () => {
  it.each(['aes128-sha1', '3des-md5', 'null-sha256', 'aes256ctr-sha512', 'aes128gcm16'])(
    '%s: takes more packets, longer ones, and in any order',
    (name) => {
      const suite = parseSuite(name);
      const { paddingOctets } = espLayout(suite);
      const longest = Math.floor(65_000 / paddingOctets);
      const many = Array.from({ length: 150 }, (_, i) => 1 + (i % 3));
      for (const [expected, ...others] of [
        through(suite, many, 'forwards'),
        through(suite, many, 'backwards'),
        through(suite, [longest, 1, longest, longest - 1, 1, 2], 'forwards'),
        through(suite, [longest, 1, longest], 'backwards'),
      ])
        for (const other of others) expect(other === expected).toBe(true);
    },
  );

  it.each(allSuites().map((suite) => [suiteName(suite), suite] as const))(
    '%s: opens no packet that is too short or broken, and the others beside it',
    (_name, suite) => {
      const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
      const keys = divideKeymat(suite, seededRandom('keys').bytes(keyOctets(suite).total));
      const octets = 8 + ivOctets + 2 * paddingOctets + icvOctets;
      const whole = [0, octets, octets, 2 * octets];
      const [expected, ...others] = PROVIDERS.map((provider) => {
        const arena = seededRandom('arena').bytes(2 * octets);
        provider.espSealer(suite, keys, seededRandom('iv')).seal(arena, Uint32Array.from(whole), 2);
        const spans = Uint32Array.of(
          3,
          3,
          ...whole.slice(0, 2),
          5,
          12,
          0,
          octets - 1,
          octets,
          2 * octets,
        );
        const verdicts = new Uint8Array(5).fill(9);
        provider.espOpener(suite, keys).open(arena, spans, 5, verdicts);
        return [[...verdicts], toHex(arena)];
      });
      expect(expected![0]).toHaveLength(5);
      for (const other of others) expect(other).toEqual(expected);
    },
  );
});
