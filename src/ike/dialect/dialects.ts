/** What the dialects differ in, in one table. Sources and how sure each fact is: docs/windows-facts.md. */

import type { vendorIdBytes } from '../../wire/numbers/vendor-ids.ts';
import type { Dialect } from '../policy.ts';

type VendorIdKey = Parameters<typeof vendorIdBytes>[0];

/** How a dialect sends large messages in parts by payload 132. */
export interface FragmentRules {
  /** `at-once`: every message that is too large; `after-timer`: only when the whole may be lost. */
  readonly when: 'at-once' | 'after-timer';
  /** Phase 1 messages with an ID payload alone. */
  readonly onlyWithIdentity: boolean;
  /** The largest IP packet that a message goes out in whole, by IP version. */
  readonly packetOctets: Readonly<Record<4 | 6, number>>;
}

export interface DialectFacts {
  /** Vendor IDs in their order; the conditions of single ones are in riders/vendor-ids.ts. */
  readonly vendorIds: readonly VendorIdKey[];
  readonly fragments: FragmentRules;
  /** Lifetimes go out in four octets even where two would do. */
  readonly wideLifetimes: boolean;
}

export const DIALECTS: Readonly<Record<Dialect['name'], DialectFacts>> = {
  default: {
    vendorIds: [
      'ESPIAL',
      'RFC_3947',
      'NAT_T_03',
      'NAT_T_02_LINE_FEED',
      'NAT_T_02',
      'FRAGMENTATION',
      'DPD',
      'GSSAPI',
    ],
    fragments: { when: 'at-once', onlyWithIdentity: false, packetOctets: { 4: 1280, 6: 1280 } },
    wideLifetimes: false,
  },
  'windows-2003': {
    vendorIds: ['MS_NT5_2003', 'FRAGMENTATION', 'NAT_T_02_LINE_FEED', 'INITIAL_CONTACT', 'GSSAPI'],
    fragments: { when: 'after-timer', onlyWithIdentity: true, packetOctets: { 4: 576, 6: 1280 } },
    wideLifetimes: true,
  },
};
