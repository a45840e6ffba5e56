/** Whoever answers effects did not, in the time that there was. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { EffectKind } from '../effects.ts';
import type { Failure, TimeOutCode } from '../failure.ts';
import type { Place } from './general.ts';
import type { Words } from './problem-words.ts';
import { WINDOWS } from './windows-errors.ts';

interface TimeOutWords {
  readonly code: TimeOutCode;
  title(peer: string): string;
  /** Follows "did not come back within N s". */
  readonly what: string;
  readonly advice: readonly string[];
}

/** Over slow networks both are usual, so both are named. */
const SLOW_TICKETS =
  'Check that the domain controller answers quickly, and that its name is found quickly.';

const WORDS: Readonly<Record<EffectKind, TimeOutWords>> = {
  sign: {
    code: 'signing-timed-out',
    title: (peer) => `This host did not manage to sign for ${peer} in time.`,
    what: 'The signature by its private key',
    advice: ['Check what holds the private key (a token, a loaded machine), then try again.'],
  },
  verify: {
    code: 'check-timed-out',
    title: (peer) => `The check of the certificate of ${peer} was not ready in time.`,
    what: 'The answer on its chain, revocation and signature',
    advice: [
      'If revocation lists are fetched, see whether their server answers, or give this host the lists as files.',
      'Where lists are slow for good, use revocation 1 or 0, or a slower timer profile.',
    ],
  },
  'gss-initiate': {
    code: 'kerberos-timed-out',
    title: (peer) => `A Kerberos ticket for ${peer} did not come in time.`,
    what: 'The ticket',
    advice: [SLOW_TICKETS, 'Check the name of the service that is asked for.'],
  },
  'gss-accept': {
    code: 'kerberos-timed-out',
    title: (peer) => `The check of the Kerberos ticket of ${peer} was not ready in time.`,
    what: 'The answer on the ticket',
    advice: ['See how busy this host is: no other computer is needed for this check.'],
  },
  'gss-finish': {
    code: 'kerberos-timed-out',
    title: (peer) => `The check of the Kerberos answer of ${peer} was not ready in time.`,
    what: 'The verdict on its token',
    advice: ['See how busy this host is: the key for this check is here already.'],
  },
  'gss-wrap': {
    code: 'kerberos-timed-out',
    title: (peer) => `This host did not manage to seal its Kerberos proof for ${peer} in time.`,
    what: 'The sealed hash',
    advice: ['See how busy this host is: sealing needs nobody else.'],
  },
  'gss-unwrap': {
    code: 'kerberos-timed-out',
    title: (peer) => `The Kerberos proof of ${peer} was not opened in time.`,
    what: 'The opened hash',
    advice: ['See how busy this host is: opening needs nobody else.'],
  },
};

/** What a host that is told so says of it. */
export const TIME_OUTS_TOLD: Readonly<Record<TimeOutCode, Words>> = {
  'signing-timed-out': {
    title: (peer) => `${peer} did not manage to sign in time.`,
    meaning: 'What holds its private key was too slow.',
    advice: ['On the peer, check what holds the private key, then try again.'],
  },
  'check-timed-out': {
    title: (peer) => `${peer} could not finish the check of this host's certificate in time.`,
    meaning: 'A revocation list that has to be fetched first is the usual cause.',
    advice: [
      "On the peer, see whether it reaches the server of the revocation lists for this host's certificate.",
      'Or install the lists there as files.',
    ],
  },
  'kerberos-timed-out': {
    title: (peer) => `${peer} did not finish its part of Kerberos in time.`,
    meaning: 'Its ticket service, or the peer itself, was too slow.',
    advice: ['On the peer, check the way to its domain controller and the load, then try again.'],
  },
};

export const TIME_OUT_CODES = Object.keys(TIME_OUTS_TOLD) as TimeOutCode[];

/** An effect was asked for and its result did not come back within `seconds`. */
export function effectTimedOut(place: Place, effect: EffectKind, seconds: number): Failure {
  const { code, title, what, advice } = WORDS[effect];
  return {
    code,
    title: title(place.peer),
    certainty: 'certain',
    where: place.where,
    detail: `${what} did not come back within ${seconds} s. Until then the exchange waited and took in what its peer repeated; a result that comes now is dropped.`,
    comparison: [],
    notify: NOTIFY['AUTHENTICATION-FAILED'],
    windowsError: WINDOWS.DELAY_DROP,
    auditEvent: 547,
    failurePoint: 'Me',
    advice,
  };
}
