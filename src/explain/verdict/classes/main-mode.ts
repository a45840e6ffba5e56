/** Classes of failures of main and aggressive mode, but for credentials. */

import { type ClassEntry, NEGOTIATION_FAILED, NOT_AUTHENTICATED } from './entry.ts';

export const MAIN_MODE_CLASSES = {
  'preshared-keys-differ': {
    title: 'The pre-shared keys differ.',
    meaning:
      'Algorithms, Diffie-Hellman values and nonces were exchanged, but the first encrypted message does not decrypt to anything. The pre-shared key goes into SKEYID and so into the cipher key, so another key shows as nonsense in message 5 and never as an error message.',
    rule: {
      reference: 'RFC 2409 5.4',
      says: 'With pre-shared keys SKEYID = prf(key, Ni_b | Nr_b), and in main mode the key can only be found by the IP address of the peer.',
    },
    fix: [
      'Compare the two keys octet by octet: case, spaces at the end, and text encoding count.',
      'Check that each host has the key under the address from which the other one speaks.',
    ],
    event: 545,
    error: 13870,
    statistics: NOT_AUTHENTICATED,
  },
  'no-common-main-mode-proposal': {
    title: 'The hosts have no common main-mode proposal.',
    meaning:
      'The initiator offers transforms, each a set of cipher, hash, group and authentication method. The responder accepts one of them whole or none: here each has at least one attribute that it does not take.',
    rule: {
      reference: 'RFC 2409 5, RFC 2408 5.6',
      says: 'The responder returns one transform unchanged, or refuses with NO-PROPOSAL-CHOSEN.',
    },
    fix: [
      'Give both hosts one proposal that is the same in cipher, key length, hash, group and method.',
      'Mend the first difference shown first: often it is the only one.',
    ],
    event: 546,
    error: 13868,
    statistics: NEGOTIATION_FAILED,
  },
  'no-usable-method': {
    title: 'No authentication method is left that both hosts can use.',
    meaning:
      'The lists of methods have something in common, or nothing, but what is left cannot be used with this peer: no key for it, no certificate, no ticket, or the peer takes the offer for another method.',
    rule: {
      reference: 'RFC 2409 5 and Appendix A',
      says: 'The method is an attribute of the transform; both sides must hold what it asks for.',
    },
    fix: [
      'Let both hosts list one method for which both have the credentials.',
      'For Kerberos, check that both are in a domain; for a pre-shared key, that it is there for this address.',
    ],
    event: 547,
    error: 13801,
    statistics: NEGOTIATION_FAILED,
  },
  'peer-identity-not-accepted': {
    title: 'The identity that the peer states is not the one that is expected.',
    meaning:
      'The peer proved that it holds the key, but the name or address in its ID payload is not one that policy accepts for it.',
    rule: {
      reference: 'RFC 2407 4.6.2, RFC 2408 5.8',
      says: 'The ID payload says who the peer is; one that is not accepted is answered by INVALID-ID-INFORMATION.',
    },
    fix: [
      'Set the identity that one host sends and the one that the other expects to the same value and type.',
      'With the address as identity, look for a NAT between the two: the address inside is not the one outside.',
    ],
    event: 545,
    error: 13834,
    statistics: NOT_AUTHENTICATED,
  },
  'aggressive-mode-off': {
    title: 'Aggressive mode is asked for and not allowed.',
    meaning:
      'In aggressive mode with a pre-shared key the responder shows a hash by which the key can be guessed offline. So it is off unless policy allows it, and who does not allow it says nothing.',
    rule: {
      reference: 'RFC 2409 5 and 5.4',
      says: 'Main mode MUST be implemented, aggressive mode SHOULD be; nobody has to accept it.',
    },
    fix: [
      'Let the initiator use main mode.',
      'If it must be aggressive mode, allow it for this peer and use a long random key.',
    ],
    event: 547,
    error: 13868,
    statistics: NEGOTIATION_FAILED,
  },
  'weak-refused': {
    title: 'What is offered is too weak for this host.',
    meaning:
      'DES, MD5 or a group of 768 bits were good once; they are refused unless policy says otherwise.',
    rule: {
      reference: 'RFC 4109 3, 4',
      says: 'DES, MD5 and group 1 were MUST once, and are MAY for their weakness.',
    },
    fix: [
      'Offer 3DES or AES, SHA-1 or better, and group 2 or better at the peer.',
      'For an experiment alone, allow weak algorithms on the host that refuses.',
    ],
    event: 546,
    error: 13868,
    statistics: NEGOTIATION_FAILED,
  },
  'bad-public-value': {
    title: 'A Diffie-Hellman value cannot be used.',
    meaning:
      'It is 0, 1, p-1, not on the curve, or not of the length of its group. With such a value anybody could know the shared secret.',
    rule: {
      reference: 'RFC 2409 5, RFC 2412 (E)',
      says: 'Public values have the length of the group, padded with zeros on the left if need be.',
    },
    fix: [
      'Capture the exchange and look at the KE payload of the sender that is named.',
      'If the values differ at the two ends somebody alters them; if not, it is a fault of the sender.',
    ],
    event: 547,
    error: 13833,
    statistics: NEGOTIATION_FAILED,
  },
  'weak-key': {
    title: 'The negotiation made a key that must not be used.',
    meaning:
      'Few keys of DES make it weak. One came by chance, and it is thrown away with its negotiation.',
    rule: {
      reference: 'RFC 2405 4, RFC 2451 2.3',
      says: 'Weak keys are rejected, and another SA is negotiated.',
    },
    fix: [
      'Try again: it comes by chance alone, and hardly ever.',
      'Use AES, which has no weak keys.',
    ],
    event: 547,
    error: 13804,
    statistics: NEGOTIATION_FAILED,
  },
  'no-policy': {
    title: 'A host has no policy for this peer or this traffic.',
    meaning:
      'No filter is for the address that asks, or none protects the packet, and no default response is active. So there is nothing to negotiate by.',
    rule: {
      reference: 'RFC 4301 4.4.1, 5.1',
      says: 'Every packet and every negotiation needs an entry of the security policy database; without one it is discarded.',
    },
    fix: [
      'See which policy is in force, and whether one of its filters has both addresses.',
      'Assign a policy with a rule for this computer, or activate the default response.',
    ],
    event: 547,
    error: 13825,
    statistics: NEGOTIATION_FAILED,
  },
  'policy-changed': {
    title: 'The policy of a host was changed while something was under way.',
    meaning:
      'A new policy came into force, and what the negotiation or the waiting packet stood on is gone or other in it.',
    rule: {
      reference: 'RFC 4301 4.4.1',
      says: 'The policy in force decides; SAs that it does not want are deleted.',
    },
    fix: ['Send again: by the new policy it is negotiated anew, or passes as that says.'],
    event: 547,
    error: 13849,
    statistics: NEGOTIATION_FAILED,
  },
  'half-open-limit': {
    title: 'A host has too much under way already.',
    meaning:
      'Every first message of a negotiation costs memory and computing, and anybody can send one. So there is a bound, and what comes when it is reached is refused or displaces the oldest.',
    rule: {
      reference: 'RFC 2408 1.7.1, 2.5.3',
      says: 'Cookies and bounds hold off who only wants to clog a host; no protection is complete.',
    },
    fix: [
      'Wait until negotiations under way have ended, and try again.',
      'If many come from addresses that never finish, somebody floods this host: filter them before it.',
    ],
    event: 547,
    error: 13882,
    statistics: NEGOTIATION_FAILED,
  },
  cancelled: {
    title: 'A host gave the negotiation up itself.',
    meaning: 'Somebody told it to, or its service stopped, before the negotiation had ended.',
    rule: {
      reference: 'RFC 2408 5.1',
      says: 'A negotiation may be abandoned; what it made is discarded.',
    },
    fix: ['Start it again when the host is ready.'],
    event: 547,
    error: 13808,
    statistics: NEGOTIATION_FAILED,
  },
  'refused-by-peer': {
    title: 'The peer refused, and did not say precisely why.',
    meaning:
      'A notify ended the negotiation. Its type alone is known, and it leaves more than one reason.',
    rule: {
      reference: 'RFC 2408 3.14.1, 5.14',
      says: 'Notify types 1 to 30 name errors; their data may be empty.',
    },
    fix: [
      "Read the peer's own log: it knows the reason.",
      'Explain the evidence of both sides together.',
    ],
    event: 547,
    error: 13804,
    statistics: NEGOTIATION_FAILED,
  },
} as const satisfies Record<string, ClassEntry>;
