/** IP Security Monitor's quick-mode statistics, all 21, in its order. */

import { IPSEC_COUNTER } from '../ipsec/counters.ts';
import { events, gauge, ipsec, on } from './counter-source.ts';
import type { Statistic } from './statistic.ts';

const SLOT = IPSEC_COUNTER;
const NOT_OFFLOADED =
  'The cryptography that comes with Espial works in the processor alone, so this stays at 0. It rises where a provider of cryptography, given to a host in code, says that hardware works for it.';

const SCENARIO_OF: { readonly [slot in keyof typeof SLOT]?: string } = {
  confidentialBytesSent: 'two-peers-agree',
  confidentialBytesReceived: 'two-peers-agree',
  authenticatedBytesSent: 'two-peers-agree',
  authenticatedBytesReceived: 'two-peers-agree',
  transportBytesSent: 'two-peers-agree',
  transportBytesReceived: 'two-peers-agree',
  bytesSentInTunnels: 'rekeying',
  bytesReceivedInTunnels: 'rekeying',
};

const ASSOCIATIONS: readonly Statistic[] = [
  {
    id: 'active-security-associations',
    label: 'Active Security Associations',
    certainty: 'stated',
    netsh: 'Active Assoc',
    metric: 'ipsec_active_associations',
    kind: 'gauge',
    source: ipsec([SLOT.activePairs]),
    help: 'Pairs of SAs in force. A pair counts once though it has two SAs.',
    rise: 'More peers or more kinds of traffic. A pair and its successor count both for a while.',
    scenario: 'two-peers-agree',
  },
  {
    id: 'offloaded-security-associations',
    label: 'Offloaded Security Associations',
    certainty: 'stated',
    netsh: 'Offload SAs',
    metric: 'ipsec_offloaded_associations',
    kind: 'gauge',
    source: ipsec([SLOT.offloadedAssociations]),
    help: 'Pairs of SAs in force whose work hardware does, one way at least, as the provider of cryptography says.',
    rise: NOT_OFFLOADED,
    scenario: undefined,
  },
  {
    id: 'pending-key-operations',
    label: 'Pending Key Operations',
    certainty: 'stated',
    netsh: 'Pending Key',
    metric: 'ipsec_pending_key_operations',
    kind: 'gauge',
    source: gauge('pendingSpis'),
    help: 'SPIs that were given out and whose SA is not there yet.',
    rise: 'Quick modes are under way and do not end: peers are slow or silent.',
    scenario: 'statistics-quick-mode-under-way',
  },
  {
    id: 'ipsec-key-additions',
    label: 'Key Additions',
    certainty: 'stated',
    netsh: 'Key Adds',
    metric: 'ipsec_key_additions',
    kind: 'counter',
    source: ipsec([SLOT.keyAdditions], 'sa-added'),
    help: 'Pairs of SAs that were added.',
    rise: 'Quick modes succeed, or keys were set by hand.',
    scenario: 'two-peers-agree',
  },
  {
    id: 'key-deletions',
    label: 'Key Deletions',
    certainty: 'stated',
    netsh: 'Key Deletes',
    metric: 'ipsec_key_deletions',
    kind: 'counter',
    source: ipsec([SLOT.keyDeletions], 'sa-removed'),
    help: 'Pairs of SAs that were removed.',
    rise: 'Lifetimes end, peers delete, policy changes. It should rise as Key Additions do.',
    scenario: 'rekeying',
  },
  {
    id: 'rekeys',
    label: 'Rekeys',
    certainty: 'stated',
    netsh: 'ReKeys',
    metric: 'ipsec_rekeys',
    kind: 'counter',
    source: events(on('quick-mode-established', ({ replaces }) => replaces !== undefined)),
    help: 'Quick modes that renewed a pair of SAs, begun by either side.',
    rise: 'Usual. Very often: lifetimes in seconds or kilobytes are short for the traffic.',
    scenario: 'rekeying',
  },
  {
    id: 'active-tunnels',
    label: 'Active Tunnels',
    certainty: 'stated',
    netsh: 'Active Tunnels',
    metric: 'ipsec_active_tunnels',
    kind: 'gauge',
    source: ipsec([SLOT.activeTunnels]),
    help: 'Pairs of SAs in tunnel mode that are in force.',
    rise: 'More tunnels, or successors beside their predecessors.',
    scenario: 'rekeying',
  },
];

const REFUSED: readonly Statistic[] = [
  {
    id: 'bad-spi-packets',
    label: 'Bad SPI Packets',
    certainty: 'stated',
    netsh: 'Bad SPI Pkts',
    metric: 'ipsec_bad_spi_packets',
    kind: 'counter',
    source: ipsec([SLOT.badSpiPackets], 'packet-dropped'),
    help: 'Packets of IPsec with an SPI that no SA of this host has.',
    rise: 'The peer still uses an SA that this host has ended, as after a restart; a few come with each renewal. If it goes on, delete the SAs on the peer.',
    scenario: 'statistics-packets-refused',
  },
  {
    id: 'packets-not-decrypted',
    label: 'Packets Not Decrypted',
    certainty: 'stated',
    netsh: 'Pkts not Decrypted',
    metric: 'ipsec_packets_not_decrypted',
    kind: 'counter',
    source: ipsec([SLOT.notDecrypted], 'packet-dropped'),
    help: 'Packets of IPsec whose padding or inner packet was wrong once decrypted.',
    rise: 'The keys differ, which can be without an integrity check alone, or packets are forged on an SA without one.',
    scenario: 'statistics-packets-of-an-attacker',
  },
  {
    id: 'packets-not-authenticated',
    label: 'Packets Not Authenticated',
    certainty: 'stated',
    netsh: 'Pkts not Authenticated',
    metric: 'ipsec_packets_not_authenticated',
    kind: 'counter',
    source: ipsec([SLOT.notAuthenticated], 'packet-dropped'),
    help: 'Packets of IPsec whose integrity check failed.',
    rise: 'Packets are damaged or changed on the way, by a NAT too if it is AH, or somebody forges them.',
    scenario: 'statistics-packets-refused',
  },
  {
    id: 'packets-with-replay-detection',
    label: 'Packets With Replay Detection',
    certainty: 'stated',
    netsh: 'Pkts with Replay Detection',
    metric: 'ipsec_packets_with_replay_detection',
    kind: 'counter',
    source: ipsec([SLOT.replayDetection], 'packet-dropped'),
    help: 'Packets of IPsec seen before, or too old for the replay window.',
    rise: 'The network doubles packets or delays them for long, or somebody plays recorded ones.',
    scenario: 'statistics-packets-of-an-attacker',
  },
];

const OCTETS: readonly Statistic[] = [
  octets('Confidential Bytes Sent', 'stated', 'confidentialBytesSent', {
    what: 'sent encrypted',
    rise: 'Traffic goes out encrypted. If it stands still while traffic flows, that goes by other ways: see "Packets sent in clear".',
  }),
  octets('Confidential Bytes Received', 'unverified', 'confidentialBytesReceived', {
    what: 'received encrypted',
    rise: 'Traffic comes in encrypted. If it stands still while packets are sent, nobody answers, or in clear: see "Packets received in clear".',
  }),
  octets('Authenticated Bytes Sent', 'stated', 'authenticatedBytesSent', {
    what: 'sent with an integrity check',
    rise: 'As Confidential Bytes Sent. Far more than those: methods without encryption are in use.',
  }),
  octets('Authenticated Bytes Received', 'unverified', 'authenticatedBytesReceived', {
    what: 'received with an integrity check',
    rise: 'As Confidential Bytes Received. Far more than those: methods without encryption are in use.',
  }),
  octets('Transport Bytes Sent', 'stated', 'transportBytesSent', {
    what: 'sent in transport mode',
    rise: 'Traffic between two computers is protected from end to end.',
  }),
  octets('Transport Bytes Received', 'unverified', 'transportBytesReceived', {
    what: 'received in transport mode',
    rise: 'Traffic between two computers is protected from end to end.',
  }),
  octets('Bytes Sent In Tunnels', 'stated', 'bytesSentInTunnels', {
    what: 'sent in tunnel mode',
    rise: 'Traffic between networks goes through a tunnel.',
  }),
  octets('Bytes Received In Tunnels', 'stated', 'bytesReceivedInTunnels', {
    what: 'received in tunnel mode',
    rise: 'Traffic between networks comes through a tunnel.',
  }),
  octets('Offloaded Bytes Sent', 'stated', 'offloadedBytesSent', {
    what: 'sent whose protection hardware made',
    rise: NOT_OFFLOADED,
  }),
  octets('Offloaded Bytes Received', 'stated', 'offloadedBytesReceived', {
    what: 'received whose protection hardware checked and removed',
    rise: NOT_OFFLOADED,
  }),
];

export const IPSEC_STATISTICS: readonly Statistic[] = [...ASSOCIATIONS, ...REFUSED, ...OCTETS];

function octets(
  label: string,
  certainty: Statistic['certainty'],
  slot: keyof typeof SLOT,
  { what, rise }: { readonly what: string; readonly rise: string },
): Statistic {
  const words = label.toLowerCase().split(' ');
  return {
    id: words.join('-'),
    label,
    certainty,
    netsh: label,
    metric: `ipsec_${words.join('_')}`,
    kind: 'counter',
    source: ipsec([SLOT[slot]]),
    help: `Octets of clear packets ${what}.`,
    rise,
    scenario: SCENARIO_OF[slot],
  };
}
