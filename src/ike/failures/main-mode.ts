/** Failures of main mode: no common proposal, keys that differ, identities that are not accepted. */

import { NOTIFY, notifyName } from '../../wire/numbers/isakmp.ts';
import type { Comparison, Failure } from '../failure.ts';
import { type Difference, differenceSentence } from './difference-data.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';
import { firstDifference, times } from './wording.ts';

/** Responder: what should be message 5 decrypts to nonsense, so the keys differ (RFC 2409 5.4). */
export function presharedKeysDiffer(place: Place, symptom: string): Failure {
  return {
    code: 'preshared-keys-differ',
    title: `The pre-shared keys of this host and ${place.peer} differ.`,
    certainty: 'certain',
    where: place.where,
    detail:
      `Both sides agreed on algorithms and exchanged Diffie-Hellman values and nonces, but the first encrypted message decrypts to nonsense (${symptom}). ` +
      `The pre-shared key goes into SKEYID and so into the cipher key: different keys on the two sides show as nonsense here, never as an error message.${foundText(place)}`,
    comparison: [],
    notify: NOTIFY['PAYLOAD-MALFORMED'],
    windowsError: WINDOWS.INVALID_HASH,
    auditEvent: 545,
    failurePoint: 'Peer',
    advice: [
      'Compare the pre-shared keys of the two hosts octet by octet: case, spaces at the end, and text encoding count.',
      'Check that the key is configured for the address the peer speaks from: main mode finds it by IP address.',
    ],
  };
}

/** Initiator: message 5 stays unanswered, with or without a clear notify. */
export function presharedKeysLikelyDiffer(
  place: Place,
  tries: number,
  hint: string | undefined,
): Failure {
  return {
    code: 'preshared-keys-likely-differ',
    title: `The pre-shared keys of this host and ${place.peer} likely differ.`,
    certainty: 'likely',
    where: place.where,
    detail:
      `The peer answered messages 1 and 3, but not message 5, the first encrypted one, although it was sent ${times(tries)}. ` +
      (hint === undefined
        ? 'A peer that cannot decrypt it (another pre-shared key) or does not accept the identity in it often says nothing.'
        : `It sent ${hint}, which nobody can vouch for, but which fits.`) +
      foundText(place),
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Compare the pre-shared keys of the two hosts octet by octet.',
      "Read the peer's own log: only the responder can see that message 5 decrypts to nonsense.",
      'If the keys are the same, check that the peer accepts the identity this host sends, and that the path does not lose or drop datagrams of this size.',
    ],
  };
}

/** Responder or initiator: no common set of phase 1 attributes. */
export function noCommonMainModeProposal(
  place: Place,
  comparison: readonly Comparison[],
  more: readonly string[] = [],
): Failure {
  return {
    code: 'no-common-main-mode-proposal',
    title: `This host and ${place.peer} have no common main-mode proposal.`,
    certainty: 'certain',
    where: place.where,
    detail: `No transform that the peer offers is one that this host accepts.${firstDifference(comparison)}`,
    comparison,
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 546,
    failurePoint: 'Me',
    advice: [
      ...more,
      'Give both hosts at least one identical set of encryption, hash, authentication method and group.',
    ],
  };
}

/** Initiator: silence after message 1 together with a clear NO-PROPOSAL-CHOSEN. */
export function mainModeProposalLikelyRefused(
  place: Place,
  comparison: readonly Comparison[],
  told?: Difference,
): Failure {
  return {
    ...noCommonMainModeProposal(place, comparison),
    title: `${place.peer} likely accepts none of this host's main-mode proposals.`,
    certainty: 'likely',
    detail: `Message 1 went unanswered, but NO-PROPOSAL-CHOSEN came in clear. Nobody can vouch for a clear message, so this host went on trying; it fits.${differenceSentence(told)}`,
    notify: undefined,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      "Read the peer's log: it knows both sides' offers.",
      'Give both hosts at least one identical set of encryption, hash, authentication method and group.',
    ],
    ...(told === undefined ? {} : { told }),
  };
}

/** The peer proved the key, but its identity is not the expected one. */
export function identityNotAccepted(
  place: Place,
  expected: string,
  received: string,
  fault: string | undefined,
): Failure {
  return {
    code: 'peer-identity-not-accepted',
    title: `${place.peer} proved the pre-shared key, but its identity is not accepted.`,
    certainty: 'certain',
    where: place.where,
    detail:
      fault === undefined
        ? 'The identity in the encrypted message is not the one this host expects.'
        : `The identity cannot be accepted: ${fault}.`,
    comparison: [{ what: 'peer identity', local: expected, peer: received, differs: true }],
    notify: NOTIFY['INVALID-ID-INFORMATION'],
    windowsError: WINDOWS.PROCESS_ERR_ID,
    auditEvent: 545,
    failurePoint: 'Me',
    advice: [
      "Set this host's expected remote identity to what the peer sends, or the peer's local identity to what is expected here.",
    ],
  };
}

/** HASH_I or HASH_R does not match although the message decrypts. */
export function hashWrong(place: Place, name: string): Failure {
  return {
    code: 'hash-wrong',
    title: `${name} from ${place.peer} is wrong.`,
    certainty: 'certain',
    where: place.where,
    detail:
      'The message decrypts, but the hash over offers, keys, cookies and identity does not match: something was altered on the way, for example the offers in message 1.',
    comparison: [],
    notify: NOTIFY['AUTHENTICATION-FAILED'],
    windowsError: WINDOWS.INVALID_HASH,
    auditEvent: 545,
    failurePoint: 'Peer',
    advice: [
      'Capture both ends and compare messages 1 to 4: they must be the same octets on both sides.',
    ],
  };
}

/** The peer's authenticated notify ended main mode: it does not accept this host's identity. */
export function identityRefusedByPeer(place: Place, notify: number, sent: string): Failure {
  return {
    code: 'peer-identity-not-accepted',
    title: `${place.peer} does not accept this host's identity.`,
    certainty: 'certain',
    where: place.where,
    detail: `The pre-shared keys agree: the peer answered ${place.where} with ${notifyName(notify)}, encrypted and authenticated by them.`,
    comparison: [{ what: 'identity sent', local: sent, peer: 'not accepted', differs: true }],
    notify: undefined,
    windowsError: WINDOWS.AUTH_FAIL,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      "Set this host's local identity to what the peer expects, or the peer's expectation to what is sent here.",
    ],
  };
}

/** Who has several keys wants to know which one it was. */
function foundText({ keyFoundBy }: Place): string {
  return keyFoundBy === undefined
    ? ''
    : ` This host took the key that its list has for ${keyFoundBy}.`;
}
