/** Classes of what goes wrong with IKE messages on their way and at their receiver. */

import { type ClassEntry, NEGOTIATION_FAILED, REPORT } from './entry.ts';

const INVALID = ['invalid-packets-received'] as const;
const ALTERED = ['Capture both ends and compare the octets of this message.', REPORT] as const;
const QUICK = { reference: 'RFC 2409 5.5' } as const;

export const MESSAGE_CLASSES = {
  'no-response': {
    title: 'The peer does not answer at all.',
    meaning:
      'The first message went out again and again and nothing came back: the peer is down, has no IKE there, or something on the way drops UDP 500.',
    rule: {
      reference: 'RFC 2408 5.1',
      says: 'A message is sent again a number of times; then the exchange is given up.',
    },
    fix: [
      "Check the peer's address and port, and that its IKE service runs.",
      'Check that filters on the way let UDP 500 and 4500 through in both directions.',
    ],
    event: 547,
    error: 13813,
    statistics: ['negotiation-failures', 'acquire-failures'],
  },
  'answers-from-elsewhere': {
    title: 'Answers come from another address or port than was asked.',
    meaning:
      'Somebody answers, but not who was asked: a host with several addresses, a NAT on one way only, or the wrong host behind a forwarded port.',
    rule: {
      reference: 'RFC 2408 2.5.1, RFC 3947 4',
      says: 'IKE is spoken at UDP port 500; with NAT traversal answers go to the address and port that the message came from.',
    },
    fix: [
      'Let the peer answer from the address that was asked: bind its service to it.',
      'Look for a NAT or a load balancer that changes one direction only.',
    ],
    event: 547,
    error: 13813,
    statistics: ['invalid-cookies-received', 'negotiation-failures'],
  },
  'retransmission-exhausted': {
    title: 'A message went unanswered until the tries were used up.',
    meaning:
      'The peer had answered before, so it is there: it dropped the message without a word, its answers are lost, or the path loses messages of this size.',
    rule: {
      reference: 'RFC 2408 5.1',
      says: 'A message is sent again a number of times; then the exchange is given up.',
    },
    fix: [
      "Read the peer's log for the reason why it dropped the message, or explain its evidence.",
      'Check the path for loss, and for filters on large or fragmented datagrams.',
    ],
    event: 547,
    error: 13805,
    statistics: NEGOTIATION_FAILED,
  },
  recovered: {
    title: 'Something was lost, late or altered on the way, and was made good.',
    meaning:
      'Messages had to be sent again or were dropped, and what was wanted came about all the same. This is what retransmission is for.',
    rule: {
      reference: 'RFC 2408 5.1',
      says: 'The sender repeats a message until it is answered; the receiver answers a repeated one with the same answer.',
    },
    fix: [
      'Nothing, if it is rare.',
      'If it is not, look for loss on the path: the messages named here say in which direction.',
    ],
    statistics: [],
  },
  'malformed-header': {
    title: 'The header of an ISAKMP message is wrong.',
    meaning:
      'Version, exchange type, flags or message id cannot be, so the message was dropped before its payloads were looked at.',
    rule: {
      reference: 'RFC 2408 3.1, 5.2',
      says: 'Cookies, next payload, version, exchange type, flags and message id are checked first.',
    },
    fix: ALTERED,
    error: 13824,
    statistics: INVALID,
  },
  'malformed-length': {
    title: 'An ISAKMP message is longer or shorter than it claims.',
    meaning:
      'The length in the header is not that of the datagram: it was cut, or has something behind it.',
    rule: {
      reference: 'RFC 2408 5.1',
      says: 'A message whose length is not the one in its header is discarded; UNEQUAL-PAYLOAD-LENGTHS may say so.',
    },
    fix: ['Look for something on the way that cuts datagrams.', ...ALTERED],
    error: 13824,
    statistics: INVALID,
  },
  'malformed-payload': {
    title: 'A payload of an ISAKMP message is malformed.',
    meaning:
      'Lengths do not add up, a reserved field is set, or payloads stand where they must not or are missing.',
    rule: {
      reference: 'RFC 2408 5.3',
      says: 'Generic headers are checked; a fault is answered by PAYLOAD-MALFORMED or INVALID-PAYLOAD-TYPE.',
    },
    fix: ALTERED,
    event: 547,
    error: 13843,
    statistics: INVALID,
  },
  'malformed-attribute': {
    title: 'An attribute of an offer is malformed.',
    meaning: 'It stands twice, in the wrong form, or its value cannot be.',
    rule: {
      reference: 'RFC 2408 3.3, RFC 2407 4.5',
      says: 'Attributes are TV or TLV, as their class says; BAD-PROPOSAL-SYNTAX may tell of a fault.',
    },
    fix: ALTERED,
    event: 547,
    error: 13832,
    statistics: INVALID,
  },
  'unknown-critical-payload': {
    title: 'A payload has a type that cannot be passed over.',
    meaning:
      'Types up to 127 are either known or an error; from 128 on they are private and passed over.',
    rule: {
      reference: 'RFC 2408 3.1, 5.3',
      says: 'An invalid next payload is answered by INVALID-PAYLOAD-TYPE.',
    },
    fix: ['Turn off what the peer adds to IKEv1, if a setting does.', ...ALTERED],
    event: 547,
    error: 13823,
    statistics: INVALID,
  },
  'version-not-spoken': {
    title: 'The peer speaks another version of IKE.',
    meaning: 'The header says IKEv2 or a version that nobody speaks; this host speaks IKEv1.',
    rule: {
      reference: 'RFC 2408 3.1, 5.2',
      says: 'A version that is not spoken is answered by INVALID-MAJOR-VERSION.',
    },
    fix: ['Let the peer use IKEv1 (in strongSwan, version = 1).'],
    error: 13880,
    statistics: INVALID,
  },
  'exchange-not-spoken': {
    title: 'The peer asks for an exchange that this host does not speak.',
    meaning:
      'The exchange type is of a draft or an extension, such as mode config, or of nothing at all.',
    rule: {
      reference: 'RFC 2408 3.1, 5.2',
      says: 'An exchange that is not supported is answered by INVALID-EXCHANGE-TYPE.',
    },
    fix: ['Turn the extension (XAUTH, mode config) off at the peer.'],
    error: 13824,
    statistics: INVALID,
  },
  'bad-cookie': {
    title: 'A message has cookies that no exchange has.',
    meaning:
      'It belongs to an SA that is gone, as after a restart, or is forged: cookies are what tells negotiations apart.',
    rule: {
      reference: 'RFC 2408 2.5.3, 5.2',
      says: 'Cookies are checked first; INVALID-COOKIE may answer a wrong one.',
    },
    fix: [
      'If a host was restarted, wait: the peer finds out, and negotiates anew.',
      'If not, capture both ends: somebody sends messages that are not of an exchange.',
    ],
    error: 13846,
    statistics: ['invalid-cookies-received'],
  },
  'main-mode-hash-wrong': {
    title: 'HASH_I or HASH_R of main mode is wrong.',
    meaning:
      'The message decrypts, so keys agree, but its hash is over other octets than the two sides saw: something was altered before.',
    rule: {
      reference: 'RFC 2409 5',
      says: 'HASH_I and HASH_R cover public values, cookies, SAi_b and the identity.',
    },
    fix: [
      'Capture both ends and compare messages 1 to 4: the offer itself may have been altered.',
      REPORT,
    ],
    event: 545,
    error: 13870,
    statistics: ['authentication-failures', 'negotiation-failures'],
  },
  'hash-1-wrong': {
    title: 'HASH(1) is wrong: of quick-mode message 1, or of a notify or delete.',
    meaning:
      'The message was altered, is not of this main mode, or the sender computes it over other octets. It is dropped, and never acted on.',
    rule: { ...QUICK, says: 'HASH(1) = prf(SKEYID_a, M-ID | all that follows the hash).' },
    fix: ALTERED,
    error: 13870,
    statistics: INVALID,
  },
  'hash-2-wrong': {
    title: 'HASH(2) of quick-mode message 2 is wrong.',
    meaning:
      'The answer was altered, or the responder computes it over other octets. The initiator drops it and asks again.',
    rule: { ...QUICK, says: 'HASH(2) = prf(SKEYID_a, M-ID | Ni_b | all that follows the hash).' },
    fix: ALTERED,
    error: 13870,
    statistics: INVALID,
  },
  'hash-3-wrong': {
    title: 'HASH(3) of quick-mode message 3 is wrong.',
    meaning:
      'The last message was altered, or the initiator computes it over other octets. The responder drops it, and its SA is not complete.',
    rule: { ...QUICK, says: 'HASH(3) = prf(SKEYID_a, 0 | M-ID | Ni_b | Nr_b).' },
    fix: ALTERED,
    error: 13870,
    statistics: INVALID,
  },
  'decrypts-to-nonsense': {
    title: 'An encrypted message decrypts to nonsense.',
    meaning:
      'Keys that were proved, or that no pre-shared key goes into, give no payloads: the message was altered, or the chains of IVs of the two sides have come apart.',
    rule: {
      reference: 'RFC 2409 Appendix B',
      says: 'The IV of a message is the last block of the one before, and of a message id the hash of the last block of phase 1 and the id.',
    },
    fix: [
      'Capture both ends and compare the octets of the messages before it: a lost or repeated one must not move the IV.',
      REPORT,
    ],
    error: 13867,
    statistics: INVALID,
  },
  'not-protected': {
    title: 'A message came in clear although keys are there.',
    meaning:
      'Anybody can send a notify or delete in clear. Once keys are there it is not acted on.',
    rule: {
      reference: 'RFC 2409 5.7',
      says: 'When keys are there, informational exchanges are protected by them.',
    },
    fix: ['Capture the path and look for who sends it: the peer without its SA, or somebody else.'],
    statistics: INVALID,
  },
  'unexpected-message': {
    title: 'A message came late, twice or out of turn.',
    meaning: 'It is well formed and of a known exchange, which is over or at another point.',
    rule: { reference: 'RFC 2408 5.1', says: 'Who gets a message out of turn discards it.' },
    fix: ['Nothing, if it is rare: the path reorders or repeats.', REPORT],
    statistics: [],
  },
} as const satisfies Record<string, ClassEntry>;
