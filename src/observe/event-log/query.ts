/** Which events of a log a person wants to see. */

import type { Instant } from '../../base/time.ts';
import type { EventType, LoggedEvent, LogName } from '../windows-events/record.ts';

/** All that are given must fit; of a list, one. */
export interface EventQuery {
  readonly ids?: readonly number[] | undefined;
  readonly log?: LogName | undefined;
  readonly types?: readonly EventType[] | undefined;
  readonly since?: Instant | undefined;
  /** A name or address, whole, in any case. */
  readonly peer?: string | undefined;
  /** Anywhere in the event's words, in any case. */
  readonly text?: string | undefined;
}

export function matches(event: LoggedEvent, query: EventQuery): boolean {
  const { ids, log, types, since, peer, text } = query;
  return (
    (ids === undefined || ids.includes(event.id)) &&
    (log === undefined || log === event.log) &&
    (types === undefined || types.includes(event.type)) &&
    (since === undefined || event.at >= since) &&
    (peer === undefined || isOfPeer(event, peer.toLowerCase())) &&
    (text === undefined || wordsOf(event).toLowerCase().includes(text.toLowerCase()))
  );
}

/** By its name, or by an address that IKE speaks with. */
function isOfPeer(event: LoggedEvent, peer: string): boolean {
  if (event.peer?.toLowerCase() === peer) return true;
  return event.blocks.some(({ lines }) =>
    lines.some(
      (line) =>
        typeof line !== 'string' &&
        (line.label === 'IKE Peer Addr' || line.label === 'Peer IP Address') &&
        line.value.toLowerCase() === peer,
    ),
  );
}

function wordsOf({ title, summary, failure, blocks }: LoggedEvent): string {
  const lines = blocks.flatMap(({ heading, lines }) => [
    heading,
    ...lines.map((line) => (typeof line === 'string' ? line : `${line.label}: ${line.value}`)),
  ]);
  return [title, summary, failure ?? '', ...lines].join('\n');
}
