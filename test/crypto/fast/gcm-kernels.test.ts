/** The kernel of GCM with relaxed SIMD does what the plain one does, octet for octet. */

import { setFlagsFromString } from 'node:v8';
import { expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { GCM } from '../../../src/crypto/wasm/gcm.ts';
import { GCM_RELAXED } from '../../../src/crypto/wasm/gcm-relaxed.ts';
import { loadKernel } from '../../../src/crypto/wasm/module.ts';

interface Functions {
  readonly jobs: { readonly value: number };
  readonly hashKey: { readonly value: number };
  setSa(salt: number, esn: number, gmac: number, icv: number, table: number, large: number): void;
  deriveTable(at: number): void;
  deriveLargeTable(at: number): void;
  prepare(count: number, stream: number, ownIv: number): number;
  seal(count: number, stream: number): void;
}

const ROOM = 8192;
const STREAM = 2 * ROOM;
const LARGE_TABLE = 65_536;

/** Packets sealed with a key stream that is no cipher's: the counter blocks themselves. */
function seal(module: string, large: boolean, random: Uint8Array): Uint8Array {
  const { call, memory, free } = loadKernel<Functions>(module, STREAM + LARGE_TABLE + ROOM);
  memory.set(random.subarray(0, ROOM), free);
  memory.set(random.subarray(ROOM, ROOM + 16), call.hashKey.value);
  const jobs = new Uint32Array(memory.buffer, call.jobs.value, 12);
  jobs.set([free, free + 90, 1, 0, free + 200, free + 300, 2, 0, free + 1000, free + 7013, 3, 0]);
  const stream = free + ROOM;
  const table = free + STREAM;
  if (large) call.deriveLargeTable(table);
  else call.deriveTable(table);
  call.setSa(0x01020304, 1, 0, 12, large ? 0 : table, large ? table : 0);
  call.prepare(3, stream, 1);
  call.seal(3, stream);
  return memory.slice(free, free + ROOM);
}

it('seals alike with plain SIMD, with relaxed SIMD and by a large table', () => {
  // Node 20 has relaxed SIMD behind a flag; later versions have it, and no flag of the name.
  if (process.version.startsWith('v20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const random = seededRandom('kernels').bytes(ROOM + 16);
  const plain = toHex(seal(GCM, false, random));
  expect(toHex(seal(GCM_RELAXED, false, random))).toBe(plain);
  expect(toHex(seal(GCM, true, random))).toBe(plain);
  expect(plain).not.toBe(toHex(random.subarray(0, ROOM)));
});
