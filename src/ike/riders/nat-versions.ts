/**
 * The versions of NAT traversal: RFC 3947 and the drafts before it that peers still speak. They differ
 * in numbers, and in which addresses are told.
 */

import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { vendorIdBytes } from '../../wire/numbers/vendor-ids.ts';
import { DIALECTS } from '../dialect/dialects.ts';
import { type IsakmpSa, natFound } from '../isakmp-sa.ts';
import {
  DRAFT_UDP_MODES,
  RFC_UDP_MODES,
  type UdpEncapsulation,
} from '../offers/quick-mode-transform.ts';

type VendorIdKey = Parameters<typeof vendorIdBytes>[0];

export interface NatVersion {
  readonly name: string;
  /** The vendor IDs that announce it. */
  readonly vendorIds: readonly VendorIdKey[];
  /** Payload types. */
  readonly natD: typeof PAYLOAD.NAT_D | typeof PAYLOAD.NAT_D_DRAFT;
  readonly natOa: typeof PAYLOAD.NAT_OA | typeof PAYLOAD.NAT_OA_DRAFT;
  readonly modes: typeof RFC_UDP_MODES | typeof DRAFT_UDP_MODES;
  /** Original addresses: of both sides as the sender knows them, or the sender's alone. */
  readonly tells: 'both' | 'own';
}

const DRAFT_NUMBERS = {
  natD: PAYLOAD.NAT_D_DRAFT,
  natOa: PAYLOAD.NAT_OA_DRAFT,
  modes: DRAFT_UDP_MODES,
  tells: 'own',
} as const;

/** The best first. */
const VERSIONS: readonly NatVersion[] = [
  {
    name: 'RFC 3947',
    vendorIds: ['RFC_3947'],
    natD: PAYLOAD.NAT_D,
    natOa: PAYLOAD.NAT_OA,
    modes: RFC_UDP_MODES,
    tells: 'both',
  },
  { name: 'draft-ietf-ipsec-nat-t-ike-03', vendorIds: ['NAT_T_03'], ...DRAFT_NUMBERS },
  {
    name: 'draft-ietf-ipsec-nat-t-ike-02',
    // Microsoft's MD5 is of the name with a line feed; others send either.
    vendorIds: ['NAT_T_02_LINE_FEED', 'NAT_T_02'],
    ...DRAFT_NUMBERS,
  },
];

const ANNOUNCEMENTS: ReadonlySet<VendorIdKey> = new Set(
  VERSIONS.flatMap(({ vendorIds }) => vendorIds),
);

/** Whether a vendor ID announces NAT traversal. */
export function announcesNatTraversal(key: VendorIdKey): boolean {
  return ANNOUNCEMENTS.has(key);
}

/** Whether this host traverses NATs with a peer: Windows 2003 does not over IPv6. */
export function traversesNat({ peer, path }: IsakmpSa): boolean {
  if (peer.natTraversal === 'off') return false;
  return peer.dialect.name !== 'windows-2003' || path.local.address.version === 4;
}

/** The best version that both sides announce (RFC 3947 3.1); undefined where there is none. */
export function natVersion(sa: IsakmpSa): NatVersion | undefined {
  if (!traversesNat(sa)) return undefined;
  const own = DIALECTS[sa.peer.dialect.name].vendorIds;
  return VERSIONS.find(({ vendorIds }) =>
    vendorIds.some((key) => own.includes(key) && sa.peerVendorIds.has(key)),
  );
}

/**
 * How quick mode goes about UDP encapsulation. Where this host has found no NAT it still takes what
 * the other side asks for: NAT detection is in clear, so a forger could let both see different things.
 */
export function udpEncapsulation(sa: IsakmpSa): UdpEncapsulation {
  const version = natVersion(sa);
  if (version === undefined) return { use: 'never', modes: RFC_UDP_MODES };
  return { use: natFound(sa) ? 'always' : 'if-asked', modes: version.modes };
}
