/** Arenas in the memory of a kernel. */

import { describe, expect, it } from 'vitest';
import { arenaPool } from '../../src/base/batch.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { roomOf } from '../../src/crypto/wasm/room.ts';

describe('room in a kernel', () => {
  it('is handed out page by page, and ends ahead of the memory', () => {
    const memory = new Uint8Array(5 * 4096);
    const room = roomOf(memory, 100);
    const [first, second] = [room(4097)!, room(4096)!];
    expect([first.byteOffset, first.length]).toEqual([4096, 4097]);
    expect([second.byteOffset, second.length]).toEqual([3 * 4096, 4096]);
    // A kernel reads a little past the end of what it is given.
    expect(room(4096)).toBeUndefined();
    expect(room(4000)?.byteOffset).toBe(4 * 4096);
    expect(first.buffer).toBe(memory.buffer);
  });

  it('is what a pool takes its arenas from, as many as it keeps, and never loses', () => {
    const memory = new Uint8Array(8 * LIMITS.arenaOctets);
    const pool = arenaPool({ kept: 2, room: roomOf(memory, 0) });
    const isRoomy = (arena: Uint8Array): boolean => arena.buffer === memory.buffer;
    const four = [pool.take(), pool.take(), pool.take(), pool.take()];
    expect(four.map(isRoomy)).toEqual([true, true, false, false]);
    // Those of the system fill the pool before the others come back.
    for (const arena of four.reverse()) pool.give(arena);
    const again = [pool.take(), pool.take(), pool.take(), pool.take(), pool.take()];
    expect(again.filter(isRoomy)).toHaveLength(2);
    expect(new Set(again).size).toBe(5);
  });
});
