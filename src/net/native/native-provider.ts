/**
 * Long packets of AES-GCM and AES-GMAC by OpenSSL's own functions, all else by another provider.
 * node:crypto makes objects for each packet, and WASM has no AES; here one context serves an SA for
 * its life. Measured at 1400 octets: 0.8 us a packet, WASM in constant time 2.4, node:crypto 4.4; at
 * 64 it is 0.7 against WASM's 0.3.
 */

import { assert } from '../../base/assert.ts';
import { copy, equal } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { seededRandom } from '../../base/random.ts';
import { allSuites, espLayout, isGcm, keyOctets } from '../../crypto/algorithms.ts';
import type { EspPrimitives } from '../../crypto/esp-primitives.ts';
import { composeOpener, composeSealer } from '../../crypto/esp-transform.ts';
import type {
  CryptoProvider,
  EspKeys,
  EspOpener,
  EspSealer,
  EspSuite,
} from '../../crypto/provider.ts';
import type { Libc } from './libc.ts';
import { type Gcm, type Openssl, openOpenssl } from './openssl.ts';

/** From here on OpenSSL is faster. */
const LONG_OCTETS = 512;

/**
 * `base` with that help; undefined where the OpenSSL of this Node cannot be called, or gives other
 * octets than `base`. Throws an EdgeError where koffi is missing.
 */
export async function nativeProvider(
  base: CryptoProvider,
  libc: Libc,
): Promise<CryptoProvider | undefined> {
  const openssl = await openOpenssl(libc, LIMITS.arenaOctets);
  if (openssl === undefined) return undefined;
  const provider = withOpenssl(base, openssl);
  const suites = allSuites().filter(({ encryption }) => isGcm(encryption));
  return suites.every((suite) => isProved(provider, base, suite)) ? provider : undefined;
}

function withOpenssl(base: CryptoProvider, openssl: Openssl): CryptoProvider {
  return {
    ...base,
    name: `OpenSSL called directly for long GCM, else ${base.name}`,
    espSealer(suite, keys, random, options) {
      const short = base.espSealer(suite, keys, random, options);
      if (!isGcm(suite.encryption)) return short;
      const own = copyOf(keys);
      const long = withContext(openssl, 'seal', (primitives) =>
        composeSealer(primitives, suite, own, random, options),
      );
      const made: EspSealer = {
        seal: (arena, spans, count, highs) =>
          (isLong(spans, count) ? long() : short).seal(arena, spans, count, highs),
        sealWithIv: (arena, start, end, iv, high) => short.sealWithIv(arena, start, end, iv, high),
      };
      return made;
    },
    espOpener(suite, keys, options) {
      const short = base.espOpener(suite, keys, options);
      if (!isGcm(suite.encryption)) return short;
      const own = copyOf(keys);
      const long = withContext(openssl, 'open', (primitives) =>
        composeOpener(primitives, suite, own, options),
      );
      const made: EspOpener = {
        open: (arena, spans, count, verdicts, highs) =>
          (isLong(spans, count) ? long() : short).open(arena, spans, count, verdicts, highs),
      };
      return made;
    },
  };
}

/** Whether the packets of a batch are long, taken together. */
function isLong(spans: Uint32Array, count: number): boolean {
  let octets = 0;
  for (let i = 0; i < count; i++) octets += spans[i * 2 + 1]! - spans[i * 2]!;
  return octets >= LONG_OCTETS * count;
}

/** Contexts lie outside of V8's memory: they go with the last one who could use them. */
const forgotten = new FinalizationRegistry<readonly Gcm[]>((contexts) => {
  for (const context of contexts) context.free();
});

/** Makes it at the first long packet: of most SAs there is none, or a context would be a kilobyte each. */
function withContext<T extends object>(
  openssl: Openssl,
  direction: 'seal' | 'open',
  make: (primitives: EspPrimitives) => T,
): () => T {
  let made: T | undefined;
  return () => {
    if (made !== undefined) return made;
    const contexts: Gcm[] = [];
    made = make({
      ...NO_OTHERS,
      aead(_name, key, icvOctets) {
        const gcm = openssl.gcm(key, icvOctets, direction);
        contexts.push(gcm);
        return gcm;
      },
    });
    forgotten.register(made, contexts);
    return made;
  };
}

function other(): never {
  assert(false, 'GCM needs no other primitive');
}
const NO_OTHERS = {
  cbc: other,
  cbcEncryptChain: other,
  cbcDecryptor: other,
  spanMac: other,
  counterMode: other,
};

function copyOf({ encryption, salt, integrity }: EspKeys): EspKeys {
  return { encryption: copy(encryption), salt: copy(salt), integrity };
}

/** Whether both give the same octets for a long packet, and open it, and refuse it when it is changed. */
function isProved(provider: CryptoProvider, base: CryptoProvider, suite: EspSuite): boolean {
  const random = seededRandom('proof of native help');
  const { encryption, salt, integrity } = keyOctets(suite);
  const keys: EspKeys = {
    encryption: random.bytes(encryption),
    salt: random.bytes(salt),
    integrity: random.bytes(integrity),
  };
  const { ivOctets, icvOctets } = espLayout(suite);
  const octets = 8 + ivOctets + LONG_OCTETS + icvOctets;
  const spans = Uint32Array.of(0, octets);
  const plain = random.bytes(octets);
  const [ours, theirs] = [copy(plain), copy(plain)];
  provider.espSealer(suite, keys, random).seal(ours, spans, 1);
  base.espSealer(suite, keys, random).seal(theirs, spans, 1);
  if (!equal(ours, theirs)) return false;
  const opener = provider.espOpener(suite, keys);
  const opens = (packet: Uint8Array): boolean => {
    const verdicts = new Uint8Array(1);
    opener.open(packet, spans, 1, verdicts);
    return verdicts[0] === 1;
  };
  const changed = copy(ours);
  changed[octets - 1]! ^= 1;
  if (opens(changed) || !opens(ours)) return false;
  const body = 8 + ivOctets;
  return equal(ours.subarray(body, -icvOctets), plain.subarray(body, -icvOctets));
}
