/** Tickets and tokens of Kerberos that cannot be used: the words of the host that is told so. */

import type { KerberosProblem } from '../effects.ts';
import type { ByWhose } from './problem-words.ts';

/** By whose problem it is for the host that found it: `peer` is about the host that reads this. */
export const KERBEROS_TOLD: Readonly<Record<KerberosProblem, ByWhose>> = {
  'clock-skew': {
    peer: {
      title: (peer) => `${peer} says that this host's clock is too far from its own for Kerberos.`,
      meaning: 'It allows five minutes, unless its policy says another bound.',
      advice: ['Compare both clocks with a time server: one of the two is wrong.'],
    },
    own: {
      title: (peer) => `${peer} gets no ticket: its clock differs from the ticket service's.`,
      meaning: 'So it cannot begin Kerberos with this host.',
      advice: ['On the peer, set the clock.'],
    },
  },
  'wrong-realm': {
    peer: {
      title: (peer) => `${peer} does not take tickets of this host's Kerberos realm.`,
      meaning: 'It belongs to another realm.',
      advice: ['Compare the realms of the two hosts: they must be the same, letter by letter.'],
    },
    own: {
      title: (peer) => `${peer} gets no ticket: it says that this host is in another realm.`,
      meaning: 'It goes by the principal that this host states, or that its policy names for it.',
      advice: ["Check the realm of this host's principal, and what the peer's policy has for it."],
    },
  },
  'unknown-principal': {
    own: {
      title: (peer) => `${peer} gets no ticket: the ticket service does not know one of the names.`,
      meaning: "The names are this host's principal and the peer's.",
      advice: [
        "Check that this host's principal is in the realm, spelt as this host states it.",
        "Check the same of the peer's principal.",
      ],
    },
  },
  'ticket-expired': {
    peer: {
      title: (peer) => `${peer} says that this host's Kerberos ticket has expired.`,
      meaning: "The peer's clock decides, and the time that the ticket service wrote into it.",
      advice: ['Try again, with a new ticket; if that fails too, compare the clocks.'],
    },
    own: {
      title: (peer) => `${peer} has no good ticket for this host: the one it had has expired.`,
      meaning: 'It must get a new one first.',
      advice: ['On the peer, look why tickets are not renewed.'],
    },
  },
  'wrong-service-key': {
    peer: {
      title: (peer) => `${peer} cannot open this host's ticket: it has another key than its realm.`,
      meaning: 'The ticket is as the ticket service made it.',
      advice: [
        'On the peer, install the key that the realm has for it now.',
        "If the peer's key was changed lately, this host may hold an old ticket: get a new one.",
      ],
    },
    own: {
      title: (peer) => `${peer} gets no ticket: the ticket service does not take its key.`,
      meaning: 'It cannot prove itself to its own realm.',
      advice: ['On the peer, install its key anew, or join it to the domain again.'],
    },
  },
  'not-in-domain': {
    own: {
      title: (peer) => `${peer} says that it is in no domain, so it cannot use Kerberos.`,
      meaning: 'Both computers must be members of a domain for this method.',
      advice: [
        'Join the peer to the domain.',
        'Or let both hosts offer certificates or a pre-shared key as well.',
      ],
    },
  },
  'ticket-service-silent': {
    own: {
      title: (peer) => `${peer} gets no ticket: its ticket service does not answer.`,
      meaning: 'The fault lies between the peer and its domain controller.',
      advice: ['On the peer, check the way to the domain controller, and that it runs.'],
    },
  },
  'ticket-replayed': {
    peer: {
      title: (peer) => `${peer} took this host's Kerberos token for a copy of an earlier one.`,
      meaning: 'It has seen the same token before.',
      advice: [
        'Try again: each try makes a new token.',
        'If it happens every time, somebody is faster than this host with copies of its tokens.',
      ],
    },
  },
  'ticket-for-another-host': {
    peer: {
      title: (peer) => `${peer} says that this host's ticket is for another host.`,
      meaning:
        "This host asked its ticket service for the principal that it believes to be the peer's.",
      advice: ["Set the principal that this host expects of the peer to the peer's own."],
    },
  },
  'ticket-altered': {
    peer: {
      title: (peer) => `${peer} says that this host's Kerberos messages arrive altered.`,
      meaning: 'Their seal does not hold there.',
      advice: ['Compare captures of both ends, token by token, for what is changed on the way.'],
    },
  },
  'peer-not-mutual': {
    peer: {
      title: (peer) => `${peer} says that this host did not prove that it can read the ticket.`,
      meaning:
        "Its answer to the peer's token was not what the owner of the service key would send.",
      advice: ["Check this host's service key, and that mutual authentication is on here."],
    },
  },
  'principal-not-accepted': {
    own: {
      title: (peer) => `${peer} wants this host to be another Kerberos principal than it states.`,
      meaning: 'It did not even ask for a ticket.',
      advice: ["Compare this host's principal with the one in the peer's policy."],
    },
    peer: {
      title: (peer) => `${peer} does not accept this host's Kerberos principal.`,
      meaning: 'The ticket was good; its policy wants another principal.',
      advice: ["On the peer, set the expected principal to this host's."],
    },
  },
  'principal-differs': {
    peer: {
      title: (peer) => `${peer} finds another principal in this host's ticket than in its offer.`,
      meaning: 'This host states the one that is configured, and its ticket says who it really is.',
      advice: ["Check this host's principal, and that nobody changes messages on the way."],
    },
  },
  'no-peer-principal': {
    own: {
      title: (peer) => `${peer} does not know which Kerberos principal this host is.`,
      meaning: 'This host did not state it in message 2, or the peer could not read it there.',
      advice: ["On the peer, name this host's principal in the policy."],
    },
  },
  'token-malformed': {
    peer: {
      title: (peer) => `${peer} cannot read this host's GSS-API token.`,
      meaning: 'The two may not speak the same Kerberos.',
      advice: [
        'Use certificates with a peer that is not Espial: the tokens of this stub are its own.',
      ],
    },
  },
};
