/** System log events 4282 to 4295 of the IPsec driver, and what it lets pass in clear. */

import type { HostEvent } from '../../host/events.ts';
import type { DriverModeName } from '../../ipsec/clear/driver-mode.ts';
import type { DropReason, SoftEndReason } from '../../ipsec/events.ts';
import { dropWords } from '../event-text.ts';
import { countText, spiText } from '../units.ts';
import { modeBlock } from './blocks.ts';
import type { EventId } from './catalogue.ts';
import { ikeErrorText } from './ike-errors.ts';
import { newEvent } from './new-event.ts';
import { type Block, field, type WindowsEvent } from './record.ts';

type EventOf<K> = Extract<HostEvent, { kind: K }>;
type Diagnostics = EventOf<'driver-diagnostics'>;
type Line = Diagnostics['lines'][number];

/** The event of each mode; the IDs of Bypass and Stateful are unverified. */
const MODES: Readonly<Record<DriverModeName, { readonly id: EventId; readonly words: string }>> = {
  'start-up permit': { id: 4295, words: 'starts in Bypass mode' },
  'start-up stateful': { id: 4291, words: 'starts in Stateful mode' },
  'start-up block': { id: 4290, words: 'starts in Block mode' },
  'operational permit': { id: 4293, words: 'is in Bypass mode' },
  'operational secure': { id: 4294, words: 'is in Secure mode' },
  'operational block': { id: 4292, words: 'is in Block mode' },
};

export function driverMode(event: EventOf<'driver-mode'>): WindowsEvent {
  const { id, words } = MODES[event.after];
  return newEvent(event, id, {
    summary: `the IPSec driver ${words}`,
    blocks: [
      {
        heading: 'Driver',
        lines: [field('Mode', event.after), field('Before', event.before ?? 'none')],
      },
    ],
  });
}

/** The reasons that have an event of their own; all others are told by direction. */
const DROP_IDS: Partial<Readonly<Record<DropReason, EventId>>> = {
  'unknown-spi': 4282,
  'clear-text-required-protection': 4284,
  'bad-icv': 4285,
};

/** One event for each ID of a report: the driver writes in batches, not packet by packet. */
export function driverDiagnostics(event: Diagnostics): readonly WindowsEvent[] {
  const byId = new Map<EventId, Line[]>();
  for (const line of event.lines) {
    const id = DROP_IDS[line.reason] ?? (line.direction === 'inbound' ? 4288 : 4289);
    byId.set(id, [...(byId.get(id) ?? []), line]);
  }
  const made = [...byId].map(([id, lines]) => {
    const packets = lines.reduce((sum, { count }) => sum + count, 0);
    return newEvent(event, id, {
      summary: `${countText(packets, 'packet')} dropped, ${dropWords(lines[0]!.reason)}: ${lines[0]!.packet}`,
      blocks: [
        { heading: 'Packets', lines: lines.map(packetLine) },
        {
          heading: 'Report',
          lines: [
            field('Diagnostics Level', event.level),
            field('Seconds', event.seconds),
            field('More Drops Not Listed', event.more),
          ],
        },
      ],
    });
  });
  if (made.length > 0 || event.more === 0) return made;
  const summary = `${countText(event.more, 'packet')} dropped, which are in no line of the report`;
  return [newEvent(event, 4288, { summary })];
}

function packetLine({ packet, reason, spi, count }: Line): string {
  const under = spi === undefined ? '' : `, SPI ${spiText(spi)}`;
  return `${packet}${under}: ${dropWords(reason)} (${countText(count, 'packet')})`;
}

export function clearTextAccepted(event: EventOf<'clear-text-accepted'>): WindowsEvent {
  return newEvent(event, 1, {
    summary: `packet in clear accepted (${event.reason}): ${event.packet}`,
    blocks: [
      {
        heading: 'Packet',
        lines: [
          field('Packet', event.packet),
          field('Policy', event.policy),
          field('Allowed by', event.reason),
        ],
      },
    ],
  });
}

const LOADED = 13_844;
const TORN_DOWN = 13_845;

const SOFT_ENDS: Readonly<Record<SoftEndReason, string>> = {
  expired: 'its time is over',
  negotiated: 'the peer has negotiated',
  'policy-change': 'the policy has changed',
  'service-stop': 'the service has stopped',
  deleted: 'it was deleted here',
  displaced: 'there are too many, and it was silent for longest',
};

/** A soft SA protects nothing, and Windows logs it as an SA all the same: every algorithm is None. */
export function softSaAdded(event: EventOf<'soft-sa-added'>): WindowsEvent {
  const seconds = Math.round((event.expiresAt - event.at) / 1000);
  return newEvent(event, 541, {
    type: 'success',
    peer: event.remote,
    error: LOADED,
    summary: `soft SA with ${event.remote}, which does not answer: traffic goes in clear`,
    blocks: [
      modeBlock('quick'),
      softFilter(event),
      {
        heading: 'Parameters',
        lines: [
          field('ESP Algorithm', 'None'),
          field('HMAC Algorithm', 'None'),
          field('AH Algorithm', 'None'),
          field('Encapsulation', 'None'),
          field('InboundSpi', 0),
          field('OutBoundSpi', 0),
          field('Lifetime (sec)', seconds),
          field('Lifetime (kb)', 0),
        ],
      },
      { heading: 'In Other Words', lines: [ikeErrorText(LOADED)] },
    ],
  });
}

export function softSaRemoved(event: EventOf<'soft-sa-removed'>): WindowsEvent {
  return newEvent(event, 542, {
    type: 'success',
    peer: event.remote,
    error: TORN_DOWN,
    summary: `soft SA with ${event.remote} ended: ${SOFT_ENDS[event.reason]}`,
    blocks: [
      modeBlock('quick'),
      softFilter(event),
      { heading: 'In Other Words', lines: [ikeErrorText(TORN_DOWN), SOFT_ENDS[event.reason]] },
    ],
  });
}

function softFilter(event: {
  readonly policy: string;
  readonly local: string;
  readonly remote: string;
}): Block {
  return {
    heading: 'Filter',
    lines: [
      field('Source IP Address', event.local),
      field('Destination IP Address', event.remote),
      field('Policy', event.policy),
    ],
  };
}
