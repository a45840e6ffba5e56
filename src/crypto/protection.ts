/** What a pair of SAs protects packets with, ESP and AH alike: labels, weaknesses, checks. */

import {
  checkSuite,
  encrypts,
  INTEGRITY,
  isCombined,
  suiteLabel,
  suiteWeaknesses,
} from './algorithms.ts';
import type { AhIntegrity, EspSuite, Protection } from './provider.ts';

/** The algorithms of a pair as its parameters hold them: at least one of the two is there. */
export interface ProtectionParts {
  /** ESP's; undefined where AH is alone. */
  readonly suite?: EspSuite | undefined;
  /** AH's; undefined where ESP is alone. */
  readonly ah?: AhIntegrity | undefined;
}

/** Which protocols a pair has. */
export type ProtectionProtocol = Protection['protocol'];

/** Every integrity algorithm that AH may have. */
export const AH_INTEGRITIES: readonly AhIntegrity[] = (
  Object.keys(INTEGRITY) as (keyof typeof INTEGRITY)[]
).filter((name) => name !== 'none');

/** Which protocols the algorithms are of. Throws a RangeError if there are none. */
export function protocolOf({ suite, ah }: ProtectionParts): ProtectionProtocol {
  if (suite !== undefined) return ah === undefined ? 'esp' : 'ah+esp';
  if (ah === undefined) throw new RangeError('a pair of SAs has neither ESP nor AH');
  return 'ah';
}

/** Throws a RangeError that says why algorithms cannot be. */
export function checkProtection(parts: ProtectionParts): void {
  protocolOf(parts);
  if (parts.suite !== undefined) checkSuite(parts.suite);
}

/** In words: 'AES-CBC-128 with HMAC-SHA1-96', 'AH with HMAC-MD5-96', 'AH with HMAC-MD5-96, ESP with ...'. */
export function protectionLabel({ suite, ah }: ProtectionParts): string {
  if (ah === undefined) return suite === undefined ? 'nothing' : suiteLabel(suite);
  const outside = `AH with ${INTEGRITY[ah].label}`;
  return suite === undefined ? outside : `${outside}, ESP with ${suiteLabel(suite)}`;
}

/** `ESP`, `AH` or `AH and ESP`. */
export function protocolLabel(protocol: ProtectionProtocol): string {
  return { esp: 'ESP', ah: 'AH', 'ah+esp': 'AH and ESP' }[protocol];
}

/** What is weak, in words; empty for what is sound. */
export function protectionWeaknesses({ suite, ah }: ProtectionParts): readonly string[] {
  const ofAh = ah !== undefined && INTEGRITY[ah].weak ? [MD5_IS_BROKEN] : [];
  if (suite === undefined) return ['AH does not encrypt', ...ofAh];
  const unproven = 'nothing proves the packets to be unchanged';
  // AH proves what ESP inside it does not.
  const ofEsp = suiteWeaknesses(suite).filter((one) => ah === undefined || one !== unproven);
  return [...new Set([...ofEsp, ...ofAh])];
}

const MD5_IS_BROKEN = 'MD5 is broken as a hash';

/** Whether the ICV of anything proves where a packet comes from. */
export function authenticates({ suite, ah }: ProtectionParts): boolean {
  if (ah !== undefined) return true;
  return suite !== undefined && (isCombined(suite.encryption) || suite.integrity !== 'none');
}

/** Whether what is protected cannot be read. */
export function isConfidential({ suite }: ProtectionParts): boolean {
  return suite !== undefined && encrypts(suite.encryption);
}
