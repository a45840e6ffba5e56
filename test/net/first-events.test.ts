import { expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { FirstEvents } from '../../src/net/first-events.ts';

const event = (at: number): HostEvent => ({ kind: 'service-started', host: 'alpha', at });

/** A source of events, and what listens to it. */
function source() {
  const listeners = new Set<(event: HostEvent) => void>();
  const subscribe = (listener: (event: HostEvent) => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const tell = (at: number): void => {
    for (const listener of [...listeners]) listener(event(at));
  };
  return { first: new FirstEvents(subscribe), tell, listeners };
}

it('who comes late hears the first events if he asks for them, and all from then on', () => {
  const { first, tell } = source();
  tell(1);
  const [late, fresh]: number[][] = [[], []];
  const end = first.listen(({ at }) => late!.push(at), true);
  first.listen(({ at }) => fresh!.push(at), false);
  tell(2);
  end();
  tell(3);
  expect([late, fresh]).toEqual([
    [1, 2],
    [2, 3],
  ]);
});

it('keeps a bounded number of them', () => {
  const { first, tell, listeners } = source();
  for (let at = 0; at < LIMITS.firstEvents + 10; at++) tell(at);
  const heard: number[] = [];
  first.listen(({ at }) => heard.push(at), true);
  expect(heard).toEqual(Array.from({ length: LIMITS.firstEvents }, (_, at) => at));
  expect(listeners.size).toBe(1);
});
