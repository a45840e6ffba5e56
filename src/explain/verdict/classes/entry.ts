/** What is said of a class of failures, whoever met it. */

/** One class: what it is, by which rule, how to mend it, and where it shows. */
export interface ClassEntry {
  /** One sentence. */
  readonly title: string;
  /** One paragraph in plain words. */
  readonly meaning: string;
  /** The rule that was broken, or by which it was noticed. */
  readonly rule: { readonly reference: string; readonly says: string };
  /** What to do, in this order. */
  readonly fix: readonly string[];
  /** The event in a Windows event log: 541 to 547 of the Security log, 4282 and up of the System log. */
  readonly event?: number;
  /** Windows' error code, 13800 to 13883. */
  readonly error?: number;
  /** Ids of IP Security Monitor's statistics that move. */
  readonly statistics: readonly string[];
}

/** Statistics that every failed main mode moves at the side that sees it. */
export const NEGOTIATION_FAILED = ['negotiation-failures'] as const;
/** A peer that has not proved itself is counted too. */
export const NOT_AUTHENTICATED = ['authentication-failures', 'negotiation-failures'] as const;

/** What is rather the maker's fault than a setting's. */
export const REPORT =
  'Capture the exchange at both ends and compare: what differs was altered on the way; what does not is a fault of the sender, to be reported to its maker.';
