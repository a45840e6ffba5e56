/** Choices from random draws. */

import type { Draws } from '../../../src/wire/codec.ts';

export function chance(draws: Draws, percent: number): boolean {
  return draws.integer(1, 100) <= percent;
}

export function pick<T>(draws: Draws, from: readonly T[]): T {
  return from[draws.integer(0, from.length - 1)]!;
}

/** One or more, in random order. */
export function some<T>(draws: Draws, from: readonly T[], most = from.length): T[] {
  const left = [...from];
  const taken: T[] = [];
  for (let count = draws.integer(1, most); count > 0; count--)
    taken.push(...left.splice(draws.integer(0, left.length - 1), 1));
  return taken;
}
