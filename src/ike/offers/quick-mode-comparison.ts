/** Quick-mode offers in words: this host's, the peer's, and what keeps them apart. */

import { readU32 } from '../../base/bytes.ts';
import { suiteLabel } from '../../crypto/algorithms.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../wire/isakmp/sa.ts';
import {
  encapsulationModeName,
  espTransformName,
  IPSEC_ATTRIBUTE,
  ipsecAttributeName,
  ipsecAuthenticationName,
} from '../../wire/numbers/ipsec.ts';
import { PROTOCOL, protocolName } from '../../wire/numbers/isakmp.ts';
import type { Comparison } from '../failure.ts';
import type { ChildPolicy } from '../policy.ts';
import { besides, readAttributes } from './attribute-set.ts';
import type { AttributeFault } from './attribute-support.ts';
import { compareOffers, type OfferRow, offerText } from './offer-comparison.ts';
import {
  AUTHENTICATION,
  ESN_64_BIT,
  type EspTransform,
  encapsulationNumber,
  LIFE,
  statedKeyBits,
  TRANSFORM_ID,
  transformsOf,
  type UdpEncapsulation,
  UNDERSTOOD,
} from './quick-mode-transform.ts';

/** Why no offer fits, with the failure that names it. */
export interface QuickModeMismatch {
  readonly reason:
    | 'proposal'
    | 'pfs'
    | 'encapsulation'
    | 'sequence-numbers'
    | AttributeFault['reason'];
  /** What the attribute is that cannot be taken, where that is the reason. */
  readonly attribute?: string;
  readonly comparison: readonly Comparison[];
}

const ROW_KEYS = [
  'transform',
  'integrity',
  'encapsulation mode',
  'PFS group',
  'sequence numbers',
  'besides',
] as const;
type Row = OfferRow<(typeof ROW_KEYS)[number]>;

/** What most offers say, and what then is no line of a comparison. */
const USUAL: Partial<Row> = { 'sequence numbers': '32 bits', besides: 'nothing' };

/** Both sides' offers next to each other, then the nearest pair attribute by attribute. */
export function mismatchOf(
  offer: SaPayload,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeMismatch {
  const own = transformsOf(child).map((transform) => ownRow(child, transform, udp));
  const theirs = offer.proposals.flatMap((proposal) =>
    proposal.transforms.map((transform) => theirRow(offer, proposal, transform)),
  );
  const { rows, differing } = compareOffers(keysFor([...own, ...theirs]), own, theirs);
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
  return transformsOf(child).map((transform, index) => ({
    what: `offer ${index + 1}`,
    local: ownText(child, transform),
    peer: 'not told',
    differs: false,
  }));
}

/** One transform of a peer in a line. */
export function describeTransform(sa: SaPayload, proposal: Proposal, transform: Transform): string {
  const row = theirRow(sa, proposal, transform);
  return offerText(keysFor([row]), row);
}

/** What keeps a proposal from being used, whatever its transforms are. */
export function faultsOfProposal({ number, spi }: Proposal, sa: SaPayload): string[] {
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

function keysFor(rows: readonly Row[]): readonly (keyof Row)[] {
  return ROW_KEYS.filter((key) => !(key in USUAL) || rows.some((row) => row[key] !== USUAL[key]));
}

function ownRow(child: ChildPolicy, { suite, esn }: EspTransform, udp: UdpEncapsulation): Row {
  return {
    transform: cipherText(TRANSFORM_ID[suite.encryption], statedKeyBits(suite)),
    integrity: integrityText(AUTHENTICATION[suite.integrity]),
    'encapsulation mode': encapsulationModeName(encapsulationNumber(child.mode, udp)),
    'PFS group': groupText(child.pfsGroup),
    'sequence numbers': sequenceText(esn ? ESN_64_BIT : undefined),
    besides: 'nothing',
  };
}

function theirRow(sa: SaPayload, proposal: Proposal, transform: Transform): Row {
  const attributes = readAttributes(transform.attributes, LIFE);
  const { numbers } = attributes;
  const others = [
    ...faultsOfProposal(proposal, sa),
    ...besides(attributes, UNDERSTOOD, ipsecAttributeName),
  ];
  const mode = numbers.get(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE);
  return {
    transform:
      proposal.protocol === PROTOCOL.esp
        ? cipherText(transform.id, numbers.get(IPSEC_ATTRIBUTE.KEY_LENGTH))
        : `${protocolName(proposal.protocol)} transform ${transform.id}`,
    integrity: integrityText(numbers.get(IPSEC_ATTRIBUTE.AUTHENTICATION)),
    'encapsulation mode': mode === undefined ? 'not stated' : encapsulationModeName(mode),
    'PFS group': groupText(numbers.get(IPSEC_ATTRIBUTE.GROUP)),
    'sequence numbers': sequenceText(numbers.get(IPSEC_ATTRIBUTE.ESN)),
    besides: others.length === 0 ? 'nothing' : others.join('; '),
  };
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

function ownText(child: ChildPolicy, { suite, esn }: EspTransform): string {
  const pfs = child.pfsGroup === undefined ? 'none' : `group ${child.pfsGroup}`;
  return `${suiteLabel(suite)}, ${child.mode}, PFS ${pfs}${esn ? ', ESN' : ''}`;
}
