import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplayWindow } from '../../src/ipsec/sa/replay.ts';

/** What RFC 4303 3.4.3 says, without any cleverness. */
class NaiveWindow {
  readonly #size: number;
  readonly #seen = new Set<number>();
  #highest = 0;

  constructor(size: number) {
    this.#size = size;
  }

  accept(sequence: number): string {
    if (sequence === 0 || this.#seen.has(sequence)) {
      return sequence !== 0 && sequence <= this.#highest - this.#size ? 'late' : 'replayed';
    }
    if (sequence <= this.#highest - this.#size) return 'late';
    this.#seen.add(sequence);
    this.#highest = Math.max(this.#highest, sequence);
    return 'fresh';
  }
}

const SIZES = [32, 33, 63, 64, 65, 96, 128, 1000, 1024, 8191, 8192];

describe.each(SIZES)('a replay window of %i packets', (size) => {
  it('takes packets in order, each once', () => {
    const window = new ReplayWindow(size);
    const numbers = Array.from({ length: 3 * size }, (_, i) => i + 1);
    const verdicts = new Set(numbers.map((n) => `${window.accept(n)}, ${window.accept(n)}`));
    expect([...verdicts]).toEqual(['fresh, replayed']);
    expect(window.highest).toBe(3 * size);
  });

  it('takes its oldest number and not the one before', () => {
    const window = new ReplayWindow(size);
    window.accept(10 * size);
    expect(window.check(9 * size)).toBe('late');
    expect(window.accept(9 * size)).toBe('late');
    expect(window.check(9 * size + 1)).toBe('fresh');
    expect(window.accept(9 * size + 1)).toBe('fresh');
    expect(window.accept(9 * size + 1)).toBe('replayed');
  });

  it('takes what comes backwards', () => {
    const window = new ReplayWindow(size);
    const numbers = Array.from({ length: size }, (_, i) => size - i);
    expect(new Set(numbers.map((n) => window.accept(n)))).toEqual(new Set(['fresh']));
    expect(new Set(numbers.map((n) => window.accept(n)))).toEqual(new Set(['replayed']));
  });

  it('forgets all when it jumps far ahead', () => {
    const window = new ReplayWindow(size);
    for (let sequence = 1; sequence <= size; sequence++) window.accept(sequence);
    const far = 0xffff_ffff;
    expect(window.accept(far)).toBe('fresh');
    const below = Array.from({ length: size - 1 }, (_, i) => far - 1 - i);
    expect(new Set(below.map((n) => window.accept(n)))).toEqual(new Set(['fresh']));
    expect(window.accept(far - size)).toBe('late');
    expect(window.accept(far)).toBe('replayed');
  });

  it('does not move by being asked', () => {
    const window = new ReplayWindow(size);
    window.accept(1);
    expect(window.check(1_000_000)).toBe('fresh');
    expect(window.highest).toBe(1);
    expect(window.check(2)).toBe('fresh');
  });
});

describe('a replay window', () => {
  it('agrees with a naive one, whatever its size and whatever comes', () => {
    const step = fc.oneof(
      fc.integer({ min: -40, max: 40 }),
      fc.integer({ min: -9000, max: 9000 }),
      fc.integer({ min: -100_000, max: 100_000 }),
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...SIZES), fc.integer({ min: 32, max: 8192 })),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.array(step, { maxLength: 300 }),
        (size, first, steps) => {
          const window = new ReplayWindow(size);
          const naive = new NaiveWindow(size);
          let at = first;
          for (const by of [0, ...steps]) {
            at = Math.min(0xffff_ffff, Math.max(0, at + by));
            const asked = window.check(at);
            expect(window.accept(at)).toBe(asked);
            expect(asked).toBe(naive.accept(at));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never takes number 0, which nobody sends', () => {
    expect(new ReplayWindow(64).accept(0)).toBe('replayed');
  });

  it.each([-1, 1, 31, 8193, 64.5, Number.NaN])('cannot have %d packets', (size) => {
    expect(() => new ReplayWindow(size)).toThrow(RangeError);
  });
});
