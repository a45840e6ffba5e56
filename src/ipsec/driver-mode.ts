/** The modes of the IPsec driver, as Windows Server 2003 names them. */

/**
 * At computer start-up, until the Policy Agent sets policy: `permit` lets everything pass, `stateful`
 * lets out everything and in what answers it, `block` nothing; boot exemptions and DHCP pass in both.
 * In operation, set by the Policy Agent alone: `secure` (filters decide), `permit`, `block`.
 */
export type DriverMode =
  | { readonly phase: 'start-up'; readonly mode: 'permit' | 'stateful' | 'block' }
  | { readonly phase: 'operational'; readonly mode: 'secure' | 'permit' | 'block' };

/** Filters decide: what a host without the Windows system always has. */
export const SECURE: DriverMode = { phase: 'operational', mode: 'secure' };

/**
 * Windows' NoDefaultExempt. 0: multicast, broadcast, RSVP, Kerberos and ISAKMP pass ahead of all
 * filters; 1: Kerberos and RSVP do not; 2: multicast and broadcast do not; 3: ISAKMP alone does, and
 * inbound multicast and broadcast.
 */
export type ExemptionLevel = 0 | 1 | 2 | 3;
