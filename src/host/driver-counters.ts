/** Counters of the driver that Windows has no statistics for: modes, exemptions, soft SAs, clear text. */

import { IPSEC_COUNTER } from '../ipsec/counters.ts';
import { events, ipsec, on } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';

const SLOT = IPSEC_COUNTER;

export const DRIVER_COUNTERS: readonly CounterRow[] = [
  [
    'driver-mode-changes',
    'Driver modes entered',
    events(on('driver-mode')),
    'Times that the driver went into a mode, the first one included.',
  ],
  [
    'boot-exempt-packets',
    'Packets exempt from the mode',
    ipsec([SLOT.bootExemptPackets]),
    'Packets that passed a start-up mode or a block by a boot exemption or as DHCP.',
  ],
  [
    'filter-exempt-packets',
    'Packets exempt from filters',
    ipsec([SLOT.filterExemptPackets]),
    'Packets that passed ahead of all filters by the level of exemptions (ipsecexempt).',
  ],
  [
    'clear-text-accepted',
    'Clear packets let in',
    ipsec([SLOT.clearTextAccepted], 'clear-text-accepted'),
    'Packets in clear that policy protects and inbound pass-through or the default response let in.',
  ],
  [
    'soft-associations-active',
    'Soft SAs in force',
    ipsec([SLOT.activeSoftAssociations]),
    'Flows that go in clear at the time, because their peer does not know IPsec.',
    'gauge',
  ],
  [
    'soft-associations-added',
    'Soft SAs added',
    events(on('soft-sa-added')),
    'Soft SAs made, and made to last longer.',
  ],
  [
    'soft-associations-removed',
    'Soft SAs removed',
    events(on('soft-sa-removed')),
    'By time, by a negotiation that succeeded, by another policy or by the stop of the service.',
  ],
  slot('soft-packets-sent', 'Packets sent on soft SAs', 'softPacketsSent'),
  slot('soft-packets-received', 'Packets received on soft SAs', 'softPacketsReceived'),
  slot('soft-bytes-sent', 'Bytes sent on soft SAs', 'softBytesSent'),
  slot('soft-bytes-received', 'Bytes received on soft SAs', 'softBytesReceived'),
  [
    'diagnostic-reports',
    'Reports of driver diagnostics',
    events(on('driver-diagnostics')),
    'Batches of drops that the diagnostics level reported (ipsecdiagnostics).',
  ],
];

function slot(id: string, label: string, name: keyof typeof IPSEC_COUNTER): CounterRow {
  return [id, label, ipsec([SLOT[name]]), `${label}, in clear.`];
}
