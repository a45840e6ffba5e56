import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { HookedLink } from '../../src/sim/hooks.ts';
import { type Flight, type Link, plainLink } from '../../src/sim/link.ts';
import { type NetemOptions, netem, withDelay } from '../../src/sim/netem.ts';
import { A_TO_B } from './machines.ts';

interface Arrival {
  readonly number: number;
  readonly after: number;
  readonly bytes: Uint8Array;
}

function carried(link: Link, count: number): Arrival[] {
  const arrivals: Arrival[] = [];
  for (let number = 1; number <= count; number++) {
    const flight: Flight = {
      number,
      sender: 'a',
      path: A_TO_B,
      bytes: Uint8Array.of(number & 0xff, 0, 0, 0),
      sentAt: 0,
    };
    link(flight, (arrived, after) =>
      arrivals.push({ number: arrived.number, after, bytes: arrived.bytes }),
    );
  }
  return arrivals;
}

const through = (options: NetemOptions, seed = 'seed') =>
  carried(netem(options, seededRandom(seed)), 1000);

describe('a bad network', () => {
  test('is a good one without options', () => {
    const arrivals = through({ delay: 3 });
    expect(arrivals.map(({ number }) => number)).toEqual(arrivals.map((_, i) => i + 1));
    expect(new Set(arrivals.map(({ after }) => after))).toEqual(new Set([3]));
    expect(arrivals).toHaveLength(1000);
  });

  test('loses its share', () => {
    expect(through({ loss: 1 })).toHaveLength(0);
    const left = through({ loss: 0.3 }).length;
    expect(left).toBeGreaterThan(640);
    expect(left).toBeLessThan(760);
  });

  test('doubles its share', () => {
    const arrivals = through({ duplicate: 0.25 }).length;
    expect(arrivals).toBeGreaterThan(1190);
    expect(arrivals).toBeLessThan(1310);
  });

  test('jitters within its bounds', () => {
    const times = through({ delay: 10, jitter: 5 }).map(({ after }) => after);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...times)).toBeLessThan(15);
    expect(new Set(times).size).toBeGreaterThan(900);
  });

  test('holds its share back so that others overtake', () => {
    const times = through({ delay: 1, reorder: 0.5, reorderDelay: 30 }).map(({ after }) => after);
    const late = times.filter((after) => after === 31).length;
    expect(late).toBeGreaterThan(420);
    expect(late).toBeLessThan(580);
    expect(times.filter((after) => after === 1)).toHaveLength(1000 - late);
  });

  test('turns exactly one bit in its share, in a copy', () => {
    const arrivals = through({ corrupt: 0.5 });
    const flips = arrivals.map(({ number, bytes }) =>
      [number & 0xff, 0, 0, 0].reduce((sum, octet, i) => sum + bitsOf(octet ^ bytes[i]!), 0),
    );
    expect(new Set(flips)).toEqual(new Set([0, 1]));
    const corrupt = flips.filter((bits) => bits === 1).length;
    expect(corrupt).toBeGreaterThan(420);
    expect(corrupt).toBeLessThan(580);
  });

  test('does the same again for the same seed, and losses do not move the jitter', () => {
    const options = { loss: 0.2, jitter: 4, duplicate: 0.1, corrupt: 0.1, reorder: 0.1 };
    expect(through(options)).toEqual(through(options));
    expect(through(options)).not.toEqual(through(options, 'another seed'));
    expect(through({ jitter: 4, reorder: 0.00001 })).toEqual(through({ jitter: 4 }));
  });

  test('can be put together by hand', () => {
    expect(carried(withDelay(plainLink(2), 5), 1)[0]!.after).toBe(7);
  });
});

describe('hooks on a link', () => {
  const even = ({ number }: Flight) => number % 2 === 0;
  const numbers = (link: HookedLink) => carried(link.carry, 6).map(({ number }) => number);

  test('drop the n-th match alone, or every one, until undone', () => {
    const link = new HookedLink(plainLink(0));
    link.drop(even, 2);
    expect(numbers(link)).toEqual([1, 2, 3, 5, 6]);
    const undo = link.drop(even, Number.POSITIVE_INFINITY);
    expect(numbers(link)).toEqual([1, 3, 5]);
    undo();
    undo();
    expect(numbers(link)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('alter a copy, hold back, and capture what comes behind them', () => {
    const link = new HookedLink(plainLink(1));
    link.alter(even, (bytes) => bytes.fill(0xff));
    link.hold(even, 50, 3);
    link.drop(({ number }) => number === 5);
    const captured = link.capture(({ number }) => number !== 1);
    const arrivals = carried(link.carry, 6);
    expect(arrivals.map(({ number, after }) => [number, after])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [6, 51],
    ]);
    expect(arrivals[1]!.bytes).toEqual(Uint8Array.of(255, 255, 255, 255));
    expect(captured.map(({ number }) => number)).toEqual([2, 3, 4, 6]);
  });
});

function bitsOf(octet: number): number {
  return octet.toString(2).replaceAll('0', '').length;
}
