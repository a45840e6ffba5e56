/** Why a negotiation failed, in a closed vocabulary that a person understands. */

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
  | 'limit-reached'
  | 'cancelled';

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
}
