/** The replay window beside the one that one writes first: a BigInt that is shifted. */

import { ReplayWindow } from '../../src/ipsec/sa/replay.ts';
import type { BenchCase, Contender, Lineup, Target } from '../group.ts';
import { draws } from './draws.ts';

const SIZES = [64, 256, 1024, 8192] as const;
const NUMBERS = 4096;
/** How far a packet may be late: one in ten is. */
const DISORDER = 30;
const BIG_INT = 'BigInt';
const CHECK_AND_ACCEPT = 'espial';

/** What a window says of a number, which it takes if it is new. */
interface Window {
  takes(sequence: number): boolean;
}

/** A case for each size. */
export function replayCases(): readonly BenchCase[] {
  return SIZES.map((size) => ({
    name: `replay ${size}`,
    axes: { structure: 'replay', size },
    prepare: () => lineup(size),
  }));
}

export const replayTargets: readonly Target[] = [
  {
    line: 5,
    words: 'replay check at 8192 bits, ns (check and accept)',
    case: 'replay 8192',
    contender: CHECK_AND_ACCEPT,
    bound: 'at most',
    value: 30,
  },
];

function lineup(size: number): Lineup {
  const numbers = arrivals();
  sameVerdicts(size);
  return {
    contenders: [
      contender(BIG_INT, numbers, () => bigIntWindow(size)),
      contender(CHECK_AND_ACCEPT, numbers, () => espialWindow(size)),
    ],
  };
}

function contender(name: string, numbers: Uint32Array, fresh: () => Window): Contender {
  let window = fresh();
  let base = 0;
  let at = 0;
  let taken = 0;
  return {
    name,
    run(times) {
      for (let i = 0; i < times; i++) {
        if (window.takes(base + numbers[at]!)) taken++;
        if (++at < NUMBERS) continue;
        at = 0;
        base += NUMBERS;
        if (base < 2 ** 32 - 2 * NUMBERS) continue;
        window = fresh();
        base = 0;
      }
      if (taken === 0) throw new Error(`${name} takes no packet`);
    },
  };
}

/** As the data path uses it: looked at before the ICV is known, taken after it. */
function espialWindow(size: number): Window {
  const window = new ReplayWindow(size);
  return {
    takes: (sequence) => window.check(sequence) === 'fresh' && window.accept(sequence) === 'fresh',
  };
}

function bigIntWindow(size: number): Window {
  const mask = (1n << BigInt(size)) - 1n;
  let highest = 0;
  let seen = 0n;
  return {
    takes(sequence) {
      if (sequence === 0) return false;
      if (sequence > highest) {
        seen = ((seen << BigInt(sequence - highest)) | 1n) & mask;
        highest = sequence;
        return true;
      }
      const behind = highest - sequence;
      const bit = 1n << BigInt(behind);
      if (behind >= size || (seen & bit) !== 0n) return false;
      seen |= bit;
      return true;
    },
  };
}

/** Numbers 1 to 4096, one in ten later than it was sent. */
function arrivals(): Uint32Array {
  const draw = draws(7);
  const numbers = Uint32Array.from({ length: NUMBERS }, (_, i) => i + 1);
  for (let i = 0; i < NUMBERS; i += 10) {
    const other = Math.min(NUMBERS - 1, i + draw(DISORDER));
    [numbers[i], numbers[other]] = [numbers[other]!, numbers[i]!];
  }
  return numbers;
}

/** Throws where the two windows say different things of a stream with jumps, copies and old numbers. */
function sameVerdicts(size: number): void {
  const draw = draws(size);
  const naive = bigIntWindow(size);
  const own = espialWindow(size);
  let highest = 1;
  for (let i = 0; i < 20_000; i++) {
    const sequence = Math.max(0, highest + draw(40) - (draw(20) === 0 ? 2 * size : 30));
    highest = Math.max(highest, sequence) + (draw(500) === 0 ? draw(3 * size) : 0);
    if (naive.takes(sequence) !== own.takes(sequence)) {
      throw new Error(`wrong result: replay windows of ${size} disagree about ${sequence}`);
    }
  }
}
