import { describe, expect, test } from 'vitest';
import { TimerHeap, type TimerOwner } from '../../src/base/heap.ts';
import { randomFraction, seededRandom } from '../../src/base/random.ts';

/** Two timers of one owner. */
class Pair implements TimerOwner<string> {
  readonly #name: string;
  readonly #places = [-1, -1];
  readonly first = { owner: this, which: 0 };
  readonly second = { owner: this, which: 1 };

  constructor(name: string) {
    this.#name = name;
  }

  placeOf(which: number): number {
    return this.#places[which]!;
  }

  setPlace(which: number, place: number): void {
    this.#places[which] = place;
  }

  useOf(which: number): string {
    return `${this.#name} ${which}`;
  }
}

function drained(heap: TimerHeap<string>, now = Number.POSITIVE_INFINITY): string[] {
  const uses: string[] = [];
  for (let use = heap.pop(now); use !== undefined; use = heap.pop(now)) uses.push(use);
  return uses;
}

describe('a heap of timers', () => {
  test('gives them by time, and those of one instant as they were armed', () => {
    const heap = new TimerHeap<string>();
    const pair = new Pair('pair');
    heap.arm(heap.timer('late'), 3.5);
    heap.arm(pair.second, 2);
    heap.arm(heap.timer('early'), 1);
    heap.arm(pair.first, 2);
    expect(heap.size).toBe(4);
    expect(heap.next()).toBe(1);
    expect(drained(heap, 2)).toEqual(['early', 'pair 1', 'pair 0']);
    expect(heap.next()).toBe(3.5);
    expect(drained(heap)).toEqual(['late']);
    expect(heap.next()).toBeUndefined();
  });

  test('moves what is armed again behind others of its new instant, and forgets what is cancelled', () => {
    const heap = new TimerHeap<string>();
    const { first, second } = new Pair('pair');
    const other = heap.timer('other');
    heap.arm(first, 1);
    heap.arm(other, 2);
    heap.arm(second, 2);
    heap.arm(first, 2);
    expect(heap.dueOf(first)).toBe(2);
    heap.cancel(second);
    heap.cancel(second);
    expect(heap.dueOf(second)).toBeUndefined();
    expect(drained(heap)).toEqual(['other', 'pair 0']);
    expect(heap.dueOf(first)).toBeUndefined();
    heap.arm(second, 5);
    expect(drained(heap)).toEqual(['pair 1']);
  });

  test('agrees with a sorted list, whatever is armed, moved and cancelled', () => {
    const random = seededRandom('timers');
    const draw = (below: number) => Math.floor(randomFraction(random) * below);
    const heap = new TimerHeap<string>();
    const timers = Array.from({ length: 100 }, (_, index) => new Pair(`${index}`)).flatMap(
      ({ first, second }) => [first, second],
    );
    const armed = new Map<number, { due: number; order: number; use: string }>();
    for (let order = 0; order < 5000; order++) {
      const index = draw(timers.length);
      const timer = timers[index]!;
      if (draw(4) === 0) {
        heap.cancel(timer);
        armed.delete(index);
      } else {
        const due = draw(40);
        heap.arm(timer, due);
        armed.set(index, { due, order, use: timer.owner.useOf(timer.which) });
      }
      if (draw(50) === 0) {
        const now = draw(10);
        expect(drained(heap, now)).toEqual(takeUntil(armed, now));
      }
      expect(heap.size).toBe(armed.size);
    }
    expect(drained(heap)).toEqual(takeUntil(armed, 40));
  });
});

function takeUntil(
  armed: Map<number, { due: number; order: number; use: string }>,
  now: number,
): string[] {
  const due = [...armed].filter(([, one]) => one.due <= now);
  for (const [index] of due) armed.delete(index);
  due.sort(([, a], [, b]) => a.due - b.due || a.order - b.order);
  return due.map(([, { use }]) => use);
}
