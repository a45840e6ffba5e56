/**
 * Windows' errors of IPsec policy, 13000 to 13025, from the list of system error codes: what
 * `netsh ipsec dynamic` answers. Numbers and short names are verified; the sentences are our own.
 * (Errors of IKE, 13800 and up, are in src/observe/windows-events/ike-errors.ts.)
 */

/** Number, name without the prefix ERROR_IPSEC_, meaning. */
const ROWS = [
  [13000, 'QM_POLICY_EXISTS', 'A quick-mode policy of this name is there already.'],
  [13001, 'QM_POLICY_NOT_FOUND', 'There is no such quick-mode policy.'],
  [13002, 'QM_POLICY_IN_USE', 'The quick-mode policy is in use.'],
  [13003, 'MM_POLICY_EXISTS', 'A main-mode policy of this name is there already.'],
  [13004, 'MM_POLICY_NOT_FOUND', 'There is no such main-mode policy.'],
  [13005, 'MM_POLICY_IN_USE', 'The main-mode policy is in use.'],
  [13006, 'MM_FILTER_EXISTS', 'A main-mode filter for these addresses is there already.'],
  [13007, 'MM_FILTER_NOT_FOUND', 'There is no such main-mode filter.'],
  [13008, 'TRANSPORT_FILTER_EXISTS', 'A transport filter for these packets is there already.'],
  [13009, 'TRANSPORT_FILTER_NOT_FOUND', 'There is no such transport filter.'],
  [13010, 'MM_AUTH_EXISTS', 'This main-mode authentication list is there already.'],
  [13011, 'MM_AUTH_NOT_FOUND', 'There is no such main-mode authentication list.'],
  [13012, 'MM_AUTH_IN_USE', 'The main-mode authentication list is in use.'],
  [13013, 'DEFAULT_MM_POLICY_NOT_FOUND', 'There is no default main-mode policy.'],
  [13014, 'DEFAULT_MM_AUTH_NOT_FOUND', 'There is no default main-mode authentication list.'],
  [13015, 'DEFAULT_QM_POLICY_NOT_FOUND', 'There is no default quick-mode policy.'],
  [13016, 'TUNNEL_FILTER_EXISTS', 'A tunnel filter for these packets is there already.'],
  [13017, 'TUNNEL_FILTER_NOT_FOUND', 'There is no such tunnel filter.'],
  [13018, 'MM_FILTER_PENDING_DELETION', 'The main-mode filter is being deleted.'],
  [13019, 'TRANSPORT_FILTER_PENDING_DELETION', 'The transport filter is being deleted.'],
  [13020, 'TUNNEL_FILTER_PENDING_DELETION', 'The tunnel filter is being deleted.'],
  [13021, 'MM_POLICY_PENDING_DELETION', 'The main-mode policy is being deleted.'],
  [13022, 'MM_AUTH_PENDING_DELETION', 'The main-mode authentication list is being deleted.'],
  [13023, 'QM_POLICY_PENDING_DELETION', 'The quick-mode policy is being deleted.'],
  [13024, 'MM_POLICY_PRUNED', 'The main-mode policy was added without offers not supported here.'],
  [13025, 'QM_POLICY_PRUNED', 'The quick-mode policy was added without offers not supported here.'],
] as const;

export type PolicyErrorName = (typeof ROWS)[number][1];

/** One row. */
export interface PolicyErrorRow {
  readonly code: number;
  readonly name: PolicyErrorName;
  readonly meaning: string;
}

export const POLICY_ERRORS: readonly PolicyErrorRow[] = ROWS.map(([code, name, meaning]) => ({
  code,
  name,
  meaning,
}));

const CODES: ReadonlyMap<PolicyErrorName, number> = new Map(
  POLICY_ERRORS.map(({ code, name }) => [name, code]),
);

/** The number of an error. */
export function policyErrorCode(name: PolicyErrorName): number {
  return CODES.get(name)!;
}
