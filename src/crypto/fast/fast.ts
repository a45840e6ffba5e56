/**
 * The fast provider: node:crypto, with WASM where that is faster (HMACs) and with long-lived ciphers
 * and whole batches in the packet path. It gives the bytes of every other provider.
 */

import { assert } from '../../base/assert.ts';
import { LIMITS } from '../../base/limits.ts';
import { checkAhKey } from '../ah-mac.ts';
import { INTEGRITY, isGcm } from '../algorithms.ts';
import { nodeProvider } from '../node.ts';
import type { AhIntegrity, AhMac, CryptoProvider, EspOptions, EspSuite } from '../provider.ts';
import { blockOpener, blockSealer, isBlockSuite } from './block-suites.ts';
import { chachaOpener, chachaSealer } from './chacha.ts';
import { counterOpener, counterSealer, isCounterSuite } from './ctr.ts';
import { gcmOpener, gcmSealer } from './gcm.ts';
import { hmacKernel } from './hmac-kernel.ts';
import { messageCbc } from './message-cbc.ts';

export interface FastOptions {
  /**
   * Whether only what takes the same time for every key and packet may be used. Without it GCM is
   * faster, by tables whose places depend on the key: for laboratories and measurements.
   */
  readonly constantTime: boolean;
}

/**
 * What the fast provider has of its own for suites: one cipher an SA, in CBC or for blocks that
 * count, with HMACs in WASM, ChaCha20-Poly1305 in WASM, or one cipher an SA with GHASH in WASM, in constant time or by tables.
 */
export type FastWay = 'blocks' | 'counter' | 'chacha' | 'gcm' | 'gcm-by-tables';

const WAYS: Readonly<Record<FastWay, SuiteWay>> = {
  blocks: { sealer: blockSealer, opener: blockOpener },
  counter: { sealer: counterSealer, opener: counterOpener },
  chacha: { sealer: chachaSealer, opener: chachaOpener },
  gcm: gcmWay(true),
  'gcm-by-tables': gcmWay(false),
};

/** Who seals and opens. */
interface SuiteWay {
  readonly sealer: CryptoProvider['espSealer'];
  readonly opener: CryptoProvider['espOpener'];
}

function gcmWay(constantTime: boolean): SuiteWay {
  return {
    sealer: (suite, keys, random, options) =>
      gcmSealer(suite, keys, random, { ...options, constantTime }),
    opener: (suite, keys, options) => gcmOpener(suite, keys, { ...options, constantTime }),
  };
}

/** How a suite is served; undefined where the fast provider does as node:crypto does. */
export function fastWayOf(suite: EspSuite, options: FastOptions): FastWay | undefined {
  if (isBlockSuite(suite)) return 'blocks';
  if (isCounterSuite(suite)) return 'counter';
  if (suite.encryption === 'chacha20-poly1305') return 'chacha';
  if (!isGcm(suite.encryption)) return undefined;
  return options.constantTime ? 'gcm' : 'gcm-by-tables';
}

/**
 * The fast provider. Throws where WebAssembly, or SIMD in it, is missing: node:crypto alone serves
 * there.
 */
export function fastProvider(options: FastOptions): CryptoProvider {
  const kernel = hmacKernel();
  return {
    ...nodeProvider,
    name: options.constantTime ? 'fast' : 'fastest',
    room: kernel.room,
    hash: (name, ...parts) => kernel.hash(name, parts),
    hmac(name, key) {
      const own = kernel.passingKeyOf(name, key);
      return { compute: (...parts) => kernel.hmac(own, parts) };
    },
    cbc: messageCbc,
    espSealer(suite, keys, random, espOptions) {
      const way = fastWayOf(suite, options);
      const make = way === undefined ? nodeProvider.espSealer : WAYS[way].sealer;
      return make(suite, keys, random, espOptions);
    },
    espOpener(suite, keys, espOptions) {
      const way = fastWayOf(suite, options);
      const make = way === undefined ? nodeProvider.espOpener : WAYS[way].opener;
      return make(suite, keys, espOptions);
    },
    ahMac,
  };
}

function ahMac(integrity: AhIntegrity, key: Uint8Array, options: EspOptions | undefined): AhMac {
  const { hash, icvOctets } = INTEGRITY[integrity];
  if (hash === undefined) return nodeProvider.ahMac(integrity, key, options);
  checkAhKey(integrity, key);
  const kernel = hmacKernel();
  const own = kernel.keyOf(hash, key);
  const icv = new Uint8Array(icvOctets);
  const esn = options?.esn ?? false;
  const { memory, image, jobs, macs } = kernel;
  return {
    icvOctets,
    compute(arena, start, end, high = 0) {
      assert(end - start <= LIMITS.arenaOctets, 'a packet is no longer than an arena');
      memory.set(arena.subarray(start, end), image);
      jobs[0] = image;
      jobs[1] = image + end - start;
      jobs[2] = high;
      kernel.authenticate(own, 1, esn);
      for (let i = 0; i < icvOctets; i++) icv[i] = memory[macs + i]!;
      return icv;
    },
  };
}
