/** Where dropped packets are counted and reported: one counter a reason, one event a packet. */

import { DROP_REASONS, dropSlot, monitorSlot } from './counters.ts';
import type { DropReason, IpsecEvent } from './events.ts';

/** What the data path needs to report. */
export interface Reporter {
  readonly counters: Float64Array;
  note(event: IpsecEvent): void;
}

const SLOTS = { inbound: slotsOf('inbound'), outbound: slotsOf('outbound') } as const;

/** Counts a dropped packet and says so. `packet` is its label. */
export function drop(
  reporter: Reporter,
  direction: 'inbound' | 'outbound',
  reason: DropReason,
  packet: string,
  spi?: number,
  sequence?: number,
): void {
  const { counters } = reporter;
  counters[SLOTS[direction][reason]]! += 1;
  const monitored = direction === 'inbound' ? monitorSlot(reason) : undefined;
  if (monitored !== undefined) counters[monitored]! += 1;
  reporter.note({ kind: 'packet-dropped', direction, reason, packet, spi, sequence });
}

function slotsOf(direction: 'inbound' | 'outbound'): Readonly<Record<DropReason, number>> {
  return Object.fromEntries(
    DROP_REASONS.map((reason) => [reason, dropSlot(direction, reason)]),
  ) as Record<DropReason, number>;
}
