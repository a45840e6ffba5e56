/** Why a negotiation failed, in a closed vocabulary that a person understands. */

import type { AuthProblem } from './effects.ts';

export type FailureCode =
  | 'no-response'
  | 'preshared-keys-differ'
  | 'preshared-keys-likely-differ'
  | 'no-common-main-mode-proposal'
  | 'no-common-quick-mode-proposal'
  | 'selectors-differ'
  | 'pfs-differs'
  | 'encapsulation-differs'
  | 'sequence-numbers-differ'
  | 'attribute-not-supported'
  | 'protocols-differ'
  | 'ah-behind-nat'
  | 'weak-key'
  | 'peer-identity-not-accepted'
  | 'hash-wrong'
  | 'bad-public-value'
  | 'malformed-message'
  | 'lifetime-too-long'
  | 'responder-lifetime-invalid'
  | 'deleted-by-peer'
  | 'refused-by-peer'
  | 'peer-does-not-answer'
  | 'peer-restarted'
  | 'weak-refused'
  | 'aggressive-mode-off'
  | 'no-usable-method'
  | 'method-misunderstood'
  | 'limit-reached'
  | 'policy-changed'
  | 'no-policy'
  | 'cancelled'
  | 'keys-differ'
  | 'proof-unanswered'
  | 'proof-likely-refused'
  | TimeOutCode
  /** What is wrong with certificates, signatures or Kerberos, as the host says it that finds it. */
  | AuthProblem['code']
  /** The same as the host says it that is told so, by a peer that says precisely what. */
  | `peer-says-${AuthProblem['code'] | TimeOutCode}`
  /** The same from a peer that says no more than the type of a notify. */
  | NotifiedCode;

/** Whoever answers effects did not in time. */
export type TimeOutCode = 'signing-timed-out' | 'check-timed-out' | 'kerberos-timed-out';

/** Refusals of which only the type of a notify is known. */
export type NotifiedCode =
  | 'authority-refused'
  | 'certificate-refused'
  | 'certificate-not-read'
  | 'certificate-type-refused'
  | 'certificate-wanted'
  | 'certificate-key-refused'
  | 'signature-refused'
  | 'certificate-proof-refused'
  | 'kerberos-refused';

/** One line of a comparison: what each side had. `differs` marks the lines that disagree. */
export interface Comparison {
  readonly what: string;
  readonly local: string;
  readonly peer: string;
  readonly differs: boolean;
}

/** One failure with all that a user needs: what, what each side had, where, and what to try next. */
export interface Failure {
  readonly code: FailureCode;
  /** What failed, as one sentence. */
  readonly title: string;
  /** `likely` where the wire cannot tell for sure. */
  readonly certainty: 'certain' | 'likely';
  /** Which message or step of which exchange, for example `main mode, message 5`. */
  readonly where: string;
  /** What was seen, in one to three sentences. */
  readonly detail: string;
  /** Offered against accepted, expected against received. */
  readonly comparison: readonly Comparison[];
  /** The NOTIFY message type sent for it (RFC 2408 3.14.1), if one is. */
  readonly notify: number | undefined;
  /** Windows' error code of the 13800 range and its short name. */
  readonly windowsError: { readonly code: number; readonly name: string };
  /** Windows' audit event: 544, 545, 546 or 547. */
  readonly auditEvent: 544 | 545 | 546 | 547;
  /** Windows' failure point. */
  readonly failurePoint: 'Me' | 'Peer';
  /** What to try next. */
  readonly advice: readonly string[];
  /** The code of what the peer said that it is, where the notify alone says less. */
  readonly told?: FailureCode;
}
