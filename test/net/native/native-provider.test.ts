import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { allSuites, espLayout, keyOctets, suiteLabel } from '../../../src/crypto/algorithms.ts';
import { nobleProvider } from '../../../src/crypto/noble.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { CryptoProvider, EspKeys, EspSuite } from '../../../src/crypto/provider.ts';
import { openLibc } from '../../../src/net/native/libc.ts';
import { nativeProvider } from '../../../src/net/native/native-provider.ts';

let native: CryptoProvider;
beforeAll(async () => {
  native = (await nativeProvider(nodeProvider, await openLibc('--io native')))!;
});

const GCM = allSuites().filter(({ encryption }) => /gcm|gmac/.test(encryption));
const random = seededRandom('native provider');

function keysFor(suite: EspSuite): EspKeys {
  const { encryption, salt, integrity } = keyOctets(suite);
  return {
    encryption: random.bytes(encryption),
    salt: random.bytes(salt),
    integrity: random.bytes(integrity),
  };
}

/** A batch of packets whose bodies have these octets. */
function packets(suite: EspSuite, bodies: readonly number[]) {
  const { ivOctets, icvOctets } = espLayout(suite);
  const spans = new Uint32Array(bodies.length * 2);
  let at = 24;
  for (const [i, body] of bodies.entries()) {
    spans[i * 2] = at;
    at += 8 + ivOctets + body + icvOctets;
    spans[i * 2 + 1] = at;
  }
  return { arena: random.bytes(at + 24), spans };
}

describe.each(GCM.map((suite) => [suiteLabel(suite), suite] as const))('%s', (_label, suite) => {
  it.each([false, true])('gives what @noble gives, long and short, ESN %s', (esn) => {
    const bodies = fc.array(
      fc.integer({ min: 1, max: 400 }).map((words) => words * 4),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(bodies, (octets) => {
        const keys = keysFor(suite);
        const { arena, spans } = packets(suite, octets);
        const highs = new Uint32Array(octets.length).fill(5);
        const theirs = arena.slice();
        const ours = arena.slice();
        const source = seededRandom('iv');
        nobleProvider
          .espSealer(suite, keys, source, { esn })
          .seal(theirs, spans, octets.length, highs);
        native.espSealer(suite, keys, source, { esn }).seal(ours, spans, octets.length, highs);
        expect(toHex(ours)).toBe(toHex(theirs));
        const verdicts = new Uint8Array(octets.length);
        // One of them was changed on its way.
        const broken = octets.length >> 1;
        ours[spans[broken * 2 + 1]! - 1]! ^= 0x80;
        const before = toHex(ours.subarray(spans[broken * 2]!, spans[broken * 2 + 1]!));
        native.espOpener(suite, keys, { esn }).open(ours, spans, octets.length, verdicts, highs);
        expect([...verdicts]).toEqual(octets.map((_, i) => (i === broken ? 0 : 1)));
        expect(toHex(ours.subarray(spans[broken * 2]!, spans[broken * 2 + 1]!))).toBe(before);
        nobleProvider
          .espOpener(suite, keys, { esn })
          .open(theirs, spans, octets.length, verdicts, highs);
        ours.set(theirs.subarray(spans[broken * 2]!, spans[broken * 2 + 1]!), spans[broken * 2]!);
        expect(toHex(ours)).toBe(toHex(theirs));
      }),
      { numRuns: 20, seed: 11 },
    );
  });
});

it('other suites are served as before', () => {
  const suite = allSuites().find(({ encryption }) => encryption === '3des-cbc')!;
  const keys = keysFor(suite);
  const { arena, spans } = packets(suite, [640]);
  const theirs = arena.slice();
  nodeProvider.espSealer(suite, keys, seededRandom('iv')).seal(theirs, spans, 1);
  native.espSealer(suite, keys, seededRandom('iv')).seal(arena, spans, 1);
  expect(toHex(arena)).toBe(toHex(theirs));
});

it('help that gives other octets is not taken', async () => {
  const wrong: CryptoProvider = {
    ...nodeProvider,
    espSealer: (suite, keys, source, options) => {
      const sealer = nodeProvider.espSealer(suite, keys, source, options);
      return {
        ...sealer,
        seal(arena, spans, count, highs) {
          sealer.seal(arena, spans, count, highs);
          arena[spans[1]! - 1]! ^= 1;
        },
      };
    },
  };
  expect(await nativeProvider(wrong, await openLibc('--io native'))).toBeUndefined();
});
