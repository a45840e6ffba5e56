/** Failures around the proofs of messages 5 and 6 where it is no pre-shared key that proves. */

import { NOTIFY } from '../../wire/numbers/isakmp.ts';
import type { Authentication } from '../auth/credentials.ts';
import type { Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { identityNotAccepted } from './main-mode.ts';
import { WINDOWS } from './windows-errors.ts';
import { times } from './wording.ts';

/** The methods whose keys come from nonces and Diffie-Hellman alone (RFC 2409 5: SKEYID for signatures). */
export type KeylessMethod = Exclude<Authentication['method'], 'pre-shared-key'>;

/**
 * The first encrypted message decrypts to nonsense. No secret of the two hosts goes into the keys here,
 * so it is no wrong credential: somebody altered keys or nonces on the way, or the software errs.
 */
export function undecodableProof(place: Place, method: KeylessMethod, symptom: string): Failure {
  return {
    code: 'keys-differ',
    title: `This host and ${place.peer} came to different keys with ${NAME[method]}.`,
    certainty: 'certain',
    where: place.where,
    detail: `The first encrypted message decrypts to nonsense (${symptom}). With ${NAME[method]} the keys come from the Diffie-Hellman values and nonces alone, and no credential goes into them: a wrong ${CREDENTIAL[method]} would show later, and by name.`,
    comparison: [],
    notify: NOTIFY['PAYLOAD-MALFORMED'],
    windowsError: WINDOWS.INVALID_PAYLOAD,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      `Capture both ends and compare messages 1 to 4 of main mode with ${NAME[method]}: they must be the same octets.`,
      'If they are the same, the two programs do not derive keys alike: espial decode shows the values, and a key log of either side what came of them.',
    ],
  };
}

/** Initiator: message 5, with this host's proof, stays unanswered. */
export function proofUnanswered(
  place: Place,
  method: KeylessMethod,
  tries: number,
  hint: string | undefined,
): Failure {
  const said = hint === undefined ? '' : ` It sent ${hint}, which nobody can vouch for.`;
  return {
    code: 'proof-unanswered',
    title: `Nothing came back from ${place.peer} after this host's ${PROOF[method]}.`,
    certainty: 'likely',
    where: place.where,
    detail: `The peer answered messages 1 and 3, but not message 5, although it was sent ${times(tries)}. ${WHY_SILENT[method]}${said}`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: ADVICE_ON_SILENCE[method],
  };
}

/** HASH_I or HASH_R, wrapped by Kerberos, is not the one that this host computes. */
export function kerberosHashWrong(place: Place, name: string): Failure {
  return {
    code: 'hash-wrong',
    title: `${name} from ${place.peer} is wrong, although Kerberos vouches for it.`,
    certainty: 'certain',
    where: place.where,
    detail:
      'The wrapped hash opens under the context of the tickets, but it is not over the same offers, keys, tokens and identities: something was altered on the way, or the two sides put other things into it.',
    comparison: [],
    notify: NOTIFY['INVALID-HASH-INFORMATION'],
    windowsError: WINDOWS.INVALID_HASH,
    auditEvent: 545,
    failurePoint: 'Peer',
    advice: [
      'Compare messages 1 to 4 in captures of both ends, GSS tokens and GSS identities included.',
      'With a peer that is not Espial: see docs/windows-facts.md for what this host puts into the hash.',
    ],
  };
}

/** The peer proved who it is, and policy wants somebody else. */
export function provedIdentityNotAccepted(
  place: Place,
  method: KeylessMethod,
  expected: string,
  received: string,
  fault: string | undefined,
): Failure {
  const failure = identityNotAccepted(place, expected, received, fault);
  return {
    ...failure,
    title: `${place.peer} proved its identity with ${NAME[method]}, but it is not the one expected.`,
    detail:
      fault === undefined
        ? `The ${CREDENTIAL[method]} is good; this host's policy names another identity for this peer.`
        : failure.detail,
    advice: [
      `Set this host's expected remote identity to what the ${CREDENTIAL[method]} proves, if that is the right computer.`,
      'If it is not, the address belongs to another computer than you think.',
    ],
  };
}

const NAME: Readonly<Record<KeylessMethod, string>> = {
  certificate: 'certificates',
  kerberos: 'Kerberos',
};

const CREDENTIAL: Readonly<Record<KeylessMethod, string>> = {
  certificate: 'certificate',
  kerberos: 'ticket',
};

/** What such a method proves with, in messages 5 and 6. */
export const PROOF: Readonly<Record<KeylessMethod, string>> = {
  certificate: 'certificate and signature',
  kerberos: 'Kerberos proof',
};

const WHY_SILENT: Readonly<Record<KeylessMethod, string>> = {
  certificate:
    'The peer may not trust the certificate in it and say nothing, or the message was lost: with a certificate it is large, and travels in fragments.',
  kerberos: 'The peer may refuse the proof in it and say nothing, or the message was lost.',
};

const ADVICE_ON_SILENCE: Readonly<Record<KeylessMethod, readonly string[]>> = {
  certificate: [
    "Read the peer's log: whether message 5 arrived, and what it said to the certificate.",
    'Check that the path carries fragments of UDP, or let both sides use fragments of IKE.',
    "Check that the peer trusts the root of this host's certificate.",
  ],
  kerberos: [
    "Read the peer's log: whether message 5 arrived, and what it said to the Kerberos proof.",
    'Check clocks and realms of both hosts, and the path for loss.',
  ],
};
