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

/** A mode in words: `start-up stateful`. */
export type DriverModeName =
  | `start-up ${'permit' | 'stateful' | 'block'}`
  | `operational ${'secure' | 'permit' | 'block'}`;

export function driverModeName(mode: DriverMode): DriverModeName {
  return mode.phase === 'start-up' ? `start-up ${mode.mode}` : `operational ${mode.mode}`;
}

/** What passes although the mode is stateful or block; a port of 0 is any. */
export interface BootExemption {
  readonly protocol: number;
  /** The ports as the packet has them that begins: of an inbound one the source is the other computer. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly direction: 'inbound' | 'outbound';
}

/** What passes ahead of the mode and of the filters. */
export interface Exemptions {
  /** Undefined: nothing but neighbour discovery, as on a host without the Windows system. */
  readonly level: ExemptionLevel | undefined;
  readonly boot: readonly BootExemption[];
}

/** What Windows Server 2003 exempts unless it is told otherwise. */
export const WINDOWS_EXEMPTIONS: Exemptions = { level: 3, boot: [] };

export const NO_EXEMPTIONS: Exemptions = { level: undefined, boot: [] };
