import { describe, expect, it } from 'vitest';
import { readU32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { ReplayWindow } from '../../src/ipsec/sa/replay.ts';

const LAST_LOW = 0xffff_ffff;

/** The window as RFC 4303 A2.2 writes it, with numbers of any size and a set of those that came. */
class Model {
  readonly #size: bigint;
  readonly #seen = new Set<bigint>();
  #top: bigint;

  constructor(size: number, top: bigint) {
    this.#size = BigInt(size);
    this.#top = top;
    this.#seen.add(top);
  }

  highOf(low: number): number {
    const topLow = this.#top & 0xffff_ffffn;
    const topHigh = this.#top >> 32n;
    const seql = BigInt(low);
    if (topLow >= this.#size - 1n) {
      return Number(seql >= topLow - this.#size + 1n ? topHigh : topHigh + 1n);
    }
    const wrapped = (topLow - this.#size + 1n) & 0xffff_ffffn;
    return Number(seql >= wrapped && topHigh > 0n ? topHigh - 1n : topHigh);
  }

  accept(number: bigint): 'fresh' | 'replayed' | 'late' {
    if (number <= this.#top) {
      if (this.#top - number >= this.#size) return 'late';
      if (this.#seen.has(number)) return 'replayed';
    } else this.#top = number;
    this.#seen.add(number);
    return 'fresh';
  }
}

describe('the window of extended sequence numbers (RFC 4303 App. A)', () => {
  it('begins in the first subspace, whatever low half comes first', () => {
    const window = new ReplayWindow(64, true);
    expect(window.highOf(1)).toBe(0);
    expect(window.highOf(LAST_LOW)).toBe(0);
    expect(window.check(0, 0)).toBe('replayed');
    expect(window.check(1, 0)).toBe('fresh');
  });

  it('takes the next subspace for what lies below a window in one subspace (case A)', () => {
    const window = new ReplayWindow(64, true);
    window.accept(1000, 7);
    expect(window.highOf(1000)).toBe(7);
    expect(window.highOf(1000 - 63)).toBe(7);
    expect(window.highOf(1000 - 64)).toBe(8);
    expect(window.highOf(0)).toBe(8);
    expect(window.highOf(LAST_LOW)).toBe(7);
  });

  it('takes the last subspace for what lies above the bottom of a window across two (case B)', () => {
    const window = new ReplayWindow(64, true);
    window.accept(10, 7);
    expect(window.highOf(10)).toBe(7);
    expect(window.highOf(0)).toBe(7);
    expect(window.highOf(LAST_LOW)).toBe(6);
    expect(window.highOf(LAST_LOW - 52)).toBe(6);
    expect(window.highOf(LAST_LOW - 53)).toBe(7);
  });

  it('remembers across 2^32 what came', () => {
    const window = new ReplayWindow(64, true);
    window.accept(LAST_LOW - 1, 0);
    window.accept(3, 1);
    expect(window.highest).toBe(2 ** 32 + 3);
    expect(window.check(LAST_LOW - 1, 0)).toBe('replayed');
    expect(window.check(LAST_LOW, 0)).toBe('fresh');
    expect(window.check(0, 1)).toBe('fresh');
    expect(window.check(LAST_LOW - 59, 0)).toBe('fresh');
    expect(window.check(LAST_LOW - 60, 0)).toBe('late');
    expect(window.accept(0, 1)).toBe('fresh');
    expect(window.accept(0, 1)).toBe('replayed');
  });

  it('forgets a whole subspace when it leaps over it', () => {
    const window = new ReplayWindow(64, true);
    for (let low = 1; low <= 64; low++) window.accept(low, 0);
    expect(window.accept(64, 2)).toBe('fresh');
    for (let low = 1; low < 64; low++) expect(window.check(low, 2)).toBe('fresh');
    expect(window.check(64, 1)).toBe('late');
  });

  it('ends with the last number of 64 bits', () => {
    const window = new ReplayWindow(64, true);
    window.accept(LAST_LOW, LAST_LOW);
    expect(window.highOf(0)).toBe(LAST_LOW);
    expect(window.check(0, LAST_LOW)).toBe('late');
  });

  it('cannot be switched off: nobody could tell the high half', () => {
    expect(() => new ReplayWindow(0, true)).toThrow(RangeError);
  });

  it.each([32, 64, 100, 8192])('of %i packets does as the RFC across a subspace', (size) => {
    const random = seededRandom(`window ${size}`);
    const start = 2n ** 32n * 3n - BigInt(2 * size);
    const window = new ReplayWindow(size, true);
    window.accept(Number(start & 0xffff_ffffn), Number(start >> 32n));
    const model = new Model(size, start);
    let top = start;
    for (let i = 0; i < 4000; i++) {
      const draw = readU32(random.bytes(4), 0);
      const back = BigInt(draw % (size + 20));
      const number = i % 3 === 0 ? top + BigInt((draw % 5) + 1) : top > back ? top - back : top;
      if (number > top) top = number;
      const low = Number(number & 0xffff_ffffn);
      const high = window.highOf(low);
      expect(high).toBe(model.highOf(low));
      // A guess that is wrong does not open, so the window is not asked.
      if (BigInt(high) !== number >> 32n) continue;
      expect(window.accept(low, high)).toBe(model.accept(number));
    }
  });
});
