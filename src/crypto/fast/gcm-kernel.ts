/**
 * The kernel of wasm/gcm.ts as the SAs of a process share it, and the tables that GHASH has in it.
 * There is room for the tables of some SAs only: whoever comes back later makes them anew.
 */

import { setFlagsFromString } from 'node:v8';
import { LIMITS } from '../../base/limits.ts';
import { espLayout } from '../algorithms.ts';
import type { EspSuite } from '../provider.ts';
import { GCM } from '../wasm/gcm.ts';
import { GCM_RELAXED } from '../wasm/gcm-relaxed.ts';
import { type Kernel, loadKernel, SLACK_OCTETS } from '../wasm/module.ts';
import { TablePlaces } from './gcm-tables.ts';
import type { ImageKernel } from './packet-image.ts';

/** What the kernel must know of the suite of an SA. */
export interface HashedKind {
  readonly suite: EspSuite;
  readonly esn: boolean;
  readonly constantTime: boolean;
}

/** An SA as the kernel must know it. */
export interface HashedSa {
  readonly kind: HashedKind;
  /** No two SAs of a process have the same. */
  readonly number: number;
  /** 4 octets, the first one highest, as a signed number. */
  readonly salt: number;
  /** Octets since it had no large table, where it might have one. */
  octetsWithout: number;
  /** H, packed: a block of zeros encrypted. */
  readonly hashKey: string;
}

/** The kernel with its regions. */
export interface GcmKernel {
  /** Whether the engine has relaxed SIMD, with which GHASH in constant time is half as fast again. */
  readonly relaxed: boolean;
  readonly image: ImageKernel;
  /** Where the key stream of all packets in the image stands. */
  readonly stream: number;
  /** Makes the kernel ready for packets of an SA, of about so many octets in all. */
  enter(sa: HashedSa, octets: number): void;
  /**
   * Writes the counter blocks of the first `count` jobs to `stream`; answers how many octets they
   * are. They are to be encrypted in place before `seal` or `open`.
   */
  prepare(count: number, ownIv: boolean): number;
  seal(count: number): void;
  /** The flag of a job becomes 1 where its ICV is right, and else 0. */
  open(count: number): void;
}

interface Offset {
  readonly value: number;
}

interface Functions {
  readonly jobs: Offset;
  readonly hashKey: Offset;
  setSa(
    salt: number,
    esn: number,
    gmac: number,
    icvOctets: number,
    table: number,
    largeTable: number,
  ): void;
  deriveTable(at: number): void;
  deriveLargeTable(at: number): void;
  prepare(count: number, stream: number, ownIv: number): number;
  seal(count: number, stream: number): void;
  open(count: number, stream: number): void;
}

const BLOCK_OCTETS = 16;
const JOB_WORDS = 4;
/** A packet's key stream has a block for the tag, and its last block may be longer than the text. */
const STREAM_EXCESS_OCTETS = 32;
/** As wasm/aead/ghash.ts has it. */
const TABLE_OCTETS = 2048;
/** As wasm/aead/ghash-by-octets.ts has it; what it takes to make is saved again on so many octets. */
const LARGE_TABLE_OCTETS = 65_536;
const WORTH_A_LARGE_TABLE_OCTETS = 16_384;

let shared: GcmKernel | undefined;

/** The kernel of this process. Throws where WebAssembly or its SIMD is missing. */
export function gcmKernel(): GcmKernel {
  shared ??= build();
  return shared;
}

function build(): GcmKernel {
  const imageOctets = LIMITS.arenaOctets + SLACK_OCTETS;
  const streamOctets = imageOctets + LIMITS.packetsPerBatch * STREAM_EXCESS_OCTETS;
  const { call, memory, free, relaxed } = loadBest(
    imageOctets +
      streamOctets +
      LIMITS.hashTables * TABLE_OCTETS +
      LIMITS.largeHashTables * LARGE_TABLE_OCTETS,
  );
  const words = LIMITS.packetsPerBatch * JOB_WORDS;
  const jobs = new Uint32Array(memory.buffer, call.jobs.value, words);
  const stream = free + imageOctets;
  const tables = new TablePlaces(stream + streamOctets, TABLE_OCTETS, LIMITS.hashTables);
  const largeTables = new TablePlaces(tables.end, LARGE_TABLE_OCTETS, LIMITS.largeHashTables);

  const writeHashKey = ({ hashKey }: HashedSa): void => {
    const at = call.hashKey.value;
    for (let i = 0; i < BLOCK_OCTETS; i++) memory[at + i] = hashKey.charCodeAt(i);
  };
  const tableOf = (sa: HashedSa): number => {
    if (!tables.has(sa.number)) {
      writeHashKey(sa);
      call.deriveTable(tables.take(sa.number));
    }
    return tables.at(sa.number);
  };
  /** 0 where there is none: it is not allowed, or not worth its making so far. */
  const largeTableOf = (sa: HashedSa, octets: number): number => {
    if (sa.kind.constantTime) return 0;
    if (!largeTables.has(sa.number)) {
      sa.octetsWithout += octets;
      if (sa.octetsWithout < WORTH_A_LARGE_TABLE_OCTETS) return 0;
      sa.octetsWithout = 0;
      writeHashKey(sa);
      call.deriveLargeTable(largeTables.take(sa.number));
    }
    return largeTables.at(sa.number);
  };
  return {
    relaxed,
    image: { memory, image: free, jobs },
    stream,
    enter(sa, octets) {
      const { kind, salt } = sa;
      const { suite, esn } = kind;
      const gmac = suite.encryption === 'aes-gmac';
      const { icvOctets } = espLayout(suite);
      const large = largeTableOf(sa, octets);
      const table = large === 0 ? tableOf(sa) : 0;
      call.setSa(salt, esn ? 1 : 0, gmac ? 1 : 0, icvOctets, table, large);
    },
    prepare: (count, ownIv) => call.prepare(count, stream, ownIv ? 1 : 0),
    seal: (count) => call.seal(count, stream),
    open: (count) => call.open(count, stream),
  };
}

/** The kernel with relaxed SIMD where the engine has it: Node from version 22 on. */
function loadBest(octets: number): Kernel<Functions> & { readonly relaxed: boolean } {
  const relaxed = loadRelaxed(octets) ?? loadRelaxedByFlag(octets);
  if (relaxed !== undefined) return { ...relaxed, relaxed: true };
  return { ...loadKernel<Functions>(GCM, octets), relaxed: false };
}

/** In version 20 V8 has it behind a flag, which modules heed that are compiled afterwards. */
function loadRelaxedByFlag(octets: number): Kernel<Functions> | undefined {
  if (!process.version.startsWith('v20.')) return undefined;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return loadRelaxed(octets);
}

function loadRelaxed(octets: number): Kernel<Functions> | undefined {
  try {
    return loadKernel<Functions>(GCM_RELAXED, octets);
  } catch {
    return undefined;
  }
}
