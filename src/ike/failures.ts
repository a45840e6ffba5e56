/** The makers of failures: one function a class, so that the words stand in one place. */

import { NOTIFY, notifyName } from '../wire/numbers/isakmp.ts';
import type { Comparison, Failure } from './failure.ts';
import type { QuickModeMismatch } from './quick-mode-offer.ts';

const WINDOWS = {
  AUTH_FAIL: { code: 13801, name: 'AUTH_FAIL' },
  ATTRIB_FAIL: { code: 13802, name: 'ATTRIB_FAIL' },
  TIMED_OUT: { code: 13805, name: 'TIMED_OUT' },
  SA_DELETED: { code: 13807, name: 'SA_DELETED' },
  SA_REAPED: { code: 13808, name: 'SA_REAPED' },
  NO_RESPONSE: { code: 13813, name: 'DROP_NO_RESPONSE' },
  NO_POLICY: { code: 13825, name: 'NO_POLICY' },
  PROCESS_ERR_KE: { code: 13833, name: 'PROCESS_ERR_KE' },
  PROCESS_ERR_ID: { code: 13834, name: 'PROCESS_ERR_ID' },
  INVALID_PAYLOAD: { code: 13843, name: 'INVALID_PAYLOAD' },
  POLICY_MATCH: { code: 13868, name: 'POLICY_MATCH' },
  INVALID_HASH: { code: 13870, name: 'INVALID_HASH' },
  MM_LIMIT: { code: 13882, name: 'MM_LIMIT' },
} as const;

/** Where a failure happened and what it is about. */
export interface Place {
  /** For example `main mode, message 5`. */
  readonly where: string;
  readonly peer: string;
}

/** Responder: what should be message 5 decrypts to nonsense, so the keys differ (RFC 2409 5.4). */
export function presharedKeysDiffer(place: Place, symptom: string): Failure {
  return {
    code: 'preshared-keys-differ',
    title: `The pre-shared keys of this host and ${place.peer} differ.`,
    certainty: 'certain',
    where: place.where,
    detail:
      `Both sides agreed on algorithms and exchanged Diffie-Hellman values and nonces, but the first encrypted message decrypts to nonsense (${symptom}). ` +
      'The pre-shared key goes into SKEYID and so into the cipher key: different keys on the two sides show as nonsense here, never as an error message.',
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
export function presharedKeysLikelyDiffer(place: Place, tries: number, hint: string | undefined): Failure {
  return {
    code: 'preshared-keys-likely-differ',
    title: `The pre-shared keys of this host and ${place.peer} likely differ.`,
    certainty: 'likely',
    where: place.where,
    detail:
      `The peer answered messages 1 and 3, but not message 5, the first encrypted one, although it was sent ${times(tries)}. ` +
      (hint === undefined
        ? 'A peer that cannot decrypt it (another pre-shared key) or does not accept the identity in it often says nothing.'
        : `It sent ${hint} in clear, which nobody can vouch for, but which fits.`),
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [
      'Compare the pre-shared keys of the two hosts octet by octet.',
      "Read the peer's own log: only the responder can see that message 5 decrypts to nonsense.",
      'If the keys are the same, check that the peer accepts the identity this host sends.',
    ],
  };
}

/** A message went unanswered until the tries were used up. */
export function noResponse(place: Place, message: number, tries: number, hint: string | undefined): Failure {
  const first = message === 1;
  return {
    code: 'no-response',
    title: `${place.peer} does not answer.`,
    certainty: hint === undefined ? 'certain' : 'likely',
    where: place.where,
    detail:
      `Message ${message} was sent ${times(tries)} and not answered. ` +
      (first
        ? 'Nothing at all came back: the peer is down, does not speak IKE on that address and port, or a filter on the way drops UDP 500.'
        : `The peer answered before, so it is there: it dropped message ${message}, or its answer was lost on the way.`) +
      (hint === undefined ? '' : ` A clear message said: ${hint}; it proves nothing.`),
    comparison: [],
    notify: undefined,
    windowsError: first ? WINDOWS.NO_RESPONSE : WINDOWS.TIMED_OUT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: first
      ? [
          "Check the peer's address and port, and that its IKE service runs.",
          'Check that firewalls on the way let UDP 500 and 4500 through in both directions.',
        ]
      : ["Read the peer's log for the reason why it dropped the message.", 'Check the path for loss and for filters on large or fragmented datagrams.'],
  };
}

/** Responder or initiator: no common set of phase 1 attributes. */
export function noCommonMainModeProposal(place: Place, comparison: readonly Comparison[]): Failure {
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
    advice: ['Give both hosts at least one identical set of encryption, hash, authentication method and group.'],
  };
}

/** Initiator: silence after message 1 together with a clear NO-PROPOSAL-CHOSEN. */
export function mainModeProposalLikelyRefused(place: Place, comparison: readonly Comparison[]): Failure {
  return {
    ...noCommonMainModeProposal(place, comparison),
    title: `${place.peer} likely accepts none of this host's main-mode proposals.`,
    certainty: 'likely',
    detail:
      'Message 1 went unanswered, but NO-PROPOSAL-CHOSEN came in clear. Nobody can vouch for a clear message, so this host went on trying; it fits.',
    notify: undefined,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [
      "Read the peer's log: it knows both sides' offers.",
      'Give both hosts at least one identical set of encryption, hash, authentication method and group.',
    ],
  };
}

/** Responder of a quick mode: no offer fits. */
export function noCommonQuickModeProposal(place: Place, mismatch: QuickModeMismatch, policy: string): Failure {
  const shared = {
    certainty: 'certain',
    where: place.where,
    comparison: mismatch.comparison,
    notify: NOTIFY['NO-PROPOSAL-CHOSEN'],
    windowsError: WINDOWS.POLICY_MATCH,
    auditEvent: 546,
    failurePoint: 'Me',
  } as const;
  switch (mismatch.reason) {
    case 'pfs':
      return {
        ...shared,
        code: 'pfs-differs',
        title: `This host and ${place.peer} differ in perfect forward secrecy.`,
        detail: `Everything else in the quick-mode offer fits policy "${policy}".${firstDifference(mismatch.comparison)}`,
        advice: ['Set the same PFS group on both hosts, or none on both.'],
      };
    case 'encapsulation':
      return {
        ...shared,
        code: 'encapsulation-differs',
        title: `This host and ${place.peer} differ in the encapsulation mode.`,
        detail: `Everything else in the quick-mode offer fits policy "${policy}".${firstDifference(mismatch.comparison)}`,
        advice: ['Set transport or tunnel mode alike on both hosts; with a NAT on the way both must use the UDP-encapsulated form.'],
      };
    case 'proposal':
      return {
        ...shared,
        code: 'no-common-quick-mode-proposal',
        title: `This host and ${place.peer} have no common quick-mode proposal.`,
        detail: `No transform that the peer offers is one that policy "${policy}" accepts.${firstDifference(mismatch.comparison)}`,
        advice: ['Give both hosts at least one identical ESP transform, key length and integrity algorithm.'],
      };
  }
}

/** Responder of a quick mode: no policy covers the identities. */
export function selectorsDiffer(place: Place, comparison: readonly Comparison[], fault: string | undefined): Failure {
  return {
    code: 'selectors-differ',
    title: `${place.peer} asks to protect traffic that no policy of this host covers.`,
    certainty: 'certain',
    where: place.where,
    detail:
      fault === undefined
        ? 'The quick-mode identities (IDci for the initiator, IDcr for the responder) must lie inside a policy entry for this peer.'
        : `The quick-mode identities cannot be used: ${fault}.`,
    comparison,
    notify: NOTIFY['INVALID-ID-INFORMATION'],
    windowsError: WINDOWS.NO_POLICY,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: ["Make the two hosts' selectors mirror images: local and remote exchanged, same protocol and ports."],
  };
}

/** The peer proved the key, but its identity is not the expected one. */
export function identityNotAccepted(place: Place, expected: string, received: string, fault: string | undefined): Failure {
  return {
    code: 'peer-identity-not-accepted',
    title: `${place.peer} proved the pre-shared key, but its identity is not accepted.`,
    certainty: 'certain',
    where: place.where,
    detail: fault === undefined ? 'The identity in the encrypted message is not the one this host expects.' : `The identity cannot be accepted: ${fault}.`,
    comparison: [{ what: 'peer identity', local: expected, peer: received, differs: true }],
    notify: NOTIFY['INVALID-ID-INFORMATION'],
    windowsError: WINDOWS.PROCESS_ERR_ID,
    auditEvent: 545,
    failurePoint: 'Me',
    advice: ["Set this host's expected remote identity to what the peer sends, or the peer's local identity to what is expected here."],
  };
}

/** HASH_I or HASH_R does not match although the message decrypts. */
export function hashWrong(place: Place, name: string): Failure {
  return {
    code: 'hash-wrong',
    title: `${name} from ${place.peer} is wrong.`,
    certainty: 'certain',
    where: place.where,
    detail: 'The message decrypts, but the hash over offers, keys, cookies and identity does not match: something was altered on the way, for example the offers in message 1.',
    comparison: [],
    notify: NOTIFY['AUTHENTICATION-FAILED'],
    windowsError: WINDOWS.INVALID_HASH,
    auditEvent: 545,
    failurePoint: 'Peer',
    advice: ['Capture both ends and compare messages 1 to 4: they must be the same octets on both sides.'],
  };
}

/** A Diffie-Hellman public value that must not be used. */
export function badPublicValue(place: Place, why: string): Failure {
  return {
    code: 'bad-public-value',
    title: `${place.peer} sent a Diffie-Hellman value that cannot be used.`,
    certainty: 'certain',
    where: place.where,
    detail: `${why}.`,
    comparison: [],
    notify: NOTIFY['INVALID-KEY-INFORMATION'],
    windowsError: WINDOWS.PROCESS_ERR_KE,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: ['The value is sent at the full length of the group, padded on the left with zeros; 0, 1 and p-1 are never used.'],
  };
}

/** A message that does not have the form that its place in the exchange asks for. */
export function malformedMessage(place: Place, why: string): Failure {
  return {
    code: 'malformed-message',
    title: `${place.peer} sent a message that cannot be used.`,
    certainty: 'certain',
    where: place.where,
    detail: `${why}.`,
    comparison: [],
    notify: NOTIFY['PAYLOAD-MALFORMED'],
    windowsError: WINDOWS.INVALID_PAYLOAD,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: ['Capture the message and decode it: the offset and payload named here show where it goes wrong.'],
  };
}

/** The peer refused a quick mode with an authenticated notify. */
export function refusedByPeer(place: Place, notify: number, comparison: readonly Comparison[]): Failure {
  const name = notifyName(notify);
  const known = REFUSALS[name];
  return {
    code: known?.code ?? 'refused-by-peer',
    title: known === undefined ? `${place.peer} refused with ${name}.` : `${place.peer} ${known.title}`,
    certainty: 'certain',
    where: place.where,
    detail: `The refusal came as an authenticated ${name} notify.${known === undefined ? '' : ` ${known.detail}`}`,
    comparison,
    notify: undefined,
    windowsError: known?.windows ?? WINDOWS.ATTRIB_FAIL,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: [known?.advice ?? "Read the peer's log for its reason."],
  };
}

const REFUSALS: Readonly<
  Record<
    string,
    { code: Failure['code']; title: string; detail: string; windows: Failure['windowsError']; advice: string } | undefined
  >
> = {
  'NO-PROPOSAL-CHOSEN': {
    code: 'no-common-quick-mode-proposal',
    title: "accepts none of this host's quick-mode proposals.",
    detail: 'Transform, key length, integrity, encapsulation mode or PFS group do not fit its policy.',
    windows: WINDOWS.POLICY_MATCH,
    advice: "Compare this host's offers with the peer's policy; the peer's log shows both next to each other.",
  },
  'INVALID-ID-INFORMATION': {
    code: 'selectors-differ',
    title: 'has no policy for the traffic that this host asks to protect.',
    detail: 'The quick-mode identities (IDci, IDcr) fit none of its policy entries.',
    windows: WINDOWS.NO_POLICY,
    advice: "Make the two hosts' selectors mirror images: local and remote exchanged, same protocol and ports.",
  },
};

/** The peer's authenticated notify ended main mode: it does not accept this host's identity. */
export function identityRefusedByPeer(place: Place, notify: number, sent: string): Failure {
  return {
    code: 'peer-identity-not-accepted',
    title: `${place.peer} does not accept this host's identity.`,
    certainty: 'certain',
    where: place.where,
    detail: `The pre-shared keys agree: the peer answered message 5 with ${notifyName(notify)}, encrypted and authenticated by them.`,
    comparison: [{ what: 'identity sent', local: sent, peer: 'not accepted', differs: true }],
    notify: undefined,
    windowsError: WINDOWS.AUTH_FAIL,
    auditEvent: 545,
    failurePoint: 'Peer',
    advice: ["Set this host's local identity to what the peer expects, or the peer's expectation to what is sent here."],
  };
}

/** The main mode that a quick mode needs is gone. */
export function deletedByPeer(place: Place): Failure {
  return {
    code: 'deleted-by-peer',
    title: `${place.peer} deleted the main-mode SA.`,
    certainty: 'certain',
    where: place.where,
    detail: 'The negotiation lost the SA that protected it.',
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.SA_DELETED,
    auditEvent: 547,
    failurePoint: 'Peer',
    advice: ["Try again; if it is deleted each time, read the peer's log."],
  };
}

/** This host itself gave the negotiation up. */
export function cancelled(place: Place, why: string): Failure {
  return {
    code: 'cancelled',
    title: 'The negotiation was given up by this host.',
    certainty: 'certain',
    where: place.where,
    detail: `${why}.`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.SA_REAPED,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: [],
  };
}

/** A bound of this host was reached. */
export function limitReached(place: Place, what: string): Failure {
  return {
    code: 'limit-reached',
    title: 'A limit of this host was reached.',
    certainty: 'certain',
    where: place.where,
    detail: `${what}.`,
    comparison: [],
    notify: undefined,
    windowsError: WINDOWS.MM_LIMIT,
    auditEvent: 547,
    failurePoint: 'Me',
    advice: ['Wait until negotiations under way have ended, then try again.'],
  };
}

function firstDifference(comparison: readonly Comparison[]): string {
  const first = comparison.find((row) => row.differs);
  return first === undefined ? '' : ` The nearest pair differs first in ${first.what}: ${first.local} here, ${first.peer} there.`;
}

function times(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}
