/** The SA payload of quick mode: offers made, one chosen, the choice checked (RFC 2407 4.4-4.5, RFC 2409 5.5). */

import { readU32, u32 } from '../../base/bytes.ts';
import type { EncapsulationMode } from '../../base/traffic.ts';
import type { EspSuite } from '../../crypto/provider.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../wire/isakmp/sa.ts';
import { IPSEC_ATTRIBUTE } from '../../wire/numbers/ipsec.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { ChildPolicy, Dialect } from '../policy.ts';
import {
  type AttributeSet,
  faultOfAnsweredLifetimes,
  readAttributes,
  sameButLifetimes,
} from './attribute-set.ts';
import { fatalAttribute, unsupportedAttribute } from './attribute-support.ts';
import {
  describeTransform,
  faultsOfProposal,
  mismatchOf,
  type QuickModeMismatch,
} from './quick-mode-comparison.ts';
import {
  attributesOf,
  encapsulationOf,
  fitsEncapsulation,
  isTransform,
  LIFE,
  TRANSFORM_ID,
  transformsOf,
  type UdpEncapsulation,
  UNDERSTOOD,
} from './quick-mode-transform.ts';
import { answerOf, saOf } from './sa-payload.ts';

/** What both sides agreed on. */
export interface QuickModeChoice {
  readonly suite: EspSuite;
  /** 64-bit sequence numbers (RFC 4304). */
  readonly esn: boolean;
  readonly mode: EncapsulationMode;
  readonly udpEncapsulated: boolean;
  readonly pfsGroup: number | undefined;
  /** The SPI of the side that sent the payload. */
  readonly peerSpi: number;
  readonly attributes: AttributeSet;
}

export type QuickModeSelection =
  | { readonly choice: QuickModeChoice; readonly answer: (ownSpi: number) => SaPayload }
  | { readonly mismatch: QuickModeMismatch };

/** The initiator's SA payload: one ESP proposal, a transform for each that is acceptable. */
export function offerQuickMode(
  child: ChildPolicy,
  spi: number,
  udp: UdpEncapsulation,
  dialect: Dialect,
): SaPayload {
  const transforms = transformsOf(child).map((transform, index) => ({
    number: index + 1,
    id: TRANSFORM_ID[transform.suite.encryption],
    attributes: attributesOf(child, transform, udp, dialect),
  }));
  return saOf({ number: 1, protocol: PROTOCOL.esp, spi: u32(spi), transforms });
}

/** The responder's choice: the first of the initiator's transforms that the policy has too. */
export function selectQuickMode(
  offer: SaPayload,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeSelection {
  const fatal = fatalAttribute(offer);
  if (fatal !== undefined) return { mismatch: { ...mismatchOf(offer, child, udp), ...fatal } };
  for (const proposal of offer.proposals) {
    if (!isEspAlone(proposal, offer)) continue;
    for (const transform of proposal.transforms) {
      const choice = choiceOf(proposal, transform, child, udp);
      if (choice === undefined) continue;
      const answer = (ownSpi: number): SaPayload =>
        saOf(answerOf(proposal, transform, u32(ownSpi)));
      return { choice, answer };
    }
  }
  return { mismatch: { ...mismatchOf(offer, child, udp), ...unsupportedAttribute(offer) } };
}

/** The initiator's check of the answer; a sentence says what is wrong with it. */
export function checkQuickModeAnswer(
  answer: SaPayload,
  offer: SaPayload,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeChoice | string {
  const [proposal] = answer.proposals;
  const [transform] = proposal?.transforms ?? [];
  if (
    proposal === undefined ||
    transform === undefined ||
    answer.proposals.length !== 1 ||
    proposal.transforms.length !== 1
  ) {
    return 'the answer does not hold exactly one proposal with one transform';
  }
  const chosen = readAttributes(transform.attributes, LIFE);
  const offered = offer.proposals[0]!.transforms.filter(({ id }) => id === transform.id)
    .map(({ attributes }) => readAttributes(attributes, LIFE))
    .find((one) => sameButLifetimes(one, chosen));
  const choice = isEspAlone(proposal, answer)
    ? choiceOf(proposal, transform, child, udp)
    : undefined;
  if (offered === undefined || choice === undefined)
    return `the answer (${describeTransform(answer, proposal, transform)}) is none of the offers`;
  return faultOfAnsweredLifetimes(offered, chosen) ?? choice;
}

function isEspAlone(proposal: Proposal, sa: SaPayload): boolean {
  return proposal.protocol === PROTOCOL.esp && faultsOfProposal(proposal, sa).length === 0;
}

function choiceOf(
  proposal: Proposal,
  transform: Transform,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeChoice | undefined {
  const attributes = readAttributes(transform.attributes, LIFE);
  const { numbers } = attributes;
  if (attributes.fault !== undefined) return undefined;
  if ([...numbers.keys()].some((type) => !UNDERSTOOD.has(type))) return undefined;
  const encapsulation = encapsulationOf(numbers.get(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE), child);
  const pfsGroup = numbers.get(IPSEC_ATTRIBUTE.GROUP);
  const own = transformsOf(child).find((one) => isTransform(one, transform.id, numbers));
  const peerSpi = readU32(proposal.spi, 0);
  if (own === undefined || encapsulation === undefined || encapsulation.mode !== child.mode)
    return undefined;
  if (!fitsEncapsulation(encapsulation.udpEncapsulated, udp) || pfsGroup !== child.pfsGroup)
    return undefined;
  return { ...own, ...encapsulation, pfsGroup, peerSpi, attributes };
}
