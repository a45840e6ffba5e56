/** Why a certificate was revoked, as RFC 5280 5.3.1 names and numbers it. */

export const REVOCATION_REASONS = {
  /** Written as no reason at all (RFC 5280 5.3.1). */
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
} as const;
export type RevocationReason = keyof typeof REVOCATION_REASONS;
