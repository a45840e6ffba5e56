/** Espial's own counters: every reason to drop, retransmissions, duplicates, and what else moved. */

import type { IkeEvent } from '../ike/events.ts';
import { dropSlot, IPSEC_COUNTER } from '../ipsec/counters.ts';
import type { DropReason } from '../ipsec/events.ts';
import { type CounterSource, events, host, ipsec, on, sum } from './counter-source.ts';
import type { CounterRow } from './counter-table.ts';
import { FLOOD_COUNTERS } from './flood-counters.ts';

type MessageDropReason = Extract<IkeEvent, { kind: 'isakmp-dropped' }>['reason'];

const MESSAGE_DROPS: Readonly<Record<MessageDropReason, string>> = {
  malformed: 'ISAKMP messages that do not decode.',
  'invalid-cookie': 'ISAKMP messages whose cookies belong to no main-mode SA.',
  'invalid-version': 'ISAKMP messages of a version other than 1.0.',
  unexpected: 'ISAKMP messages that their exchange does not await.',
  'bad-hash': 'ISAKMP messages whose HASH payload is wrong.',
  undecryptable: 'ISAKMP messages that decrypt to nonsense.',
  unprotected: 'ISAKMP messages in clear that had to be encrypted.',
  limit: 'ISAKMP messages refused because a bound was reached.',
  'no-policy': 'ISAKMP messages from addresses that no peer policy covers.',
  'not-acceptable': 'First messages whose offers or identity the policy does not accept.',
  'aggressive-mode-off': 'Aggressive mode that the policy does not allow.',
  'exchange-not-spoken': 'ISAKMP messages of an exchange type that is not spoken.',
};

const PACKET_DROPS: Readonly<Record<DropReason, string>> = {
  malformed: 'Packets that are no IP packets, or no ESP or AH.',
  'unknown-spi': 'ESP and AH packets with an SPI that no SA has.',
  replayed: 'ESP and AH packets seen before, or too old for the replay window.',
  'bad-icv': 'ESP and AH packets whose integrity check failed.',
  'bundle-incomplete': 'Packets of a bundle without its AH, or without its ESP.',
  'bad-padding': 'ESP packets whose padding is not 1, 2, 3 ... (RFC 4303 2.4).',
  'bad-inner-packet': 'ESP packets that hold no IP packet.',
  'selector-mismatch': 'Packets that came by an SA not meant for them (RFC 4301 5.2).',
  'clear-text-required-protection': 'Packets that came in clear though policy protects them.',
  'blocked-by-policy': 'Packets that a policy entry blocks.',
  'no-policy': 'Packets that no policy entry covers, where that means block.',
  'no-sa': 'Packets for which no SA could be had.',
  'queue-full': 'Packets that found the queue of a negotiation full.',
  'lifetime-expired': 'Packets for an SA whose lifetime was over.',
  'sequence-overflow': 'Packets for an SA that had used its last sequence number.',
  'not-for-this-host': 'Packets for an address that this host does not have.',
  'too-big': 'Packets that would be too big once protected.',
  fragment: 'Fragments where whole packets are needed (RFC 4303 3.1.1).',
  congestion: 'Packets with a mark of congestion that they cannot carry (RFC 6040 4.2).',
  'flow-of-another-peer': 'Packets of a flow that another peer with the same traffic began.',
  'unprotected-error': 'ICMP errors from outside about protected packets (RFC 4301 6.1).',
  'blocked-by-mode': "Packets that the driver's mode blocks.",
  'no-reply-to-anything': 'Packets that answer nothing, in the stateful start-up mode.',
  'policy-changed': 'Packets that waited for an SA of an entry that is gone.',
};

const MESSAGES: readonly CounterRow[] = [
  [
    'messages-sent',
    'ISAKMP messages sent',
    events(on('isakmp-sent')),
    'ISAKMP messages sent, repeats included.',
  ],
  [
    'messages-repeated',
    'ISAKMP messages sent again',
    events(on('isakmp-sent', ({ repeat }) => repeat > 0)),
    'ISAKMP messages sent again, by timer or because the peer repeated itself.',
  ],
  [
    'messages-received',
    'ISAKMP messages received',
    events(on('isakmp-received')),
    'ISAKMP messages accepted, repeats included.',
  ],
  [
    'messages-duplicate',
    'ISAKMP messages received again',
    events(on('isakmp-received', ({ duplicate }) => duplicate)),
    'ISAKMP messages that were octet for octet the same as an earlier one.',
  ],
  [
    'notifies-received',
    'Notifies received',
    events(on('notify-received')),
    'NOTIFY payloads received, in clear or protected.',
  ],
  [
    'notifies-unauthenticated',
    'Notifies received in clear',
    events(on('notify-received', ({ authenticated }) => !authenticated)),
    'NOTIFY payloads received in clear, which are not acted on.',
  ],
];

const FRAGMENTS: readonly CounterRow[] = [
  [
    'messages-fragmented',
    'ISAKMP messages sent in fragments',
    events(on('fragments-sent')),
    'ISAKMP messages that went out in parts (payload 132).',
  ],
  [
    'fragments-received',
    'ISAKMP fragments received',
    events(on('fragment-received')),
    'Parts of ISAKMP messages (payload 132) that fit what is being put together.',
  ],
  [
    'messages-reassembled',
    'ISAKMP messages put together',
    events(on('fragment-received', ({ complete }) => complete)),
    'ISAKMP messages whose fragments all came.',
  ],
  [
    'fragments-discarded',
    'Sets of ISAKMP fragments discarded',
    events(on('fragments-discarded')),
    'Messages in parts given up: a contradiction, 70 s over, or a bound reached.',
  ],
  [
    'aggressive-hashes-shown',
    'Aggressive-mode hashes shown',
    events(on('aggressive-hash-shown')),
    'HASH_R of a pre-shared key that went over the wire in clear.',
  ],
];

const NEGOTIATIONS: readonly CounterRow[] = [
  [
    'methods-refused',
    'Methods that peers chose and refused',
    events(on('method-refused')),
    'Main modes begun anew with the next authentication method.',
  ],
  [
    'effects-asked',
    'Signatures, checks and tokens asked for',
    events(on('effect-asked')),
    'Signatures, checks of certificates and tickets that exchanges waited for.',
  ],
  [
    'effects-answered',
    'Signatures, checks and tokens answered',
    events(on('effect-answered')),
    'Answers from outside that an exchange went on with.',
  ],
  [
    'effects-late',
    'Answers that came too late',
    events(on('effect-late')),
    'Answers from outside that nothing waited for any more.',
  ],
  ['main-modes-started', 'Main modes started', events(on('main-mode-started')), 'As either side.'],
  ['main-modes-failed', 'Main modes failed', events(on('main-mode-failed')), 'As either side.'],
  [
    'main-modes-ended',
    'Main-mode SAs ended',
    events(on('main-mode-ended')),
    'By lifetime, by the peer, or by command.',
  ],
  [
    'main-modes-renewed',
    'Main modes renewed',
    events(on('main-mode-established', ({ replaces }) => replaces !== undefined)),
    'Main modes that took the place of another one with the same peer.',
  ],
  ['main-mode-keys', 'Main-mode keys made', events(on('isakmp-keys')), 'Sets of keys derived.'],
  [
    'quick-modes-started',
    'Quick modes started',
    events(on('quick-mode-started')),
    'As either side.',
  ],
  [
    'quick-modes-failed',
    'Quick modes failed',
    events(on('quick-mode-failed', ({ messageId }) => messageId !== 0)),
    'As either side, once begun.',
  ],
  [
    'quick-modes-ended',
    'Quick-mode SAs ended',
    events(on('quick-mode-ended')),
    'By lifetime, by the peer, or by command.',
  ],
  ['nats-detected', 'NATs detected', events(on('nat-detected')), 'Main modes that found a NAT.'],
  [
    'ports-floated',
    'Ports floated',
    events(on('port-floated')),
    'Main modes that moved to the NAT-T port (RFC 3947 4).',
  ],
  [
    'peers-moved',
    'Peers moved',
    events(on('peer-moved')),
    'Peers whose NAT gave them another port or address (RFC 3947 7).',
  ],
  [
    'traffic-shared',
    'Traffic shared by peers',
    events(on('traffic-shared')),
    'Pairs for the traffic of another peer, told apart by flows (RFC 3948 5).',
  ],
];

const PACKETS: readonly CounterRow[] = [
  slot('protected-packets-sent', 'Packets sent protected', 'protectedPacketsSent'),
  slot('protected-packets-received', 'Packets received protected', 'protectedPacketsReceived'),
  slot('ah-packets-sent', 'Packets sent with AH outermost', 'ahPacketsSent'),
  slot('ah-packets-received', 'Packets received with AH outermost', 'ahPacketsReceived'),
  [
    'clear-packets-sent',
    'Packets sent in clear',
    ipsec([IPSEC_COUNTER.clearPacketsSent]),
    'Whatever let them pass: a filter, an exemption, a soft SA, or no filter at all.',
  ],
  [
    'clear-packets-received',
    'Packets received in clear',
    ipsec([IPSEC_COUNTER.clearPacketsReceived]),
    'Whatever let them pass: as those sent, and inbound pass-through.',
  ],
  slot('clear-icmp-sent', 'ICMP packets sent in clear', 'clearIcmpSent'),
  slot('clear-icmp-received', 'ICMP packets received in clear', 'clearIcmpReceived'),
  slot('permitted-packets-sent', 'Packets sent that policy permits', 'permittedPacketsSent'),
  slot(
    'permitted-packets-received',
    'Packets received that policy permits',
    'permittedPacketsReceived',
  ),
  slot('dummy-packets-sent', 'Dummy packets sent', 'dummyPacketsSent'),
  [
    'dummy-packets-received',
    'Dummy packets received',
    ipsec([IPSEC_COUNTER.dummyPacketsReceived], 'dummy-packet'),
    'ESP dummy packets, discarded (RFC 4303 2.6).',
  ],
  slot('held-packets', 'Packets held for an SA', 'heldPackets'),
  [
    'driver-acquires',
    'Acquires by packets',
    ipsec([IPSEC_COUNTER.acquires], 'acquire'),
    'Negotiations that a packet asked for.',
  ],
  [
    'expired-pairs',
    'SA pairs used up',
    ipsec([IPSEC_COUNTER.expiredPairs], 'sa-expired'),
    'Pairs ended by their volume or by their sequence numbers.',
  ],
  slot('tfc-octets-sent', 'TFC padding sent', 'tfcOctetsSent'),
  slot('tfc-octets-received', 'TFC padding received', 'tfcOctetsReceived'),
  [
    'congestion-alarms',
    'Congestion marks that should not meet',
    ipsec([IPSEC_COUNTER.congestionAlarms]),
    'Tunnel packets whose outer and inner ECN fields do not go together (RFC 6040 4.2).',
  ],
  [
    'path-mtus-learned',
    'Path MTUs learned',
    ipsec([IPSEC_COUNTER.pathMtusLearned], 'path-mtu'),
    'Reports of a smaller path MTU that were believed (RFC 4301 8.2).',
  ],
  [
    'exempt-packets',
    'Neighbour discovery let through',
    ipsec([IPSEC_COUNTER.exemptPackets]),
    'IPv6 neighbour discovery, which passes ahead of all policy.',
  ],
  [
    'errors-by-their-packet',
    'ICMP errors protected for their packet',
    ipsec([IPSEC_COUNTER.errorsByTheirPacket]),
    'ICMP errors sent or admitted because of the packet that they are about (RFC 4301 6.2).',
  ],
  [
    'esp-fragments',
    'Fragments of ESP packets',
    ipsec([IPSEC_COUNTER.espFragments]),
    'Fragments kept until their ESP packet is whole (RFC 4303 3.4.1).',
  ],
  ['keepalives-sent', 'NAT keepalives sent', host('keepalivesSent'), 'RFC 3948 2.3.'],
  ['keepalives-received', 'NAT keepalives received', host('keepalivesReceived'), 'RFC 3948 2.3.'],
  [
    'nat-port-invalid',
    'NAT-T datagrams not understood',
    host('natPortInvalid'),
    'Datagrams on the NAT-T port that are neither IKE nor ESP nor keepalive.',
  ],
  [
    'unknown-port',
    'Datagrams for no port of IPsec',
    host('unknownPort'),
    'UDP datagrams that reached the host on neither of its two ports.',
  ],
  [
    'absorbed',
    'Datagrams while the host does not work',
    host('absorbed'),
    'Datagrams and packets that came once the host had been stopped, before its driver had begun, or for IKE while IPSEC Services did not run.',
  ],
];

const STACK: readonly CounterRow[] = [
  ['pings-sent', 'Echo requests sent', host('pingsSent'), 'By the ping command.'],
  ['echo-replies', 'Echo replies received', events(on('echo-reply')), 'ICMP and ICMPv6.'],
  ['echo-answered', 'Echo requests answered', events(on('echo-answered')), 'ICMP and ICMPv6.'],
  ['icmp-errors', 'ICMP errors received', events(on('icmp-error')), 'ICMP and ICMPv6.'],
  [
    'fragments-held',
    'Fragments for the stack',
    host('fragmentsHeld'),
    'Fragments of clear packets for this host, kept until they are whole.',
  ],
  [
    'packets-reassembled',
    'Packets put together',
    host('packetsReassembled'),
    'Clear packets for this host that came in fragments.',
  ],
  ['datagrams-sent', 'UDP datagrams sent', host('datagramsSent'), 'By the send command.'],
  [
    'udp-received',
    'UDP datagrams received',
    events(on('udp-received')),
    'On echo and sink ports of the small stack.',
  ],
  [
    'udp-answered',
    'UDP datagrams sent back',
    events(on('udp-received', ({ answered }) => answered)),
    'By the echo ports of the small stack.',
  ],
  [
    'stack-refused',
    'Packets passed to the inner side',
    host('stackRefused'),
    'Packets that the small stack does not take.',
  ],
  [
    'stack-bad-checksum',
    'Packets with a wrong checksum',
    host('stackBadChecksum'),
    'Packets that reached the small stack damaged.',
  ],
];

export const DETAIL_COUNTERS: readonly CounterRow[] = [
  ...MESSAGES,
  ...rowsOf(MESSAGE_DROPS, (reason, help) => [
    `message-dropped-${reason}`,
    `ISAKMP messages dropped: ${reason}`,
    reason === 'limit' ? sum(droppedFor(reason), host('firstMessagesShed')) : droppedFor(reason),
    help,
  ]),
  ...FLOOD_COUNTERS,
  ...FRAGMENTS,
  ...NEGOTIATIONS,
  ...PACKETS,
  ...rowsOf(PACKET_DROPS, (reason, help) => [
    `packet-dropped-${reason}`,
    `Packets dropped: ${reason}`,
    ipsec([dropSlot('inbound', reason), dropSlot('outbound', reason)], 'packet-dropped'),
    help,
  ]),
  ...STACK,
];

function droppedFor(reason: MessageDropReason): CounterSource {
  return events(on('isakmp-dropped', (event) => event.reason === reason));
}

function slot(id: string, label: string, name: keyof typeof IPSEC_COUNTER): CounterRow {
  return [id, label, ipsec([IPSEC_COUNTER[name]]), `${label}.`];
}

function rowsOf<K extends string>(
  helps: Readonly<Record<K, string>>,
  row: (reason: K, help: string) => CounterRow,
): readonly CounterRow[] {
  return (Object.keys(helps) as K[]).map((reason) => row(reason, helps[reason]));
}
