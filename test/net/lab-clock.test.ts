/** A clock of a laboratory: it stands until it is told to go, then it is faster, and timers go by it. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemNow, TimerDriver } from '../../src/net/clock.ts';
import { clockOfText, LabClock } from '../../src/net/lab-clock.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('stands, goes, and is so many times as fast', () => {
  const clock = new LabClock({ speed: 10, start: 1000, origin: undefined });
  vi.advanceTimersByTime(500);
  expect(clock.now()).toBe(1000);
  expect(clock.realTime(50)).toBe(Number.POSITIVE_INFINITY);
  clock.startAt(systemNow());
  vi.advanceTimersByTime(500);
  expect(clock.now()).toBeCloseTo(6000, 3);
  expect(clock.wallNow()).toBe(clock.now());
  expect(clock.realTime(50)).toBe(5);
  // It goes already.
  clock.startAt(systemNow());
  expect(clock.now()).toBeCloseTo(6000, 3);
});

it('moves timers that were set while it stood', () => {
  const clock = new LabClock({ speed: 4, start: 0, origin: undefined });
  const fired = vi.fn();
  const timer = new TimerDriver(
    () => clock.now(),
    fired,
    (time) => clock.realTime(time),
  );
  clock.onStart(() => timer.rearm());
  timer.arm(1000);
  vi.advanceTimersByTime(5000);
  expect(fired).not.toHaveBeenCalled();
  clock.startAt(systemNow());
  vi.advanceTimersByTime(240);
  expect(fired).not.toHaveBeenCalled();
  vi.advanceTimersByTime(20);
  expect(fired).toHaveBeenCalledOnce();
});

it('is told to another process in words', () => {
  const clock = new LabClock({ speed: 20, start: 1_767_225_600_000, origin: undefined });
  expect(clock.text()).toBe('20,1767225600000');
  clock.startAt(1_763_755_555_555.5);
  expect(clockOfText(clock.text())).toEqual({
    speed: 20,
    start: 1_767_225_600_000,
    origin: 1_763_755_555_555.5,
  });
  for (const text of ['', '0,1', 'a,1', '1', '1,2,x', '1,2,3,4']) {
    expect(clockOfText(text), text).toBeUndefined();
  }
});
