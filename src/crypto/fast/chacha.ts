/**
 * ChaCha20-Poly1305 in ESP (RFC 7634) by the kernel of wasm/chacha20-poly1305.ts. It is
 * constant-time. One kernel serves every SA of the process.
 */

import { concat } from '../../base/bytes.ts';
import { packOctets, unpackOctets } from '../../base/compact.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Random } from '../../base/random.ts';
import { checkKeys } from '../esp-transform.ts';
import type { EspKeys, EspOpener, EspOptions, EspSealer, EspSuite } from '../provider.ts';
import { CHACHA20_POLY1305 } from '../wasm/chacha20-poly1305.ts';
import { loadKernel, SLACK_OCTETS } from '../wasm/module.ts';
import { imageFor, type KernelKind, KernelKinds, KernelSa } from './kernel-batches.ts';
import type { ImageKernel } from './packet-image.ts';

interface Functions {
  readonly jobs: { readonly value: number };
  readonly key: { readonly value: number };
  seal(count: number, esn: number, ownIv: number): void;
  open(count: number, esn: number): void;
}

const JOB_WORDS = 4;
/** From here on node:crypto is faster, a packet at a time: found by measurement. */
const LONG_OCTETS = 5632;
const KEY_OCTETS = 32;

/** Throws a RangeError for keys of the wrong lengths, and where WebAssembly or its SIMD is missing. */
export function chachaSealer(
  suite: EspSuite,
  keys: EspKeys,
  random: Random,
  options?: EspOptions,
): EspSealer {
  return new ChachaSa(suite, keys, options, random);
}

/** Throws as `chachaSealer` does. */
export function chachaOpener(suite: EspSuite, keys: EspKeys, options?: EspOptions): EspOpener {
  return new ChachaSa(suite, keys, options, undefined);
}

const kinds = new KernelKinds<KernelKind>();

function kindOf(suite: EspSuite, esn: boolean): KernelKind {
  return kinds.of(suite, esn, () => ({
    suite,
    esn,
    image: imageFor(sharedKernel().image, suite),
    longOctets: LONG_OCTETS,
    takesIvs: true,
  }));
}

class ChachaSa extends KernelSa<KernelKind> {
  /** Key and salt, packed. */
  readonly #secret: string;

  constructor(
    suite: EspSuite,
    keys: EspKeys,
    options: EspOptions | undefined,
    random: Random | undefined,
  ) {
    checkKeys(suite, keys);
    super(kindOf(suite, options?.esn ?? false), random);
    this.#secret = packOctets(concat(keys.encryption, keys.salt));
  }

  sealJobs(count: number, ownIv: boolean): void {
    const { call, setKey } = sharedKernel();
    setKey(this.#secret);
    call.seal(count, this.kind.esn ? 1 : 0, ownIv ? 1 : 0);
  }

  openJobs(count: number): boolean {
    const { call, setKey } = sharedKernel();
    setKey(this.#secret);
    call.open(count, this.kind.esn ? 1 : 0);
    return true;
  }

  keys(): EspKeys {
    const octets = unpackOctets(this.#secret);
    return {
      encryption: octets.subarray(0, KEY_OCTETS),
      salt: octets.subarray(KEY_OCTETS),
      integrity: new Uint8Array(0),
    };
  }
}

interface SharedKernel {
  readonly image: ImageKernel;
  readonly call: Functions;
  /** Key and salt, packed, for the calls that follow. */
  setKey(secret: string): void;
}

let shared: SharedKernel | undefined;

function sharedKernel(): SharedKernel {
  shared ??= build();
  return shared;
}

function build(): SharedKernel {
  const { call, memory, free } = loadKernel<Functions>(
    CHACHA20_POLY1305,
    LIMITS.arenaOctets + SLACK_OCTETS,
  );
  const key = call.key.value;
  const words = LIMITS.packetsPerBatch * JOB_WORDS;
  const jobs = new Uint32Array(memory.buffer, call.jobs.value, words);
  let resident: string | undefined;
  return {
    image: { memory, image: free, jobs },
    call,
    setKey(secret) {
      // The same string most of the time, which costs one comparison.
      if (secret === resident) return;
      for (let i = 0; i < secret.length; i++) memory[key + i] = secret.charCodeAt(i);
      resident = secret;
    },
  };
}
