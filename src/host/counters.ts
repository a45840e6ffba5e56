/** The values of the counter table for one host. */

import {
  type CounterSource,
  type EventKind,
  type EventRule,
  type Gauges,
  HOST_COUNTER,
  type HostSlot,
  rulesOf,
} from './counter-source.ts';
import { COUNTERS, type CounterDefinition } from './counter-table.ts';
import type { HostEvent } from './events.ts';
import type { StatisticsView } from './ports.ts';

/** Which row of the table an event adds to, if its rule matches. */
interface Addition {
  readonly row: number;
  readonly rule: EventRule;
}

const ADDITIONS = additionsByKind();

export class Counters {
  readonly #byRow = new Float64Array(COUNTERS.length);
  readonly #hostSlots = new Float64Array(Object.keys(HOST_COUNTER).length);
  readonly #ipsecSlots: Float64Array;
  readonly #gauges: Gauges;

  /** `ipsecSlots` is the driver's own array: it is read, never written, here. */
  constructor(ipsecSlots: Float64Array, gauges: Gauges) {
    this.#ipsecSlots = ipsecSlots;
    this.#gauges = gauges;
  }

  /** Counts one event. */
  note(event: HostEvent): void {
    for (const { row, rule } of ADDITIONS.get(event.kind) ?? []) {
      if (rule.matches(event)) this.#byRow[row]! += 1;
    }
  }

  /** Adds to a slot of the host's own. */
  add(slot: HostSlot, amount = 1): void {
    this.#hostSlots[HOST_COUNTER[slot]]! += amount;
  }

  /** All values, in the order of the table. */
  view(): StatisticsView {
    const group = (wanted: CounterDefinition['group']) =>
      COUNTERS.flatMap(({ id, label, group, source }, row) =>
        group === wanted ? [{ id, label, value: this.#valueOf(source, row) }] : [],
      );
    return { ike: group('ike'), ipsec: group('ipsec'), detail: group('detail') };
  }

  #valueOf(source: CounterSource, row: number): number {
    switch (source.from) {
      case 'events':
        return this.#byRow[row]!;
      case 'host-slot':
        return this.#hostSlots[HOST_COUNTER[source.slot]]!;
      case 'ipsec-slots':
        return source.slots.reduce((sum, slot) => sum + this.#ipsecSlots[slot]!, 0);
      case 'gauge':
        return this.#gauges[source.gauge]();
      case 'sum':
        return this.#sumOf(source.parts, row);
    }
  }

  /** All events of a row are counted together, however many of its parts count events. */
  #sumOf(parts: readonly CounterSource[], row: number): number {
    const others = parts.filter(({ from }) => from !== 'events');
    return others.reduce((total, part) => total + this.#valueOf(part, row), this.#byRow[row]!);
  }
}

function additionsByKind(): ReadonlyMap<EventKind, readonly Addition[]> {
  const byKind = new Map<EventKind, Addition[]>();
  for (const [row, { source }] of COUNTERS.entries()) {
    for (const rule of rulesOf(source)) {
      const known = byKind.get(rule.kind);
      if (known === undefined) byKind.set(rule.kind, [{ row, rule }]);
      else known.push({ row, rule });
    }
  }
  return byKind;
}
