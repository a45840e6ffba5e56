import { describe, expect, it } from 'vitest';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { up } from '../../host/pairs.ts';
import { benchPair } from './bench-pair.ts';

const [FIRST_GAP] = TIMER_PROFILES.lab.retransmitGaps;
/** Nine messages, a millisecond each. */
const UNDISTURBED = 8;

function timeToUp(words: readonly string[]): number {
  const { subject } = benchPair(words);
  up(subject, subject.a, 'transport');
  return subject.now;
}

describe('lost messages', () => {
  it.each([1, 2, 3, 4, 5, 6].map((n) => `main mode ${n}`).concat('quick mode 1', 'quick mode 2'))(
    'drop %s once: the SA is there exactly one retransmission later',
    (what) => {
      expect(timeToUp([`drop ${what} once`])).toBe(timeToUp([]) + FIRST_GAP!);
    },
  );

  it('is what the wire shows: the message is sent twice and arrives once', () => {
    const { subject, sent, arrived, fired } = benchPair(['drop main mode 6 once']);
    up(subject, subject.a, 'transport');
    expect(sent().filter(({ text }) => text === 'main mode 6')).toHaveLength(2);
    expect(arrived().filter((text) => text === 'main mode 6')).toHaveLength(1);
    expect(fired.map(({ what }) => what)).toEqual(['main mode 6 is lost']);
    expect(timeToUp([])).toBe(UNDISTURBED);
  });

  it('can be its second transmission alone, so that the first gets through', () => {
    const { subject, fired } = benchPair(['drop main mode 6 second transmission']);
    up(subject, subject.a, 'transport');
    expect([subject.now, fired.length]).toEqual([UNDISTURBED, 0]);
  });

  it('is that of one sender', () => {
    const { subject, fired } = benchPair(['drop ike from b once', 'drop ike from 192.0.2.1 once']);
    up(subject, subject.a, 'transport');
    expect(fired.map(({ flight }) => flight?.sender)).toEqual(['a', 'b']);
  });

  it('without a number goes on until it is ended', () => {
    const { subject, bench } = benchPair(['drop main mode 2']);
    const id = subject.begin(subject.a, { kind: 'up', policy: 'transport' });
    subject.run(2 * FIRST_GAP!);
    expect(subject.result(id)).toBeUndefined();
    expect(bench.list()).toMatchObject([{ id: 1, done: false, active: true }]);
    expect(bench.remove(1)).toBe(true);
    expect(bench.remove(1)).toBe(false);
    subject.run(60_000);
    expect(subject.result(id)).toMatchObject({ ok: true });
  });

  it('has its time', () => {
    const { subject, bench } = benchPair(['cut the link from 3ms to 200ms']);
    expect(bench.list()).toMatchObject([{ active: false, done: false }]);
    up(subject, subject.a, 'transport');
    expect(subject.now).toBeGreaterThan(200);
    expect(bench.list()).toMatchObject([{ active: false, done: true }]);
  });

  it('of a share is the same for the same seed', () => {
    const loss = (seed: string): string[] => {
      const { subject, fired } = benchPair(['drop 30% of ike'], { seed });
      up(subject, subject.a, 'transport');
      return fired.map(({ flight, what }) => `${flight?.number} ${what}`);
    };
    expect(loss('one')).toEqual(loss('one'));
    expect(loss('one')).not.toEqual(loss('three'));
  });
});
