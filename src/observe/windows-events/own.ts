/** Events that Windows has no ID for, under Espial's own name in the Application log. */

import { endpointText } from '../../base/address.ts';
import type { HostEvent } from '../../host/events.ts';
import { countText } from '../units.ts';
import { filterBlock } from './blocks.ts';
import { ikeErrorText } from './ike-errors.ts';
import { newEvent } from './new-event.ts';
import { field, type WindowsEvent } from './record.ts';

type EventOf<K> = Extract<HostEvent, { kind: K }>;
type Dropped = EventOf<'isakmp-dropped'>;

/** Windows' error code for a message that cannot be used. */
export const DROP_ERRORS: Readonly<Record<Dropped['reason'], number>> = {
  malformed: 13824,
  'invalid-cookie': 13846,
  'invalid-version': 13880,
  unexpected: 13843,
  'bad-hash': 13870,
  undecryptable: 13867,
  unprotected: 13843,
  limit: 13882,
  'no-policy': 13825,
  'not-acceptable': 13868,
  'aggressive-mode-off': 13868,
  'exchange-not-spoken': 13804,
};

export function droppedMessage(event: Dropped): WindowsEvent {
  const error = DROP_ERRORS[event.reason];
  return newEvent(event, 3, {
    summary: `ISAKMP message from ${endpointText(event.remote)} dropped: ${event.detail}`,
    peer: event.remote.address.text,
    error,
    blocks: [
      { heading: 'Message', lines: [field('From', endpointText(event.remote)), event.detail] },
      { heading: 'Failure Reason', lines: [ikeErrorText(error)] },
    ],
  });
}

export function peerMoved(event: EventOf<'peer-moved'>): WindowsEvent {
  return newEvent(event, 4, {
    summary: `${event.peerName} has moved from ${endpointText(event.from)} to ${endpointText(event.remote)}`,
    peer: event.peerName,
    blocks: [
      filterBlock(event, undefined),
      {
        heading: 'Moved',
        lines: [
          field('From', endpointText(event.from)),
          field('To', endpointText(event.remote)),
          field('Proved by', event.provedBy),
        ],
      },
    ],
  });
}

/** Tells how many events like `last` were not written. */
export function leftOut(count: number, last: WindowsEvent): WindowsEvent {
  return newEvent({ at: last.at, host: last.computer }, 2, {
    summary: `${countText(count, 'more event')} ${last.id} left out, the last: ${last.summary}`,
    peer: last.peer,
    blocks: [{ heading: 'Left Out', lines: [field('Event ID', last.id), field('Count', count)] }],
  });
}
