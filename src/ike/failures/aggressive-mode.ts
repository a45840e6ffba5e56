/** Failures of aggressive mode. */

import type { Failure } from '../failure.ts';
import type { Place } from './general.ts';
import { WINDOWS } from './windows-errors.ts';

/** Initiator: HASH_R is wrong. Anybody could have sent message 2, so it is no proof that the keys differ. */
export function aggressiveHashWrong(place: Place): Failure {
  return {
    code: 'preshared-keys-likely-differ',
    title: `The pre-shared keys of this host and ${place.peer} likely differ.`,
    certainty: 'likely',
    where: place.where,
    detail:
      "HASH_R is not the one that this host's key gives. Message 2 of aggressive mode is in clear, so it may as well be forged or altered on the way: this host waited for another one, and none came.",
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.INVALID_HASH,
    auditEvent: 545,
    failurePoint: 'Peer',
    advice: [
      'Compare the pre-shared keys of the two hosts octet by octet: case, spaces at the end, and text encoding count.',
      'Check which key the peer finds: in aggressive mode it may look for it by the identity that this host sends.',
    ],
  };
}

/** Responder: the identity in message 1 is not the expected one. Nothing was proved, and nothing is given away. */
export function statedIdentityNotAccepted(place: Place, proved: Failure): Failure {
  return {
    ...proved,
    title: `${place.peer} states an identity in aggressive mode that is not accepted.`,
    detail:
      'Message 1 is in clear and proves nothing, so this host did not answer: message 2 would hold a hash by which the pre-shared key can be guessed.',
  };
}

/** Responder: message 2 was answered by nothing. */
export function aggressiveUnfinished(
  place: Place,
  tries: string,
  hint: string | undefined,
): Failure {
  const refused = hint !== undefined;
  return {
    code: refused ? 'preshared-keys-likely-differ' : 'no-response',
    title: refused
      ? `The pre-shared keys of this host and ${place.peer} likely differ.`
      : `${place.peer} began aggressive mode and did not finish it.`,
    certainty: refused ? 'likely' : 'certain',
    where: place.where,
    detail:
      `Message 2 was sent ${tries} and message 3 did not come. An initiator whose pre-shared key differs finds HASH_R wrong and stops here; so does a scanner that only wants that hash.` +
      (refused ? ` The peer sent ${hint}, which nobody can vouch for, but which fits.` : ''),
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Compare the pre-shared keys of the two hosts octet by octet.',
      "Read the peer's own log: only the initiator can see that HASH_R is wrong.",
      'If nobody there began it, somebody tries keys: use main mode, or a long random key.',
    ],
  };
}

/** Responder: the policy does not allow aggressive mode with this peer. */
export function aggressiveModeOff(place: Place): Failure {
  return {
    code: 'aggressive-mode-off',
    title: `${place.peer} asks for aggressive mode, which this host's policy does not allow.`,
    certainty: 'certain',
    where: place.where,
    detail:
      'In aggressive mode with a pre-shared key the responder puts a hash of the key on the wire in clear, and whoever sees it can try keys offline. So it is off unless the policy allows it; this host did not answer.',
    comparison: [{ what: 'exchange', local: 'main mode', peer: 'aggressive mode', differs: true }],
    notify: undefined,
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Let the peer use main mode.',
      'If it must be aggressive mode, set aggressive: accept for this peer, and use a long random key.',
    ],
  };
}

/** Initiator: message 1 was answered by AUTHENTICATION-FAILED alone, as a peer does that only takes main mode. */
export function aggressiveModeLikelyRefused(place: Place, tries: string): Failure {
  return {
    code: 'aggressive-mode-off',
    title: `${place.peer} likely does not allow aggressive mode.`,
    certainty: 'likely',
    where: place.where,
    detail: `Message 1 was sent ${tries}, and nothing came back but AUTHENTICATION-FAILED in clear. Nobody can vouch for that, but it is what a peer says that takes main mode only, or that knows no key for the identity of this host.`,
    comparison: [{ what: 'exchange', local: 'aggressive mode', peer: 'main mode', differs: true }],
    notify: undefined,
    windowsError: WINDOWS.NO_RESPONSE,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      'Use main mode: leave aggressive: initiate out for this peer.',
      "Read the peer's own log for the reason why it refused.",
    ],
  };
}
