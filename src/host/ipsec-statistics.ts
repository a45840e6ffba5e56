/**
 * IP Security Monitor's quick-mode statistics. Not here, since nothing can move them: all that is
 * offloaded.
 */

import { IPSEC_COUNTER } from '../ipsec/counters.ts';
import { events, gauge, ipsec, on } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';

const SLOT = IPSEC_COUNTER;

export const IPSEC_STATISTICS: readonly CounterRow[] = [
  [
    'active-security-associations',
    'Active Security Associations',
    ipsec([SLOT.activePairs]),
    'Pairs of SAs in force; a quick mode makes one pair.',
  ],
  [
    'pending-key-operations',
    'Pending Key Operations',
    gauge('pendingSpis'),
    'Reserved SPIs whose SA is not there yet.',
  ],
  [
    'ipsec-key-additions',
    'Key Additions',
    ipsec([SLOT.keyAdditions], 'sa-added'),
    'Pairs of SAs that were added.',
  ],
  [
    'key-deletions',
    'Key Deletions',
    ipsec([SLOT.keyDeletions], 'sa-removed'),
    'Pairs of SAs that were removed.',
  ],
  [
    'rekeys',
    'Rekeys',
    events(on('quick-mode-established', ({ replaces }) => replaces !== undefined)),
    'Quick modes that renewed a pair of SAs, begun by either side.',
  ],
  ['active-tunnels', 'Active Tunnels', ipsec([SLOT.activeTunnels]), 'Tunnel-mode pairs in force.'],
  [
    'bad-spi-packets',
    'Bad SPI Packets',
    ipsec([SLOT.badSpiPackets], 'packet-dropped'),
    'ESP packets with an SPI that no SA has.',
  ],
  [
    'packets-not-decrypted',
    'Packets Not Decrypted',
    ipsec([SLOT.notDecrypted], 'packet-dropped'),
    'ESP packets whose padding or inner packet was wrong.',
  ],
  [
    'packets-not-authenticated',
    'Packets Not Authenticated',
    ipsec([SLOT.notAuthenticated], 'packet-dropped'),
    'ESP packets whose integrity check failed.',
  ],
  [
    'packets-with-replay-detection',
    'Packets With Replay Detection',
    ipsec([SLOT.replayDetection], 'packet-dropped'),
    'ESP packets seen before, or too old for the replay window.',
  ],
  [
    'confidential-bytes-sent',
    'Confidential Bytes Sent',
    ipsec([SLOT.confidentialBytesSent]),
    'Octets of clear packets sent encrypted.',
  ],
  [
    'confidential-bytes-received',
    'Confidential Bytes Received',
    ipsec([SLOT.confidentialBytesReceived]),
    'Octets of clear packets received encrypted.',
  ],
  [
    'authenticated-bytes-sent',
    'Authenticated Bytes Sent',
    ipsec([SLOT.authenticatedBytesSent]),
    'Octets of clear packets sent with an integrity check.',
  ],
  [
    'authenticated-bytes-received',
    'Authenticated Bytes Received',
    ipsec([SLOT.authenticatedBytesReceived]),
    'Octets of clear packets received with an integrity check.',
  ],
  [
    'transport-bytes-sent',
    'Transport Bytes Sent',
    ipsec([SLOT.transportBytesSent]),
    'Octets of clear packets sent in transport mode.',
  ],
  [
    'transport-bytes-received',
    'Transport Bytes Received',
    ipsec([SLOT.transportBytesReceived]),
    'Octets of clear packets received in transport mode.',
  ],
  [
    'bytes-sent-in-tunnels',
    'Bytes Sent In Tunnels',
    ipsec([SLOT.bytesSentInTunnels]),
    'Octets of clear packets sent in tunnel mode.',
  ],
  [
    'bytes-received-in-tunnels',
    'Bytes Received In Tunnels',
    ipsec([SLOT.bytesReceivedInTunnels]),
    'Octets of clear packets received in tunnel mode.',
  ],
];
