/** Classes of failures of quick mode, and of the SAs that it makes. */

import type { ClassEntry } from './entry.ts';

const ONE_MATCHES = {
  reference: 'RFC 2408 4.2, RFC 2409 5.5',
  says: 'The responder takes one proposal with all its attributes, or refuses with NO-PROPOSAL-CHOSEN.',
} as const;
const FAILED = ['negotiation-failures'] as const;

export const QUICK_MODE_CLASSES = {
  'no-common-quick-mode-proposal': {
    title: 'The hosts have no common quick-mode proposal.',
    meaning:
      'No transform that one host offers for the traffic is one that the other accepts: cipher, key length or integrity differ.',
    rule: ONE_MATCHES,
    fix: [
      'Give both hosts one ESP transform that is the same in cipher, key length and integrity.',
    ],
    event: 546,
    error: 13868,
    statistics: FAILED,
  },
  'pfs-differs': {
    title: 'The hosts differ in perfect forward secrecy.',
    meaning:
      'One host asks for a new Diffie-Hellman exchange in quick mode and the other does not, or for another group.',
    rule: {
      reference: 'RFC 2409 5.5',
      says: 'A KE payload in quick mode and the group in every transform go together, and the responder answers in kind.',
    },
    fix: ['Set the same PFS group on both hosts, or none on both.'],
    event: 546,
    error: 13868,
    statistics: FAILED,
  },
  'selectors-differ': {
    title: 'The selectors of the two hosts differ.',
    meaning:
      'One host asks to protect traffic that no policy entry of the other covers: addresses, protocol or ports are others, or the mirror is missing.',
    rule: {
      reference: 'RFC 2409 5.5, RFC 2407 4.6.2',
      says: 'IDci and IDcr name the traffic; a responder whose policy does not agree sends INVALID-ID-INFORMATION.',
    },
    fix: [
      'Make the two filters mirror images: source and destination exchanged, same protocol and ports.',
      'With a name or "any" in a filter, see which addresses it stands for on each host.',
    ],
    event: 547,
    error: 13825,
    statistics: FAILED,
  },
  'encapsulation-differs': {
    title: 'The hosts differ in the encapsulation mode.',
    meaning:
      'One host wants a tunnel and the other transport mode, or only one of them sees a NAT.',
    rule: {
      reference: 'RFC 2407 4.5, RFC 3947 5.1',
      says: 'The mode is an attribute of the transform: tunnel, transport, or one of the two in UDP.',
    },
    fix: [
      'Set tunnel or transport mode alike on both hosts.',
      'With a NAT on the way both must speak NAT traversal.',
    ],
    event: 546,
    error: 13868,
    statistics: FAILED,
  },
  'sequence-numbers-differ': {
    title: 'The hosts differ in extended sequence numbers.',
    meaning: 'One host asks for 64-bit sequence numbers and the other does not take them.',
    rule: {
      reference: 'RFC 4304 3',
      says: 'Attribute 11 with value 1 asks for extended sequence numbers.',
    },
    fix: ['Set them alike on both hosts, or let the one that can do both offer both.'],
    event: 546,
    error: 13868,
    statistics: FAILED,
  },
  'protocols-differ': {
    title: 'The hosts differ in the protocol: AH, ESP or both.',
    meaning: 'No offer has the protocols that the other side asks for.',
    rule: ONE_MATCHES,
    fix: [
      'Give both hosts a method with the same protocols.',
      'ESP with integrity does all that most want of AH, and goes through NATs.',
    ],
    event: 546,
    error: 13868,
    statistics: FAILED,
  },
  'ah-behind-nat': {
    title: 'AH cannot be used through a NAT.',
    meaning: 'The integrity check of AH covers the IP addresses, and the NAT changes them.',
    rule: {
      reference: 'RFC 3715 2.1',
      says: 'AH and NAT are incompatible; no encapsulation of AH in UDP exists.',
    },
    fix: ['Use ESP with an integrity algorithm in place of AH.'],
    event: 547,
    error: 13868,
    statistics: FAILED,
  },
  'attribute-not-supported': {
    title: 'The offer has an attribute that cannot be used.',
    meaning:
      'It is known and not supported, has a value that means nothing, or contradicts another one.',
    rule: {
      reference: 'RFC 2407 4.5.2, 4.5.3',
      says: 'Conflicting attributes end the negotiation; unsupported ones are answered by ATTRIBUTES-NOT-SUPPORTED.',
    },
    fix: [
      'Let the peer offer a transform without it.',
      'If no setting asks for it, report it to the maker of the peer.',
    ],
    event: 546,
    error: 13802,
    statistics: FAILED,
  },
  'lifetime-longer': {
    title: 'A lifetime is longer, or other, than is allowed.',
    meaning:
      'The life offered for the SA is above what this host allows, or what the responder said of its own life cannot be.',
    rule: {
      reference: 'RFC 2407 4.5.4, 4.6.3.1',
      says: 'A responder may fail the negotiation, use its own shorter life, or tell it by RESPONDER-LIFETIME.',
    },
    fix: [
      'Set the lifetimes of both hosts alike, or let the strict one accept and end SAs earlier itself.',
    ],
    event: 547,
    error: 13879,
    statistics: FAILED,
  },
  'rekey-collision': {
    title: 'Both hosts renewed the same SA at the same time.',
    meaning:
      'Each began a negotiation before it saw that of the other. Two new SAs come out of it where one was wanted; one of them must be the survivor for both.',
    rule: {
      reference: 'RFC 2408 4.3, RFC 2409 5.5',
      says: 'An SA is modified by making a new one; several quick modes at once are allowed.',
    },
    fix: [
      'Nothing, where both are up and traffic flows: the older ones go by themselves.',
      'Set the lifetimes apart, or let one host alone renew, so that it happens less often.',
    ],
    error: 13821,
    statistics: ['ike-quick-mode', 'rekeys'],
  },
  'deleted-by-peer': {
    title: 'The peer deleted an SA that was still wanted.',
    meaning:
      'A delete payload took the SA away, before its time or in the middle of a negotiation on it.',
    rule: {
      reference: 'RFC 2408 3.15, 5.15',
      says: 'A delete says that the sender does not have the SA any more.',
    },
    fix: [
      'Try again.',
      "If it happens each time, read the peer's log: its policy or a person does not want the SA.",
    ],
    event: 547,
    error: 13807,
    statistics: ['key-deletions'],
  },
  'one-sided-sa': {
    title: 'One host has an SA that the other does not have.',
    meaning:
      'The last message of quick mode was lost, or a delete: one side sends on an SA that the other has not, or has no more.',
    rule: {
      reference: 'RFC 2409 5.5, RFC 2408 3.1',
      says: 'The responder may use its SA when message 3 has come; with the commit bit the initiator waits for CONNECTED.',
    },
    fix: [
      'Let the side with the SA take it down, or wait for its lifetime: then both negotiate anew.',
      'Look for loss on the path, and turn dead peer detection on.',
    ],
    event: 4282,
    statistics: ['bad-spi-packets', 'active-security-associations'],
  },
  'sa-refused': {
    title: "A host's driver could not take the SA that was negotiated.",
    meaning: 'IKE had agreed on it, and the data path had no place or no use for it.',
    rule: { reference: 'RFC 4301 4.4.2', says: 'An SA serves when it stands in the SA database.' },
    fix: ['Read the reason that the driver gave; delete SAs that nobody uses.'],
    error: 13860,
    statistics: ['key-addition-failures'],
  },
} as const satisfies Record<string, ClassEntry>;
