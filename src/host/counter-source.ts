/** Where a counter's value comes from. */

import type { HostEvent } from './events.ts';

/** What the host itself counts where there is no event: slots of a Float64Array. */
export const HOST_COUNTER = {
  acquires: 0,
  spisReserved: 1,
  spisRefused: 2,
  keepalivesSent: 3,
  keepalivesReceived: 4,
  natPortInvalid: 5,
  unknownPort: 6,
  absorbed: 7,
  stackRefused: 8,
  stackBadChecksum: 9,
  pingsSent: 10,
  datagramsSent: 11,
  acquiresFailed: 12,
  fragmentsHeld: 13,
  packetsReassembled: 14,
  sendsFailed: 15,
  receivesFailed: 16,
  firstMessagesShed: 17,
} as const;

export type HostSlot = keyof typeof HOST_COUNTER;

/** Quantities that rise and fall; read when somebody asks. */
export interface Gauges {
  /** Requests to the engine whose outcome is open. */
  activeAcquires(): number;
  mainModeSas(): number;
  quickModesUnderWay(): number;
  pendingSpis(): number;
  /** IKE messages whose check waits for an answer from outside. */
  messagesWaiting(): number;
  /** Those, and fragments whose message is not whole yet. */
  messagesBuffered(): number;
  /** Requests that wait for their quick mode to begin. */
  requestsWaiting(): number;
}

export type EventKind = HostEvent['kind'];
export type EventOf<K extends EventKind> = Extract<HostEvent, { readonly kind: K }>;

/** Adds one for each event of a kind that it matches. */
export interface EventRule {
  readonly kind: EventKind;
  matches(event: HostEvent): boolean;
}

export type CounterSource =
  | { readonly from: 'events'; readonly rules: readonly EventRule[] }
  /** The sum of slots of the data path. `reportedBy` is the event that tells of the same thing. */
  | {
      readonly from: 'ipsec-slots';
      readonly slots: readonly number[];
      readonly reportedBy: EventKind | undefined;
    }
  | { readonly from: 'host-slot'; readonly slot: HostSlot }
  | { readonly from: 'gauge'; readonly gauge: keyof Gauges }
  | { readonly from: 'sum'; readonly parts: readonly CounterSource[] };

/** A rule for one kind of event, with a condition if not every one counts. */
export function on<K extends EventKind>(
  kind: K,
  condition: (event: EventOf<K>) => boolean = () => true,
): EventRule {
  return { kind, matches: (event) => isKind(event, kind) && condition(event) };
}

/** A counter of events. */
export function events(...rules: readonly EventRule[]): CounterSource {
  return { from: 'events', rules };
}

/** A counter that the data path increments: the sum of its slots. */
export function ipsec(slots: readonly number[], reportedBy?: EventKind): CounterSource {
  return { from: 'ipsec-slots', slots, reportedBy };
}

/** A counter that the host increments. */
export function host(slot: HostSlot): CounterSource {
  return { from: 'host-slot', slot };
}

/** A quantity of the moment. */
export function gauge(name: keyof Gauges): CounterSource {
  return { from: 'gauge', gauge: name };
}

/** A counter of several things. */
export function sum(...parts: readonly CounterSource[]): CounterSource {
  return { from: 'sum', parts };
}

/** The rules of all events that a source counts. */
export function rulesOf(source: CounterSource): readonly EventRule[] {
  if (source.from === 'events') return source.rules;
  return source.from === 'sum' ? source.parts.flatMap(rulesOf) : [];
}

function isKind<K extends EventKind>(event: HostEvent, kind: K): event is EventOf<K> {
  return event.kind === kind;
}
