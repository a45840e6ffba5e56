/** AES-CBC and long SHA-1 by OpenSSL's own functions, HMACs otherwise in WASM; other suites by another provider. */

import {
  type BlockOptions,
  blockOpener,
  blockSealer,
  isBlockSuite,
} from '../../crypto/fast/block-suites.ts';
import type { CryptoProvider, EspOptions, EspSuite } from '../../crypto/provider.ts';
import type { Openssl } from './openssl.ts';
import { aesCbcBy } from './openssl-cbc.ts';
import { sha1By } from './openssl-sha1.ts';

/** Whether a suite is served so. */
export function isNativeCbc(suite: EspSuite): boolean {
  return suite.encryption === 'aes-cbc' && isBlockSuite(suite);
}

/** `base` with that help. What it makes throws where WebAssembly, or SIMD in it, is missing. */
export function withNativeCbc(base: CryptoProvider, openssl: Openssl): CryptoProvider {
  const help = { aes: aesCbcBy(openssl), hasher: sha1By(openssl) };
  const helped = (options: EspOptions | undefined): BlockOptions => ({ ...options, help });
  return {
    ...base,
    espSealer: (suite, keys, random, options) =>
      isNativeCbc(suite)
        ? blockSealer(suite, keys, random, helped(options))
        : base.espSealer(suite, keys, random, options),
    espOpener: (suite, keys, options) =>
      isNativeCbc(suite)
        ? blockOpener(suite, keys, helped(options))
        : base.espOpener(suite, keys, options),
  };
}
