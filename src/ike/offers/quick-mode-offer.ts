/** The SA payload of quick mode: offers made, one chosen, the choice checked (RFC 2407 4.4-4.5, RFC 2409 5.5). */

import { readU32, u32 } from '../../base/bytes.ts';
import type { EncapsulationMode } from '../../base/traffic.ts';
import { suiteLabel } from '../../crypto/algorithms.ts';
import type { EspEncryption, EspIntegrity, EspSuite } from '../../crypto/provider.ts';
import type { Attribute } from '../../wire/codec.ts';
import { numberAttribute } from '../../wire/isakmp/attribute-number.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../wire/isakmp/sa.ts';
import {
  ENCAPSULATION_MODE,
  ESP_TRANSFORM,
  encapsulationModeName,
  espTransformName,
  IPSEC_ATTRIBUTE,
  IPSEC_AUTHENTICATION,
  ipsecAttributeName,
  ipsecAuthenticationName,
} from '../../wire/numbers/ipsec.ts';
import { DOI_IPSEC, PROTOCOL, protocolName, SIT_IDENTITY_ONLY } from '../../wire/numbers/isakmp.ts';
import type { Comparison } from '../failure.ts';
import type { ChildPolicy } from '../policy.ts';
import {
  type AttributeSet,
  besides,
  lifetimeAttributes,
  readAttributes,
  sameAttributes,
} from './attribute-set.ts';
import { compareOffers, type OfferRow, offerText } from './offer-comparison.ts';

const LIFE = { type: IPSEC_ATTRIBUTE.LIFE_TYPE, duration: IPSEC_ATTRIBUTE.LIFE_DURATION };
const TRANSFORM_ID: Readonly<Record<EspEncryption, number>> = {
  null: ESP_TRANSFORM.NULL,
  'des-cbc': ESP_TRANSFORM.DES,
  '3des-cbc': ESP_TRANSFORM.TRIPLE_DES,
  'aes-cbc': ESP_TRANSFORM.AES_CBC,
  'aes-ctr': ESP_TRANSFORM.AES_CTR,
  'aes-gcm-16': ESP_TRANSFORM.AES_GCM_16,
  'chacha20-poly1305': ESP_TRANSFORM.ESP_CHACHA20_POLY1305_ESPIAL,
};
const AUTHENTICATION: Readonly<Record<EspIntegrity, number | undefined>> = {
  none: undefined,
  'hmac-md5-96': IPSEC_AUTHENTICATION.HMAC_MD5,
  'hmac-sha1-96': IPSEC_AUTHENTICATION.HMAC_SHA,
  'hmac-sha256-128': IPSEC_AUTHENTICATION.HMAC_SHA256,
  'hmac-sha384-192': IPSEC_AUTHENTICATION.HMAC_SHA384,
  'hmac-sha512-256': IPSEC_AUTHENTICATION.HMAC_SHA512,
};

/** What both sides agreed on. */
export interface QuickModeChoice {
  readonly suite: EspSuite;
  readonly mode: EncapsulationMode;
  readonly udpEncapsulated: boolean;
  readonly pfsGroup: number | undefined;
  /** The SPI of the side that sent the payload. */
  readonly peerSpi: number;
  readonly attributes: AttributeSet;
}

/** Why no offer fits, with the failure that names it. */
export interface QuickModeMismatch {
  readonly reason: 'proposal' | 'pfs' | 'encapsulation';
  readonly comparison: readonly Comparison[];
}

export type QuickModeSelection =
  | { readonly choice: QuickModeChoice; readonly answer: (ownSpi: number) => SaPayload }
  | { readonly mismatch: QuickModeMismatch };

/** The initiator's SA payload: one ESP proposal, a transform for each acceptable suite. */
export function offerQuickMode(
  child: ChildPolicy,
  spi: number,
  udpEncapsulated: boolean,
): SaPayload {
  const transforms = child.proposals.map(({ suite }, index) => ({
    number: index + 1,
    id: TRANSFORM_ID[suite.encryption],
    attributes: attributesOf(child, suite, udpEncapsulated),
  }));
  return saOf({ number: 1, protocol: PROTOCOL.esp, spi: u32(spi), transforms });
}

/** The responder's choice: the first of the initiator's transforms that the policy has too. */
export function selectQuickMode(
  offer: SaPayload,
  child: ChildPolicy,
  natTraversal: boolean,
): QuickModeSelection {
  for (const proposal of offer.proposals) {
    if (!isEspAlone(proposal, offer)) continue;
    for (const transform of proposal.transforms) {
      const choice = choiceOf(proposal, transform, child, natTraversal);
      if (choice === undefined) continue;
      const answer = (ownSpi: number): SaPayload =>
        saOf(answerOf(proposal, u32(ownSpi), transform));
      return { choice, answer };
    }
  }
  return { mismatch: mismatchOf(offer, child, natTraversal) };
}

/** The initiator's check of the answer; a sentence says what is wrong with it. */
export function checkQuickModeAnswer(
  answer: SaPayload,
  offer: SaPayload,
  child: ChildPolicy,
  natTraversal: boolean,
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
  const offered = offer.proposals[0]!.transforms.some(
    (one) =>
      one.id === transform.id && sameAttributes(readAttributes(one.attributes, LIFE), chosen),
  );
  const choice = isEspAlone(proposal, answer)
    ? choiceOf(proposal, transform, child, natTraversal)
    : undefined;
  if (!offered || choice === undefined)
    return `the answer (${describe(answer, proposal, transform)}) is none of the offers`;
  return choice;
}

/** The child's own offers against nothing: what an initiator shows whose peer only said no. */
export function ownOffers(child: ChildPolicy): Comparison[] {
  return child.proposals.map(({ suite }, index) => ({
    what: `offer ${index + 1}`,
    local: ownText(child, suite),
    peer: 'not told',
    differs: false,
  }));
}

function isEspAlone(proposal: Proposal, sa: SaPayload): boolean {
  return proposal.protocol === PROTOCOL.esp && faultsOfProposal(proposal, sa).length === 0;
}

function faultsOfProposal({ number, spi }: Proposal, sa: SaPayload): string[] {
  const faults: string[] = [];
  // RFC 2408 4.2: proposals of one number belong together; a bundle with AH or IPComp is not spoken.
  const together = sa.proposals.filter((other) => other.number === number);
  if (together.length > 1)
    faults.push(
      `a bundle of ${together.map(({ protocol }) => protocolName(protocol)).join(' and ')}`,
    );
  if (spi.length !== 4) faults.push(`an SPI of ${spi.length} octets`);
  // RFC 4303 2.1: SPIs 0 to 255 are reserved.
  else if (readU32(spi, 0) < 256) faults.push(`the reserved SPI ${readU32(spi, 0)}`);
  return faults;
}

function choiceOf(
  proposal: Proposal,
  transform: Transform,
  child: ChildPolicy,
  natTraversal: boolean,
): QuickModeChoice | undefined {
  const attributes = readAttributes(transform.attributes, LIFE);
  const { numbers } = attributes;
  if (attributes.fault !== undefined) return undefined;
  if ([...numbers.keys()].some((type) => !UNDERSTOOD.has(type))) return undefined;
  const encapsulation = encapsulationOf(numbers.get(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE), child);
  const pfsGroup = numbers.get(IPSEC_ATTRIBUTE.GROUP);
  const own = child.proposals.find(({ suite }) => isSuite(suite, transform.id, numbers));
  const peerSpi = readU32(proposal.spi, 0);
  if (own === undefined || encapsulation === undefined || encapsulation.mode !== child.mode)
    return undefined;
  if (encapsulation.udpEncapsulated !== natTraversal || pfsGroup !== child.pfsGroup)
    return undefined;
  return { suite: own.suite, ...encapsulation, pfsGroup, peerSpi, attributes };
}

const UNDERSTOOD: ReadonlySet<number> = new Set([
  IPSEC_ATTRIBUTE.GROUP,
  IPSEC_ATTRIBUTE.ENCAPSULATION_MODE,
  IPSEC_ATTRIBUTE.AUTHENTICATION,
  IPSEC_ATTRIBUTE.KEY_LENGTH,
]);

function isSuite(
  suite: EspSuite,
  transformId: number,
  numbers: ReadonlyMap<number, number>,
): boolean {
  return (
    TRANSFORM_ID[suite.encryption] === transformId &&
    AUTHENTICATION[suite.integrity] === numbers.get(IPSEC_ATTRIBUTE.AUTHENTICATION) &&
    statedKeyBits(suite) === numbers.get(IPSEC_ATTRIBUTE.KEY_LENGTH)
  );
}

function statedKeyBits(suite: EspSuite): number | undefined {
  // RFC 3602 5.3, 3686 5.2, 4106 8.4: AES states its key length, ciphers of one length do not.
  return suite.encryption.startsWith('aes') ? suite.keyBits : undefined;
}

function encapsulationOf(
  value: number | undefined,
  child: ChildPolicy,
): { mode: EncapsulationMode; udpEncapsulated: boolean } | undefined {
  switch (value) {
    case undefined:
      // RFC 2407 4.5 leaves the default to the host; the policy's own mode is the sensible one.
      return { mode: child.mode, udpEncapsulated: false };
    case ENCAPSULATION_MODE.TUNNEL:
      return { mode: 'tunnel', udpEncapsulated: false };
    case ENCAPSULATION_MODE.TRANSPORT:
      return { mode: 'transport', udpEncapsulated: false };
    case ENCAPSULATION_MODE.UDP_TUNNEL:
      return { mode: 'tunnel', udpEncapsulated: true };
    case ENCAPSULATION_MODE.UDP_TRANSPORT:
      return { mode: 'transport', udpEncapsulated: true };
    default:
      return undefined;
  }
}

function encapsulationNumber(mode: EncapsulationMode, udpEncapsulated: boolean): number {
  if (mode === 'tunnel')
    return udpEncapsulated ? ENCAPSULATION_MODE.UDP_TUNNEL : ENCAPSULATION_MODE.TUNNEL;
  return udpEncapsulated ? ENCAPSULATION_MODE.UDP_TRANSPORT : ENCAPSULATION_MODE.TRANSPORT;
}

function attributesOf(child: ChildPolicy, suite: EspSuite, udpEncapsulated: boolean): Attribute[] {
  const attributes = [
    ...lifetimeAttributes(child.lifetime, LIFE),
    numberAttribute(
      IPSEC_ATTRIBUTE.ENCAPSULATION_MODE,
      encapsulationNumber(child.mode, udpEncapsulated),
    ),
  ];
  const authentication = AUTHENTICATION[suite.integrity];
  const keyBits = statedKeyBits(suite);
  if (authentication !== undefined)
    attributes.push(numberAttribute(IPSEC_ATTRIBUTE.AUTHENTICATION, authentication));
  if (keyBits !== undefined) attributes.push(numberAttribute(IPSEC_ATTRIBUTE.KEY_LENGTH, keyBits));
  if (child.pfsGroup !== undefined)
    attributes.push(numberAttribute(IPSEC_ATTRIBUTE.GROUP, child.pfsGroup));
  return attributes;
}

const ROW_KEYS = ['transform', 'integrity', 'encapsulation mode', 'PFS group', 'besides'] as const;
type Row = OfferRow<(typeof ROW_KEYS)[number]>;

function mismatchOf(
  offer: SaPayload,
  child: ChildPolicy,
  natTraversal: boolean,
): QuickModeMismatch {
  const own = child.proposals.map(({ suite }) => ownRow(child, suite, natTraversal));
  const theirs = offer.proposals.flatMap((proposal) =>
    proposal.transforms.map((transform) => theirRow(offer, proposal, transform)),
  );
  const { rows, differing } = compareOffers(keysFor(theirs), own, theirs);
  const only = differing.length === 1 ? differing[0] : undefined;
  const reason =
    only === 'PFS group' ? 'pfs' : only === 'encapsulation mode' ? 'encapsulation' : 'proposal';
  return { reason, comparison: rows };
}

/** Most offers say nothing besides, and then that is no line of a comparison. */
function keysFor(theirs: readonly Row[]): readonly (keyof Row)[] {
  return ROW_KEYS.filter((key) => key !== 'besides' || theirs.some((row) => row[key] !== NOTHING));
}

const NOTHING = 'nothing';

function ownRow(child: ChildPolicy, suite: EspSuite, udpEncapsulated: boolean): Row {
  const authentication = AUTHENTICATION[suite.integrity];
  return {
    transform: cipherText(TRANSFORM_ID[suite.encryption], statedKeyBits(suite)),
    integrity: authentication === undefined ? 'none' : ipsecAuthenticationName(authentication),
    'encapsulation mode': encapsulationModeName(encapsulationNumber(child.mode, udpEncapsulated)),
    'PFS group': child.pfsGroup === undefined ? 'none' : `group ${child.pfsGroup}`,
    besides: NOTHING,
  };
}

function theirRow(sa: SaPayload, proposal: Proposal, transform: Transform): Row {
  const attributes = readAttributes(transform.attributes, LIFE);
  const { numbers } = attributes;
  const others = [
    ...faultsOfProposal(proposal, sa),
    ...besides(attributes, UNDERSTOOD, ipsecAttributeName),
  ];
  const authentication = numbers.get(IPSEC_ATTRIBUTE.AUTHENTICATION);
  const mode = numbers.get(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE);
  const group = numbers.get(IPSEC_ATTRIBUTE.GROUP);
  return {
    transform:
      proposal.protocol === PROTOCOL.esp
        ? cipherText(transform.id, numbers.get(IPSEC_ATTRIBUTE.KEY_LENGTH))
        : `${protocolName(proposal.protocol)} transform ${transform.id}`,
    integrity: authentication === undefined ? 'none' : ipsecAuthenticationName(authentication),
    'encapsulation mode': mode === undefined ? 'not stated' : encapsulationModeName(mode),
    'PFS group': group === undefined ? 'none' : `group ${group}`,
    besides: others.length === 0 ? NOTHING : others.join('; '),
  };
}

function cipherText(transformId: number, keyBits: number | undefined): string {
  return keyBits === undefined
    ? espTransformName(transformId)
    : `${espTransformName(transformId)}-${keyBits}`;
}

function ownText(child: ChildPolicy, suite: EspSuite): string {
  return `${suiteLabel(suite)}, ${child.mode}, PFS ${child.pfsGroup === undefined ? 'none' : `group ${child.pfsGroup}`}`;
}

function describe(sa: SaPayload, proposal: Proposal, transform: Transform): string {
  const row = theirRow(sa, proposal, transform);
  return offerText(keysFor([row]), row);
}

function answerOf(proposal: Proposal, spi: Uint8Array, transform: Transform): Proposal {
  const { number, id, attributes } = transform;
  const { number: proposalNumber, protocol } = proposal;
  return { number: proposalNumber, protocol, spi, transforms: [{ number, id, attributes }] };
}

function saOf(proposal: Proposal): SaPayload {
  return {
    kind: 'sa',
    type: 1,
    doi: DOI_IPSEC,
    situation: SIT_IDENTITY_ONLY,
    proposals: [proposal],
  };
}
