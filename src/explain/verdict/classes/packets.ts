/** Classes of what goes wrong with packets under an SA, and beside one. */

import type { ClassEntry } from './entry.ts';

const INBOUND = {
  reference: 'RFC 4301 5.2',
  says: 'A packet that came off an SA must fit its selectors; one in clear must not fit an entry that protects.',
} as const;

export const PACKET_CLASSES = {
  'spi-unknown': {
    title: 'Packets come under an SPI that the receiver does not have.',
    meaning:
      'The sender uses an SA that is gone at the receiver, as after a restart or a lost delete, or somebody guesses.',
    rule: {
      reference: 'RFC 4303 3.4.2, 2.1',
      says: 'Without an SA for the SPI the packet is discarded, and that is audited.',
    },
    fix: [
      'Take the SA down at the sender: then it negotiates anew.',
      'Turn dead peer detection on, so that a lost SA is noticed.',
    ],
    event: 4282,
    statistics: ['bad-spi-packets'],
  },
  'icv-wrong': {
    title: 'The integrity check value of packets is wrong.',
    meaning:
      'They were altered on the way, forged, or the two ends have different keys, as where an SA was keyed by hand.',
    rule: {
      reference: 'RFC 4303 3.4.4',
      says: 'A packet whose ICV does not verify is discarded, and the window does not move.',
    },
    fix: [
      'With keys by hand, compare the integrity keys and algorithms of the two ends.',
      'Else capture both ends: who alters packets is between them.',
      'AH through a NAT always ends so: use ESP.',
    ],
    event: 4285,
    statistics: ['packets-not-authenticated'],
  },
  replayed: {
    title: 'Packets came twice, or from behind the replay window.',
    meaning:
      'The sequence number was seen before or is too old. Somebody plays recorded packets, or the path repeats or reorders them by more than the window.',
    rule: {
      reference: 'RFC 4303 3.4.3',
      says: 'A sequence number is accepted once, and within the window; the window moves only after the ICV has verified.',
    },
    fix: [
      'If numbers come again that came long ago, look for who repeats packets.',
      'If numbers are late only, make the window larger (64 in place of 32), and look for paths that reorder.',
    ],
    event: 4285,
    statistics: ['packets-with-replay-detection'],
  },
  'sequence-overflow': {
    title: 'The sequence numbers of an SA are used up.',
    meaning:
      'After 2^32 - 1 packets (2^64 - 1 with extended numbers) nothing may be sent on the SA any more; a new one must serve.',
    rule: {
      reference: 'RFC 4303 3.3.3',
      says: 'The counter must not cycle: the sender makes a new SA before it does.',
    },
    fix: [
      'Let the SA be renewed earlier: a lifetime in kilobytes or seconds that comes before.',
      'Use extended sequence numbers on fast links.',
    ],
    event: 4289,
    statistics: ['rekeys'],
  },
  'padding-wrong': {
    title: 'The padding of decrypted packets is wrong.',
    meaning:
      'The packet opened, but what stands before its end is not 1, 2, 3 and so on: another cipher key, or a sender that pads otherwise.',
    rule: {
      reference: 'RFC 4303 2.4',
      says: 'Padding is 1, 2, 3 ...; the receiver should inspect it.',
    },
    fix: [
      'With keys by hand, compare the encryption keys of the two ends.',
      'Else report it to the maker of the sender.',
    ],
    event: 4288,
    statistics: ['packets-not-decrypted'],
  },
  'inner-packet-malformed': {
    title: 'What a packet carried is no packet.',
    meaning: 'It opened and is padded well, but the inner headers cannot be.',
    rule: INBOUND,
    fix: [
      'Capture it with the keys and decode it.',
      'With encryption but no integrity, somebody may have altered it.',
    ],
    event: 4288,
    statistics: ['packets-not-decrypted'],
  },
  'inner-selectors-wrong': {
    title: 'What came off an SA is not the traffic that the SA is for.',
    meaning:
      'The peer has the keys and sends packets on the SA whose addresses, protocol or ports are outside of what was agreed on.',
    rule: INBOUND,
    fix: [
      'Compare the filters of the two hosts: the sender takes more traffic for this SA than was agreed on.',
      'If they agree, the sender forges: it has the keys, so look at that host.',
    ],
    event: 4288,
    statistics: [],
  },
  'bundle-incomplete': {
    title: 'A packet came with only one of the two protocols agreed on.',
    meaning: 'The SA is AH and ESP together, and one of them was missing.',
    rule: INBOUND,
    fix: ['Compare the methods of the two hosts: AH and ESP on both.'],
    event: 4288,
    statistics: [],
  },
  'packet-malformed': {
    title: 'A packet is too short, or its headers cannot be.',
    meaning: 'It was dropped before an SA was looked for.',
    rule: {
      reference: 'RFC 4303 2',
      says: 'A packet has an SPI, a sequence number, an IV, whole blocks, and an ICV.',
    },
    fix: ['Capture it at both ends: who cuts or alters it is between them.'],
    event: 4288,
    statistics: [],
  },
  'clear-text-where-protection-required': {
    title: 'Packets came in clear that policy wants protected.',
    meaning:
      'The sender has no policy, another one, or has lost its SA, and the receiver drops what it sends.',
    rule: INBOUND,
    fix: [
      'Assign a policy to the sender that protects this traffic.',
      'Or allow clear text at the receiver for this filter, if that is what is wanted (inbound pass-through).',
    ],
    event: 4284,
    statistics: [],
  },
  'blocked-by-policy': {
    title: 'Policy blocks this traffic.',
    meaning:
      'A filter whose action is block is the most specific for it. This is what the policy says.',
    rule: {
      reference: 'RFC 4301 4.4.1',
      says: 'Traffic is protected, bypassed or discarded, as the entry that it fits says.',
    },
    fix: [
      'Nothing, if that was meant.',
      'Else see which filter the packet hits, and give a more specific one that permits.',
    ],
    event: 4288,
    statistics: [],
  },
  'blocked-by-driver-mode': {
    title: "The driver's mode blocks the traffic.",
    meaning:
      'Until policy is in force, or since it could not be applied, the driver lets nothing pass but exemptions, or only answers.',
    rule: {
      reference: 'RFC 4301 5',
      says: 'Without policy nothing is passed: the default is to discard.',
    },
    fix: [
      'Wait until the service has applied policy, and see its events if it has not.',
      'Mend the policy that cannot be applied, or set the start-up mode or an exemption.',
    ],
    event: 4292,
    statistics: [],
  },
  'packet-too-big': {
    title: 'Packets are too big for the path.',
    meaning:
      'Protection adds octets, and what fitted before does not any more. A router says so by ICMP, or drops in silence: a black hole.',
    rule: {
      reference: 'RFC 4301 8, RFC 4303 3.3.4',
      says: 'The path MTU less what protection adds is told to the sender; packets are fragmented after protection.',
    },
    fix: [
      'Let ICMP "packet too big" (type 3, code 4) through on the way.',
      'Else lower the MTU of the inner interface, or the MSS of TCP.',
    ],
    event: 4289,
    statistics: [],
  },
  'fragments-lost': {
    title: 'Fragments do not come, or cannot be used.',
    meaning:
      'Something on the way drops fragments, or a fragment came where a whole packet is needed.',
    rule: {
      reference: 'RFC 4301 7, RFC 4303 3.4.1',
      says: 'Packets are put together before ESP looks at them; a fragment there is discarded.',
    },
    fix: [
      'Let fragments through on the way, or make packets small enough.',
      'For large IKE messages, use IKE fragmentation.',
    ],
    event: 4288,
    statistics: [],
  },
  'nat-mapping-changed': {
    title: 'A NAT gave a host another address or port.',
    meaning:
      'The mapping was lost or rebound. With NAT traversal the peer follows as soon as something proved comes from there.',
    rule: {
      reference: 'RFC 3947 7',
      says: 'A host that is not behind a NAT sends to where the last authenticated packet came from.',
    },
    fix: [
      'Nothing, if traffic goes on.',
      'Send keepalives more often than the NAT forgets (20 s), or lengthen its timeout.',
    ],
    statistics: [],
  },
  'flow-of-another-peer': {
    title: 'Two peers have the same traffic, and a packet came from the wrong one.',
    meaning:
      'Two hosts behind NATs use the same inner addresses or one outer one. Flows tell them apart, and this one began with the other peer.',
    rule: {
      reference: 'RFC 3948 5.1, 5.2',
      says: 'Conflicts of tunnel and transport mode behind one NAT must not mix the traffic of peers.',
    },
    fix: [
      'Use a tunnel with an inner address for each peer.',
      'Or let the peers use different ports.',
    ],
    event: 4288,
    statistics: [],
  },
  'unprotected-icmp-error': {
    title: 'An ICMP error about protected packets came from outside.',
    meaning: 'Anybody can send one, so policy decides how far it is believed.',
    rule: {
      reference: 'RFC 4301 6.1.1',
      says: 'Errors from the unprotected side are accepted or not as the administrator says.',
    },
    fix: ['Nothing, if traffic flows.', 'If packets vanish, look for a path MTU that has shrunk.'],
    event: 4288,
    statistics: [],
  },
  'congestion-mark-lost': {
    title: 'A congestion mark met an inner packet that cannot carry it.',
    meaning:
      'The outer header says congestion, and the inner sender does not take part in ECN: the packet must be dropped.',
    rule: { reference: 'RFC 6040 4.2', says: 'Outer CE over inner Not-ECT is dropped.' },
    fix: ['Look for a router that marks packets which are not ECN-capable.'],
    event: 4288,
    statistics: [],
  },
  'no-sa': {
    title: 'Packets found no SA, or waited for one in vain.',
    meaning:
      'Policy protects them, and the negotiation failed, was not begun, or there were too many in the queue.',
    rule: {
      reference: 'RFC 4301 5.1',
      says: 'Without an SA the key management is asked for one; meanwhile packets may be dropped.',
    },
    fix: ['See why no SA came about: the events of IKE say it.'],
    event: 4289,
    statistics: ['acquire-failures'],
  },
  'sa-worn-out': {
    title: 'An SA reached its limit before another one served.',
    meaning: 'Its seconds, kilobytes or packets are used up, and the renewal did not come in time.',
    rule: {
      reference: 'RFC 4301 4.4.2.1, RFC 2407 4.5',
      says: 'When the hard lifetime is over the SA ends; before that the soft one has it renewed.',
    },
    fix: [
      'See why the renewal failed or came late.',
      'Lengthen the lifetime, or let it be renewed earlier.',
    ],
    event: 4289,
    statistics: ['key-deletions'],
  },
  'packets-lost': {
    title: 'Protected packets are lost on the way.',
    meaning:
      'Sequence numbers are missing at the receiver, or packets go out and nothing comes back.',
    rule: {
      reference: 'RFC 4303 2.2, 3.4.3',
      says: 'Sequence numbers rise by one a packet; gaps tell of loss.',
    },
    fix: [
      'Look for loss, for filters on protocol 50 or UDP 4500, and for packets that are too big.',
    ],
    statistics: [],
  },
  'packet-for-another-host': {
    title: 'Packets came that are for another host.',
    meaning: 'The inner destination is not of the host that opened them, and it does not forward.',
    rule: INBOUND,
    fix: ['Look at routes and at the end points of the tunnel.'],
    event: 4288,
    statistics: [],
  },
} as const satisfies Record<string, ClassEntry>;
