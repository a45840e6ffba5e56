import { describe, expect, test } from 'vitest';
import {
  type CounterSource,
  type EventKind,
  HOST_COUNTER,
  type HostSlot,
} from '../../src/host/counter-source.ts';
import { COUNTERS } from '../../src/host/counter-table.ts';
import { Counters } from '../../src/host/counters.ts';
import type { HostEvent } from '../../src/host/events.ts';
import { DROP_REASONS, dropSlot, IPSEC_COUNTER_SLOTS } from '../../src/ipsec/counters.ts';
import { EVENTS } from './counted-events.ts';

const IDLE = {
  activeAcquires: () => 0,
  mainModeSas: () => 0,
  quickModesUnderWay: () => 0,
  pendingSpis: () => 0,
  messagesWaiting: () => 0,
  messagesBuffered: () => 0,
  requestsWaiting: () => 0,
};

function valuesOf(counters: Counters): Map<string, number> {
  const { ike, ipsec, detail } = counters.view();
  return new Map([...ike, ...ipsec, ...detail].map(({ id, value }) => [id, value]));
}

describe('the table of counters', () => {
  test('names every counter once', () => {
    const ids = COUNTERS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { label, help } of COUNTERS) {
      expect(label).not.toBe('');
      expect(help).toMatch(/\.$/);
    }
  });

  test('starts at zero everywhere', () => {
    const counters = new Counters(new Float64Array(IPSEC_COUNTER_SLOTS), IDLE);
    expect(new Set(valuesOf(counters).values())).toEqual(new Set([0]));
  });

  test.each(Object.keys(EVENTS) as EventKind[])('has a counter that %s adds to', (kind) => {
    const counters = new Counters(new Float64Array(IPSEC_COUNTER_SLOTS), IDLE);
    for (const event of EVENTS[kind]) counters.note(event);
    const moved = [...valuesOf(counters).values()].some((value) => value > 0);
    const reported = COUNTERS.some(
      ({ source }) => source.from === 'ipsec-slots' && source.reportedBy === kind,
    );
    expect(moved || reported).toBe(true);
  });

  test('has no counter that cannot move', () => {
    const slots = new Float64Array(IPSEC_COUNTER_SLOTS);
    const counters = new Counters(slots, {
      activeAcquires: () => 1,
      mainModeSas: () => 1,
      quickModesUnderWay: () => 1,
      pendingSpis: () => 1,
      messagesWaiting: () => 1,
      messagesBuffered: () => 1,
      requestsWaiting: () => 1,
    });
    for (const events of Object.values<readonly HostEvent[]>(EVENTS)) {
      for (const event of events) counters.note(event);
    }
    for (const slot of Object.keys(HOST_COUNTER) as (keyof typeof HOST_COUNTER)[]) {
      counters.add(slot);
    }
    slots.fill(1);
    const still = [...valuesOf(counters)].filter(([, value]) => value === 0).map(([id]) => id);
    expect(still).toEqual([]);
  });

  test('shows every slot of the host and every reason to drop a packet', () => {
    const slotsOf = (source: CounterSource): HostSlot[] =>
      source.from === 'sum'
        ? source.parts.flatMap(slotsOf)
        : source.from === 'host-slot'
          ? [source.slot]
          : [];
    const shown = COUNTERS.flatMap(({ source }) => slotsOf(source));
    // One slot may add to several counters.
    expect([...new Set(shown)].sort()).toEqual(Object.keys(HOST_COUNTER).sort());
    const counters = new Counters(
      new Float64Array(IPSEC_COUNTER_SLOTS).fill(1, dropSlot('inbound', 'malformed')),
      IDLE,
    );
    const values = valuesOf(counters);
    for (const reason of DROP_REASONS) expect(values.get(`packet-dropped-${reason}`)).toBe(2);
  });
});
