/**
 * Long packets of AES-GCM and AES-GMAC by OpenSSL's own functions, the others by another provider.
 * node:crypto makes objects for each packet, and WASM has no AES; here one context serves an SA for
 * its life. Measured at 1400 octets: 0.8 us a packet, WASM in constant time 2.4, node:crypto 4.4; at
 * 64 it is 0.7 against WASM's 0.3.
 */

import { assert } from '../../base/assert.ts';
import { copy } from '../../base/bytes.ts';
import { isGcm } from '../../crypto/algorithms.ts';
import type { EspPrimitives } from '../../crypto/esp-primitives.ts';
import { composeOpener, composeSealer } from '../../crypto/esp-transform.ts';
import type { CryptoProvider, EspKeys, EspOpener, EspSealer } from '../../crypto/provider.ts';
import type { Openssl } from './openssl.ts';
import { type Gcm, gcmBy, type MakeGcm } from './openssl-gcm.ts';

/** From here on OpenSSL is faster. */
const LONG_OCTETS = 512;

/** `base` with that help. */
export function withNativeGcm(base: CryptoProvider, openssl: Openssl): CryptoProvider {
  const makeGcm = gcmBy(openssl);
  return {
    ...base,
    espSealer(suite, keys, random, options) {
      const short = base.espSealer(suite, keys, random, options);
      if (!isGcm(suite.encryption)) return short;
      const own = copyOf(keys);
      const long = withContext(makeGcm, 'seal', (primitives) =>
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
      const long = withContext(makeGcm, 'open', (primitives) =>
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
  makeGcm: MakeGcm,
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
        const gcm = makeGcm(key, icvOctets, direction);
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
