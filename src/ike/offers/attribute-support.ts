/** Offers of quick mode that end in ATTRIBUTES-NOT-SUPPORTED (RFC 2407 4.5.2 and 4.5.3, RFC 4304 3). */

import { isGroupId } from '../../crypto/groups.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import { IKE_GROUP, ikeGroupName } from '../../wire/numbers/ike.ts';
import {
  IPSEC_ATTRIBUTE,
  IPSEC_AUTHENTICATION,
  ipsecAttributeName,
  ipsecAuthenticationName,
} from '../../wire/numbers/ipsec.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { type AttributeSet, readAttributes } from './attribute-set.ts';
import { AUTHENTICATION, ESN_64_BIT, LIFE, UNDERSTOOD } from './quick-mode-transform.ts';

/** Why an offer ends the negotiation, as a sentence without its end. */
export interface AttributeFault {
  readonly reason: 'esn-value' | 'contradiction' | 'not-supported';
  readonly attribute: string;
}

const SPOKEN_AUTHENTICATION: ReadonlySet<number | undefined> = new Set(
  Object.values(AUTHENTICATION),
);

/** What in any transform of an offer ends the negotiation, acceptable transforms beside it or not. */
export function fatalAttribute(offer: SaPayload): AttributeFault | undefined {
  for (const { numbers, contradiction } of attributeSets(offer)) {
    const esn = numbers.get(IPSEC_ATTRIBUTE.ESN);
    if (esn !== undefined && esn !== ESN_64_BIT)
      return { reason: 'esn-value', attribute: `${esn}` };
    if (contradiction !== undefined) return { reason: 'contradiction', attribute: contradiction };
  }
  return undefined;
}

/**
 * Why none of the transforms could be taken whatever the policy says: each has an attribute, or a
 * value of one, that the RFC defines and this host does not speak. Values that are reserved are left
 * to the policy (RFC 2407 4.5.3), which does not have them.
 */
export function unsupportedAttribute(offer: SaPayload): AttributeFault | undefined {
  const found = attributeSets(offer).map(notSpoken);
  const [attribute] = found;
  if (attribute === undefined || found.includes(undefined)) return undefined;
  return { reason: 'not-supported', attribute };
}

function attributeSets({ proposals }: SaPayload): AttributeSet[] {
  const sets: AttributeSet[] = [];
  for (const { protocol, transforms } of proposals) {
    if (protocol !== PROTOCOL.esp && protocol !== PROTOCOL.ah) continue;
    for (const { attributes } of transforms) sets.push(readAttributes(attributes, LIFE));
  }
  return sets;
}

function notSpoken({ numbers }: AttributeSet): string | undefined {
  for (const [type, value] of numbers) {
    if (!UNDERSTOOD.has(type) && has(IPSEC_ATTRIBUTE, type)) return ipsecAttributeName(type);
    const isAlgorithm = type === IPSEC_ATTRIBUTE.AUTHENTICATION && has(IPSEC_AUTHENTICATION, value);
    if (isAlgorithm && !SPOKEN_AUTHENTICATION.has(value)) return ipsecAuthenticationName(value);
    const isGroup = type === IPSEC_ATTRIBUTE.GROUP && has(IKE_GROUP, value);
    if (isGroup && !isGroupId(value)) return ikeGroupName(value);
  }
  return undefined;
}

function has(numbers: Readonly<Record<string, number>>, value: number): boolean {
  return Object.values(numbers).includes(value);
}
