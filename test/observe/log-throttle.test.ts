import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../src/host/events.ts';
import { LogThrottle } from '../../src/observe/log-throttle.ts';
import { SAMPLES } from './sample-events.ts';

function throttle() {
  const state = { now: 0 };
  const told: [number, HostEvent][] = [];
  const it = new LogThrottle(
    () => state.now,
    (count, last) => told.push([count, last]),
  );
  const shown = (event: HostEvent, times: number): number => {
    let count = 0;
    for (let i = 0; i < times; i++) if (it.admits(event)) count++;
    return count;
  };
  return { it, state, told, shown };
}

describe('a log under a flood', () => {
  it('shows twenty dropped packets of a reason, and counts the rest after ten seconds', () => {
    const { it: log, state, told, shown } = throttle();
    const dropped = SAMPLES['packet-dropped'];
    expect(shown(dropped, 1000)).toBe(20);
    expect(shown({ ...dropped, reason: 'too-big' }, 3)).toBe(3);
    state.now = 9_999;
    log.tell();
    expect(told).toEqual([]);
    state.now = 10_000;
    log.tell();
    expect(told).toEqual([[980, dropped]]);
    expect(shown(dropped, 1)).toBe(1);
  });

  it('tells of an old window when a new one begins, and of all at the end', () => {
    const { it: log, state, told, shown } = throttle();
    const dropped = SAMPLES['isakmp-dropped'];
    shown(dropped, 21);
    state.now = 10_000;
    expect(shown(dropped, 22)).toBe(20);
    log.tell(true);
    expect(told.map(([count]) => count)).toEqual([1, 2]);
  });

  it('never leaves out what this host does itself', () => {
    const { told, shown } = throttle();
    expect(shown(SAMPLES['quick-mode-established'], 1000)).toBe(1000);
    expect(told).toEqual([]);
  });
});
