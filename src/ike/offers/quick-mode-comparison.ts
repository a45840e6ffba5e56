/** Quick-mode offers in words: this host's, the peer's, and what keeps them apart. */

import { protectionLabel, protocolLabel, protocolOf } from '../../crypto/protection.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../wire/isakmp/sa.ts';
import {
  ahTransformName,
  encapsulationModeName,
  espTransformName,
  IPSEC_ATTRIBUTE,
  ipsecAttributeName,
  ipsecAuthenticationName,
} from '../../wire/numbers/ipsec.ts';
import { PROTOCOL, protocolName } from '../../wire/numbers/isakmp.ts';
import type { Comparison } from '../failure.ts';
import type { ChildPolicy } from '../policy.ts';
import { type AttributeSet, besides, readAttributes } from './attribute-set.ts';
import type { AttributeFault } from './attribute-support.ts';
import { compareOffers, type OfferRow, offerText } from './offer-comparison.ts';
import {
  AH_TRANSFORM_ID,
  AUTHENTICATION,
  ESN_64_BIT,
  encapsulationNumber,
  LIFE,
  type Method,
  methodsOf,
  statedKeyBits,
  TRANSFORM_ID,
  type UdpEncapsulation,
  UNDERSTOOD,
} from './quick-mode-transform.ts';
import { faultsOfUnit, unitsOf } from './quick-mode-units.ts';

/** Why no offer fits, with the failure that names it. */
export interface QuickModeMismatch {
  readonly reason:
    | 'proposal'
    | 'pfs'
    | 'encapsulation'
    | 'sequence-numbers'
    | 'protocols'
    | AttributeFault['reason'];
  /** What the attribute is that cannot be taken, where that is the reason. */
  readonly attribute?: string;
  readonly comparison: readonly Comparison[];
}

const ROW_KEYS = [
  'protocols',
  'AH integrity',
  'transform',
  'integrity',
  'encapsulation mode',
  'PFS group',
  'sequence numbers',
  'besides',
] as const;
type Row = OfferRow<(typeof ROW_KEYS)[number]>;

/** What most offers say, and what then is no line of a comparison. */
const USUAL: Partial<Row> = {
  protocols: 'ESP',
  'AH integrity': 'none',
  'sequence numbers': '32 bits',
  besides: 'nothing',
};

/** Both sides' offers next to each other, then the nearest pair attribute by attribute. */
export function mismatchOf(
  offer: SaPayload,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeMismatch {
  const own = methodsOf(child).map((method) => ownRow(child, method, udp));
  const theirs = unitsOf(offer).flatMap(theirRows);
  const { rows, differing } = compareOffers(keysFor([...own, ...theirs]), own, theirs);
  if (own.length > 0 && theirs.every((row) => !own.some((one) => one.protocols === row.protocols)))
    return { reason: 'protocols', comparison: rows };
  const only = differing.length === 1 ? differing[0] : undefined;
  const reason = only === undefined ? undefined : REASONS[only];
  return { reason: reason ?? 'proposal', comparison: rows };
}

const REASONS: Partial<Record<keyof Row, QuickModeMismatch['reason']>> = {
  'PFS group': 'pfs',
  'encapsulation mode': 'encapsulation',
  'sequence numbers': 'sequence-numbers',
};

/** The child's own offers against nothing: what an initiator shows whose peer only said no. */
export function ownOffers(child: ChildPolicy): Comparison[] {
  return methodsOf(child).map((method, index) => ({
    what: `offer ${index + 1}`,
    local: ownText(child, method),
    peer: 'not told',
    differs: false,
  }));
}

/** The first transforms of a peer's unit in a line. */
export function describeUnit(unit: readonly Proposal[]): string {
  const [row] = theirRows(unit);
  return row === undefined ? 'nothing' : offerText(keysFor([row]), row);
}

function keysFor(rows: readonly Row[]): readonly (keyof Row)[] {
  return ROW_KEYS.filter((key) => !(key in USUAL) || rows.some((row) => row[key] !== USUAL[key]));
}

function ownRow(child: ChildPolicy, method: Method, udp: UdpEncapsulation): Row {
  const { suite, ah, esn } = method;
  return {
    protocols: protocolLabel(protocolOf(method)),
    'AH integrity': ah === undefined ? 'none' : ahText(AH_TRANSFORM_ID[ah], AUTHENTICATION[ah]),
    transform:
      suite === undefined
        ? 'none'
        : cipherText(TRANSFORM_ID[suite.encryption], statedKeyBits(suite)),
    integrity: integrityText(AUTHENTICATION[suite?.integrity ?? 'none']),
    'encapsulation mode': encapsulationModeName(encapsulationNumber(child.mode, udp)),
    'PFS group': groupText(child.pfsGroup),
    'sequence numbers': sequenceText(esn ? ESN_64_BIT : undefined),
    besides: 'nothing',
  };
}

/**
 * A row for each transform of a unit. Of a bundle each of ESP's stands with AH's first and the rest of
 * AH's with ESP's first, not each with each: the rows are for reading.
 */
function theirRows(unit: readonly Proposal[]): Row[] {
  const of = (protocol: number) =>
    unit.find((proposal) => proposal.protocol === protocol)?.transforms ?? [];
  const [ahs, esps] = [of(PROTOCOL.ah), of(PROTOCOL.esp)];
  const faults = faultsOfUnit(unit);
  if (ahs.length === 0 && esps.length === 0)
    return unit.flatMap((proposal) =>
      proposal.transforms.map((transform) => strangeRow(proposal, transform, faults)),
    );
  if (ahs.length === 0) return esps.map((esp) => theirRow(esp, undefined, faults));
  if (esps.length === 0) return ahs.map((ah) => theirRow(undefined, ah, faults));
  return [
    ...esps.map((esp) => theirRow(esp, ahs[0], faults)),
    ...ahs.slice(1).map((ah) => theirRow(esps[0], ah, faults)),
  ];
}

function theirRow(
  esp: Transform | undefined,
  ah: Transform | undefined,
  faults: readonly string[],
): Row {
  const parts = [esp, ah]
    .filter((one) => one !== undefined)
    .map(({ attributes }) => readAttributes(attributes, LIFE));
  const [{ numbers }] = parts as [AttributeSet];
  const others = [
    ...faults,
    ...parts.flatMap((attributes) => besides(attributes, UNDERSTOOD, ipsecAttributeName)),
  ];
  const ofAh = ah && readAttributes(ah.attributes, LIFE).numbers;
  const mode = numbers.get(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE);
  const authentication = numbers.get(IPSEC_ATTRIBUTE.AUTHENTICATION);
  return {
    protocols: protocolNames(esp, ah),
    'AH integrity':
      ah === undefined ? 'none' : ahText(ah.id, ofAh?.get(IPSEC_ATTRIBUTE.AUTHENTICATION)),
    transform:
      esp === undefined ? 'none' : cipherText(esp.id, numbers.get(IPSEC_ATTRIBUTE.KEY_LENGTH)),
    integrity: integrityText(esp === undefined ? undefined : authentication),
    'encapsulation mode': mode === undefined ? 'not stated' : encapsulationModeName(mode),
    'PFS group': groupText(numbers.get(IPSEC_ATTRIBUTE.GROUP)),
    'sequence numbers': sequenceText(numbers.get(IPSEC_ATTRIBUTE.ESN)),
    besides: others.length === 0 ? 'nothing' : others.join('; '),
  };
}

/** A transform of a protocol that is not spoken. */
function strangeRow({ protocol }: Proposal, transform: Transform, faults: readonly string[]): Row {
  const name = protocolName(protocol);
  const row = theirRow(
    transform,
    undefined,
    faults.filter((fault) => !fault.endsWith(name)),
  );
  return { ...row, protocols: name, transform: `${name} transform ${transform.id}` };
}

function protocolNames(esp: Transform | undefined, ah: Transform | undefined): string {
  if (ah === undefined) return protocolLabel('esp');
  return protocolLabel(esp === undefined ? 'ah' : 'ah+esp');
}

/** The transform says the algorithm, and the attribute has to say the same. */
function ahText(transformId: number, authentication: number | undefined): string {
  return `${ahTransformName(transformId)}, ${integrityText(authentication)}`;
}

function cipherText(transformId: number, keyBits: number | undefined): string {
  return keyBits === undefined
    ? espTransformName(transformId)
    : `${espTransformName(transformId)}-${keyBits}`;
}

function integrityText(authentication: number | undefined): string {
  return authentication === undefined ? 'none' : ipsecAuthenticationName(authentication);
}

function groupText(group: number | undefined): string {
  return group === undefined ? 'none' : `group ${group}`;
}

function sequenceText(value: number | undefined): string {
  if (value === undefined) return '32 bits';
  return value === ESN_64_BIT ? '64 bits (ESN)' : `ESN value ${value}`;
}

function ownText(child: ChildPolicy, method: Method): string {
  const pfs = child.pfsGroup === undefined ? 'none' : `group ${child.pfsGroup}`;
  return `${protectionLabel(method)}, ${child.mode}, PFS ${pfs}${method.esn ? ', ESN' : ''}`;
}
