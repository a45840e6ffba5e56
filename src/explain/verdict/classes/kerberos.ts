/** Classes of failures of Kerberos. */

import { type ClassEntry, NEGOTIATION_FAILED, NOT_AUTHENTICATED } from './entry.ts';

const GSS = {
  reference: 'draft-ietf-ipsec-isakmp-gss-auth 4',
  says: 'The offer names the principal, messages 3 and 4 carry the tokens, and the context protects HASH_I and HASH_R.',
} as const;
const TICKETS = {
  reference: 'RFC 4120 3.3, 5.3',
  says: 'A ticket is for one client and one service, sealed by the key of that service, and for a time.',
} as const;
const OWN = { event: 547, error: 13855, statistics: NEGOTIATION_FAILED } as const;
const PEERS = { event: 545, error: 13827, statistics: NOT_AUTHENTICATED } as const;

export const KERBEROS_CLASSES = {
  'kerberos-no-ticket': {
    title: 'No Kerberos ticket could be had.',
    meaning: 'The ticket service, a domain controller, does not answer, or not in time.',
    rule: TICKETS,
    fix: [
      'See that a domain controller can be reached from the host that asks (port 88).',
      'See that policy does not ask for IPsec to the domain controller itself: the ticket would wait for itself.',
    ],
    ...OWN,
  },
  'kerberos-clock-skew': {
    title: 'The clocks are too far apart for Kerberos.',
    meaning:
      'What proves that a ticket is fresh holds the time, and only a few minutes of difference are allowed.',
    rule: {
      reference: 'RFC 4120 3.2.3',
      says: 'Times that differ by more than the allowable skew (five minutes, say) are refused.',
    },
    fix: ['Set both clocks by the same source of time, as that of the domain.'],
    ...PEERS,
  },
  'kerberos-wrong-realm': {
    title: 'The hosts are in realms that do not trust each other.',
    meaning: 'A principal of one realm has no ticket in the other.',
    rule: {
      reference: 'RFC 4120 1.2',
      says: 'Realms need keys in common before a client of one is known in the other.',
    },
    fix: [
      'Take Kerberos from the method list for this peer, and use certificates.',
      'Or let the two domains trust each other.',
    ],
    ...PEERS,
  },
  'kerberos-outside-the-domain': {
    title: 'A host is in no domain.',
    meaning: 'It has no account by which it could get tickets.',
    rule: TICKETS,
    fix: ['Join the host to the domain.', 'Or use another method with it.'],
    ...OWN,
  },
  'kerberos-ticket-expired': {
    title: 'A Kerberos ticket has expired.',
    meaning: 'By the clock of the host that takes it, its end is over.',
    rule: TICKETS,
    fix: ['Get a new ticket: klist purge, then try again.', 'Compare the clocks.'],
    ...PEERS,
  },
  'kerberos-unknown-principal': {
    title: 'The ticket service does not know a principal.',
    meaning: 'The computer has no account there, or the service is asked for under another name.',
    rule: TICKETS,
    fix: [
      'See that the computer named has an account in the realm, and the service principal name that is asked for.',
    ],
    ...OWN,
  },
  'kerberos-wrong-service-key': {
    title: "A ticket does not open with the host's own key.",
    meaning:
      'The account of the computer has another key at the ticket service than on the computer.',
    rule: TICKETS,
    fix: [
      "Reset the computer's account, and join it to the domain again.",
      'Let the peer get a new ticket: klist purge.',
    ],
    ...PEERS,
  },
  'kerberos-ticket-replayed': {
    title: 'A Kerberos ticket was used twice.',
    meaning: 'The authenticator with it was seen before: somebody plays a recorded message.',
    rule: {
      reference: 'RFC 4120 3.2.3',
      says: 'A server keeps the authenticators that it saw within the skew and refuses a copy.',
    },
    fix: ['Try again; if it comes again, capture both ends and look for who repeats messages.'],
    ...PEERS,
  },
  'kerberos-ticket-for-another-host': {
    title: 'The Kerberos ticket is for another host.',
    meaning: 'It names another service than the one of the host that got it.',
    rule: TICKETS,
    fix: [
      'See which principal the initiator asks for: name and address must lead to the same computer.',
    ],
    ...PEERS,
  },
  'kerberos-ticket-altered': {
    title: 'A sealed Kerberos message does not open.',
    meaning: 'The key is right, so the message was altered or forged.',
    rule: TICKETS,
    fix: ['Capture both ends and compare the tokens.'],
    ...PEERS,
  },
  'kerberos-peer-not-proved': {
    title: 'The peer did not prove that it could read the ticket.',
    meaning:
      'Both sides must prove themselves; what the responder answered is not made with the key of the ticket.',
    rule: {
      reference: 'RFC 4120 3.2.4, 3.2.5',
      says: 'For mutual authentication the server sends back what only the holder of its key can.',
    },
    fix: ['See that who answers is the computer that was asked: names and addresses.'],
    ...PEERS,
  },
  'kerberos-principal-not-accepted': {
    title: 'The Kerberos principal is not the one that is expected.',
    meaning: 'It is proved, but policy or the offer names another one.',
    rule: GSS,
    fix: ['Set the principal that policy expects to the one that the peer has.'],
    ...PEERS,
  },
  'kerberos-no-principal': {
    title: 'Nothing says for which principal a ticket is to be asked for.',
    meaning: 'The peer stated none, and policy names none.',
    rule: GSS,
    fix: ["Name the peer's principal in policy."],
    ...OWN,
  },
  'kerberos-token-malformed': {
    title: 'A Kerberos token cannot be read.',
    meaning: 'It is no GSS-API token of Kerberos.',
    rule: GSS,
    fix: ['Capture the exchange and look at the GSS payload; see that both ends speak Kerberos 5.'],
    ...PEERS,
  },
  'kerberos-refused': {
    title: 'Kerberos was refused, and only that was said.',
    meaning: 'A notify without a reason ended the exchange of tokens.',
    rule: GSS,
    fix: ['Explain the evidence of the host that refused, or read its log.'],
    event: 547,
    error: 13827,
    statistics: NEGOTIATION_FAILED,
  },
} as const satisfies Record<string, ClassEntry>;
