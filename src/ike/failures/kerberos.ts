/** Tickets and tokens of Kerberos that cannot be used: the words of the host that finds it. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { KerberosProblem } from '../effects.ts';
import type { ProblemMarks, ProblemWords } from './problem-words.ts';
import { WINDOWS } from './windows-errors.ts';

const KERBEROS: ProblemMarks = {
  notify: NOTIFY['AUTHENTICATION-FAILED'],
  windowsError: WINDOWS.KERBEROS_ERROR,
  auditEvent: 545,
};

export const KERBEROS_WORDS: Readonly<Record<KerberosProblem, ProblemWords>> = {
  'clock-skew': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `The clocks of this host and ${peer} are too far apart for Kerberos.`,
        meaning:
          'Kerberos tells fresh tickets from replayed ones by the time, so it allows five minutes, unless policy says another bound.',
        advice: [
          'Set both clocks by the same time server.',
          'Compare time zones too: a wrong zone looks like whole hours.',
        ],
      },
      own: {
        title: (peer) =>
          `This host's clock is too far from the ticket service's to get a ticket for ${peer}.`,
        meaning: 'A ticket service refuses who asks from another time.',
        advice: ["Set this host's clock by the time server of its domain."],
      },
    },
  },
  'wrong-realm': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `${peer} brings a ticket of another Kerberos realm.`,
        meaning: 'Tickets count in the realm whose ticket service sealed them.',
        advice: [
          'Join both computers to the same domain; trust between realms is not part of the stub.',
          'Or offer certificates or a pre-shared key beside Kerberos.',
        ],
      },
      own: {
        title: (peer) =>
          `This host gets no ticket for ${peer}, which is in another Kerberos realm.`,
        meaning: "This host's ticket service gives tickets for its own realm alone.",
        advice: [
          "Check the realm in the peer's principal: it is written in capitals behind the @.",
          'If the realms do differ, use certificates between them.',
        ],
      },
    },
  },
  'unknown-principal': {
    ...KERBEROS,
    windowsError: WINDOWS.SRVQUERYCRED,
    seen: {
      own: {
        title: (peer) => `The ticket service knows no such principal, so no ticket for ${peer}.`,
        meaning:
          'It can seal tickets only for principals of its realm, and gives them only to principals of its realm.',
        advice: [
          'Compare the principal named here with the list of the realm: host/, the full name of the computer, and no alias.',
          'If the computer is new, create its principal and give it its key.',
        ],
      },
    },
  },
  'ticket-expired': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `The Kerberos ticket of ${peer} has expired.`,
        meaning: 'A ticket is good for the time that its ticket service wrote into it.',
        advice: [
          'Let the peer get a new ticket: on Windows klist purge, then try again.',
          "If it is new, the peer's clock is behind the ticket service's.",
        ],
      },
      own: {
        title: (peer) => `This host's ticket for ${peer} has expired.`,
        meaning: 'It was good when it was given, and is so no more.',
        advice: [
          "Try again: this host asks for a new one. If it expires at once, look at the realm's ticket lifetime.",
        ],
      },
    },
  },
  'wrong-service-key': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `The ticket of ${peer} is not sealed by this host's key.`,
        meaning:
          'The ticket service seals a ticket by the key that it shares with this host, and the two copies of that key differ.',
        advice: [
          'Write the key of this host out of the realm anew (a new keytab), or join it to the domain anew.',
          'If the key was changed lately, tickets sealed by the old one remain until they expire: let the peer purge its tickets.',
        ],
      },
      own: {
        title: (peer) => `The ticket service does not take this host's key; no ticket for ${peer}.`,
        meaning:
          'The key that this host shares with the ticket service is not the one that is kept there.',
        advice: [
          'Give this host the key that the realm has for it: both must come from the same password.',
        ],
      },
    },
  },
  'not-in-domain': {
    ...KERBEROS,
    windowsError: WINDOWS.SRVACQFAIL,
    auditEvent: 547,
    seen: {
      own: {
        title: (peer) => `This computer is in no domain, so it cannot use Kerberos with ${peer}.`,
        meaning:
          'It has no principal, no key or no realm. In a workgroup that is normal, and Kerberos is then passed over or fails.',
        advice: [
          'Join this computer to the domain: give it a principal, its key and the realm.',
          'Or put certificates or a pre-shared key into the list of methods.',
        ],
      },
    },
  },
  'ticket-service-silent': {
    ...KERBEROS,
    auditEvent: 547,
    seen: {
      own: {
        title: (peer) => `The ticket service did not answer, so there is no ticket for ${peer}.`,
        meaning: 'Without it nobody in the realm gets a new ticket.',
        advice: [
          'Check that the domain controller runs and that this host reaches it on port 88.',
          'Traffic to the domain controller must not itself wait for IPsec: exempt it.',
        ],
      },
    },
  },
  'ticket-replayed': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `A Kerberos token that was used before came again from ${peer}.`,
        meaning: 'Each token may be taken once; the same one again is a copy, whoever sent it.',
        advice: [
          'A peer makes a new token for each negotiation: look for somebody who records and replays.',
        ],
      },
    },
  },
  'ticket-for-another-host': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `The ticket of ${peer} is for another host than this one.`,
        meaning: 'A ticket names the one service that may take it.',
        advice: [
          "Correct the principal that the peer expects of this host, or this host's own principal.",
          'If the names are right, the address leads to another computer than the peer thinks: look at its name service.',
        ],
      },
    },
  },
  'ticket-altered': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `What came from ${peer} under Kerberos was forged or altered.`,
        meaning: 'The key is the right one, and yet the seal does not hold.',
        advice: ['Capture both ends and compare the tokens: they must be the same octets.'],
      },
    },
  },
  'peer-not-mutual': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `${peer} did not prove that it can read this host's ticket.`,
        meaning:
          'Both sides must authenticate: the one that takes a ticket answers with something that only the owner of the service key can make.',
        advice: [
          'Let the peer use mutual authentication; whoever cannot is not the computer that the ticket names.',
        ],
      },
    },
  },
  'principal-not-accepted': {
    ...KERBEROS,
    notify: NOTIFY['INVALID-ID-INFORMATION'],
    windowsError: WINDOWS.PROCESS_ERR_ID,
    seen: {
      own: {
        title: (peer) =>
          `This host's policy wants another Kerberos principal of ${peer} than it states.`,
        meaning: 'So this host asked for no ticket, and nothing is proved.',
        advice: [
          'If it is the right computer, name the principal that it states in the policy.',
          'If it is not, see which computer has that address.',
        ],
      },
      peer: {
        title: (peer) => `${peer} proved a Kerberos principal that this host does not accept.`,
        meaning: 'Its ticket is good; policy wants another principal here.',
        advice: [
          "Set this host's expected principal to the peer's, if that computer is to be let in.",
        ],
      },
    },
  },
  'principal-differs': {
    ...KERBEROS,
    seen: {
      peer: {
        title: (peer) => `${peer} proved another Kerberos principal than its offer states.`,
        meaning:
          'The GSS identity of an offer and the ticket must be of one and the same computer.',
        advice: [
          "Compare the peer's principal with the account whose key it uses.",
          'If they are the same, somebody on the way changes message 1 or 2: capture both ends.',
        ],
      },
    },
  },
  'no-peer-principal': {
    ...KERBEROS,
    windowsError: WINDOWS.SRVACQFAIL,
    auditEvent: 547,
    seen: {
      own: {
        title: (peer) => `This host does not know which Kerberos principal ${peer} is.`,
        meaning: 'A ticket is always for one named service, so there is none to ask for.',
        advice: [
          'Name the principal of the peer in the policy: host/, its full name, @ and the realm.',
          'Or let the peer state its GSS identity in message 2, as Espial, Windows and racoon do.',
        ],
      },
    },
  },
  'token-malformed': {
    ...KERBEROS,
    notify: NOTIFY['PAYLOAD-MALFORMED'],
    windowsError: WINDOWS.INVALID_PAYLOAD,
    seen: {
      peer: {
        title: (peer) => `${peer} sent a GSS-API token that cannot be read.`,
        meaning: 'It is not in the form of the mechanism that this host speaks.',
        advice: [
          'See whether the peer speaks the same Kerberos: this stub is understood by Espial alone.',
          'Decode the message: the offset named here shows where it goes wrong.',
        ],
      },
    },
  },
};
