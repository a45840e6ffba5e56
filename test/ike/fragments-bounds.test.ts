import { describe, expect, test } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { established } from './duo.ts';
import { beforeMessage5, fragment, pieces } from './fragments.ts';

const DAY = 24 * 3600 * 1000;
/** A peer that waits long enough for parts to be given up. */
const patient = {
  both: {
    peer: {
      timers: {
        name: 'lab',
        retransmitGaps: [DAY],
        responderRetransmits: false,
        halfOpen: DAY,
      },
    },
  },
} as const;

describe('parts of a message that does not become whole', () => {
  test('are given up after 70 seconds, with the numbers that are missing', () => {
    const { duo, five } = beforeMessage5(patient);
    const [first, , third] = pieces(five.message, 3);
    duo.deliver(five, first!);
    duo.deliver(five, third!);
    duo.wait(69_999);
    expect(duo.b.of('fragments-discarded')).toEqual([]);
    duo.wait(1);
    expect(duo.b.of('fragments-discarded')).toMatchObject([
      { reason: 'timeout', fragments: 2, detail: expect.stringMatching(/70 s; missing: 2$/) },
    ]);
  });

  test('are held for so many messages of a main mode: the oldest makes room', () => {
    const { duo, five } = beforeMessage5(patient);
    for (let fragmentId = 1; fragmentId <= LIMITS.fragmentSetsPerSa + 1; fragmentId++)
      duo.deliver(five, pieces(five.message, 3, fragmentId)[0]!);
    expect(duo.b.of('fragments-discarded')).toMatchObject([{ reason: 'limit' }]);
    for (const part of pieces(five.message, 3, 2)) duo.deliver(five, part);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('are no more octets than a message has', () => {
    const { duo, five } = beforeMessage5(patient);
    const data = new Uint8Array(1400);
    for (let number = 1; number <= 60; number++)
      duo.deliver(five, fragment(five.message, { number, data }));
    expect(duo.b.drops.every((text) => text.startsWith('limit: fragment: '))).toBe(true);
    expect(duo.b.drops.length).toBe(60 - Math.floor(LIMITS.isakmpMessageOctets / 1400));
  });

  test('are forgotten with their main mode', () => {
    const { duo, five } = beforeMessage5();
    duo.deliver(five, pieces(five.message, 3)[0]!);
    duo.wait(10_000);
    expect(duo.b.engine.mainModeSas()).toEqual([]);
    expect(duo.b.engine.nextTimeout()).toBeUndefined();
  });
});
