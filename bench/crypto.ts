/** ESP sealed and opened, a packet at a time, for every suite by both providers. */

import { seededRandom } from '../src/base/random.ts';
import { allSuites, divideKeymat, espLayout, keyOctets } from '../src/crypto/algorithms.ts';
import { nobleProvider } from '../src/crypto/noble.ts';
import { nodeProvider } from '../src/crypto/node.ts';
import type { CryptoProvider, EspKeys, EspSuite } from '../src/crypto/provider.ts';
import { suiteName } from '../src/crypto/suite-names.ts';
import type { BenchGroup, Contender } from './interleave.ts';

const PROVIDERS: readonly CryptoProvider[] = [nodeProvider, nobleProvider];
/** Octets of what is protected: the inner packet of a tunnel. */
const SIZES = [64, 576, 1400] as const;

/** One group for sealing and one for opening, a suite and a size. */
export function cryptoGroups(): readonly BenchGroup[] {
  return allSuites().flatMap((suite) =>
    SIZES.flatMap((size) => [
      {
        name: `seal ${suiteName(suite)} ${size}`,
        contenders: PROVIDERS.map((provider) => sealing(provider, suite, size)),
      },
      {
        name: `open ${suiteName(suite)} ${size}`,
        contenders: PROVIDERS.map((provider) => opening(provider, suite, size)),
      },
    ]),
  );
}

function sealing(provider: CryptoProvider, suite: EspSuite, size: number): Contender {
  const sealer = provider.espSealer(suite, keysOf(suite), seededRandom('bench'));
  const arena = clearPacket(suite, size);
  const spans = Uint32Array.of(0, arena.length);
  return {
    name: provider.name,
    run(times) {
      // What is sealed is the packet sealed before: the work depends on the length alone.
      for (let i = 0; i < times; i++) sealer.seal(arena, spans, 1);
    },
  };
}

function opening(provider: CryptoProvider, suite: EspSuite, size: number): Contender {
  const opener = provider.espOpener(suite, keysOf(suite));
  const sealed = clearPacket(suite, size);
  const spans = Uint32Array.of(0, sealed.length);
  provider.espSealer(suite, keysOf(suite), seededRandom('bench')).seal(sealed, spans, 1);
  const arena = new Uint8Array(sealed.length);
  const verdicts = new Uint8Array(1);
  return {
    name: provider.name,
    run(times) {
      for (let i = 0; i < times; i++) {
        // Opening works in place; the copy is made for every contender and is small beside it.
        arena.set(sealed);
        opener.open(arena, spans, 1, verdicts);
        if (verdicts[0] !== 1) throw new Error(`${provider.name} refuses ${suiteName(suite)}`);
      }
    },
  };
}

function keysOf(suite: EspSuite): EspKeys {
  return divideKeymat(suite, seededRandom('keys').bytes(keyOctets(suite).total));
}

function clearPacket(suite: EspSuite, size: number): Uint8Array {
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const body = Math.ceil((size + 2) / paddingOctets) * paddingOctets;
  return seededRandom('packet').bytes(8 + ivOctets + body + icvOctets);
}
