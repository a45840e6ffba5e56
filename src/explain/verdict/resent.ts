/** Messages that were sent more than once. */

import type { Evidence } from './evidence.ts';
import { type FlowMessage, ikeFlows } from './ike-flows.ts';

export interface Resent {
  /** `main mode, message 5`. */
  readonly message: string;
  /** A host or an address. */
  readonly by: string;
  /** How often it was sent in all. */
  readonly sent: number;
}

/** By events where there are some, else by copies in the capture. */
export function resentMessages({ sides, frames }: Evidence): readonly Resent[] {
  const ofEvents = sides.flatMap(({ name, events }) => {
    const most = new Map<string, number>();
    for (const event of events) {
      if (event.kind !== 'isakmp-sent' || event.repeat === 0) continue;
      const number = event.number === 0 ? '' : `, message ${event.number}`;
      const key = `${event.exchange}${number}`;
      most.set(key, Math.max(most.get(key) ?? 0, event.repeat + 1));
    }
    return [...most].map(([message, sent]): Resent => ({ message, by: name, sent }));
  });
  if (sides.some(({ events }) => events.length > 0)) return ofEvents;
  return ikeFlows(frames).flatMap((flow) => {
    const rows = (name: string, messages: readonly FlowMessage[]): Resent[] =>
      messages
        .filter((message) => message.frames.length > 1)
        .map((message) => ({
          message: `${name}, message ${message.number}`,
          by: message.from === 'initiator' ? flow.initiator : flow.responder,
          sent: message.frames.length,
        }));
    return [
      ...rows(flow.exchange, flow.phase1),
      ...flow.quickModes.flatMap(({ messages }) => rows('quick mode', messages)),
    ];
  });
}
