/** SA, proposal and transform (RFC 2408 3.4 to 3.6, RFC 2407 4.6.1), and their attributes. */

import { EMPTY } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import {
  type Attribute,
  attribute,
  type Codec,
  countOf,
  enumeration,
  flags,
  generating,
  type Links,
  lengthOf,
  list,
  mapped,
  reserved,
  rest,
  struct,
  substructures,
  u8,
  u16,
  u32,
  when,
} from '../codec.ts';
import { ikeAttributeName, ikeAttributeValueName, isakmpTransformName } from '../numbers/ike.ts';
import {
  ahTransformName,
  espTransformName,
  ipcompTransformName,
  ipsecAttributeName,
  ipsecAttributeValueName,
} from '../numbers/ipsec.ts';
import {
  DOI_IPSEC,
  doiTable,
  PAYLOAD,
  PROTOCOL,
  protocolTable,
  SIT_IDENTITY_ONLY,
  SITUATION,
} from '../numbers/isakmp.ts';
import { attributeNumber } from './attribute-number.ts';

/** One choice within a proposal. */
export interface Transform extends Links {
  readonly number: number;
  /** The transform ID: KEY_IKE, or of the proposal's protocol. */
  readonly id: number;
  readonly attributes: readonly Attribute[];
  /** The second reserved field, absent while zero. */
  readonly reserved2?: number;
}

/** One protocol of a proposal. Proposals of the same number belong together (RFC 2408 4.2). */
export interface Proposal extends Links {
  readonly number: number;
  readonly protocol: number;
  readonly spi: Uint8Array;
  readonly transforms: readonly Transform[];
}

/** An SA payload's own fields. */
export interface SaBody {
  readonly doi: number;
  /** 0 where the DOI is not IPsec's: then it is part of `rest`. */
  readonly situation: number;
  /** Empty where `rest` is there. */
  readonly proposals: readonly Proposal[];
  /** What follows an unknown DOI or a situation with labels, verbatim. */
  readonly rest?: Uint8Array;
}

type Lookup = (name: string) => unknown;

const isPhase1 = (lookup: Lookup): boolean => lookup('protocol') === PROTOCOL.isakmp;

/** An attribute of a transform, named by the protocol of the structure around it. */
export const attributeCodec: Codec<Attribute> = attribute({
  typeName: (type, lookup) => (isPhase1(lookup) ? ikeAttributeName : ipsecAttributeName)(type),
  valueText(value, lookup) {
    const number = attributeNumber(value);
    if (number === undefined) return '';
    const nameOf = isPhase1(lookup) ? ikeAttributeValueName : ipsecAttributeValueName;
    return nameOf(value.type, number);
  },
  types: Array.from({ length: 16 }, (_, index) => index + 1),
});

const TRANSFORM_NAMES: Readonly<Record<number, (id: number) => string>> = {
  [PROTOCOL.isakmp]: isakmpTransformName,
  [PROTOCOL.ah]: ahTransformName,
  [PROTOCOL.esp]: espTransformName,
  [PROTOCOL.ipcomp]: ipcompTransformName,
};

const transformCodec = struct('transform', {
  number: u8,
  id: enumeration(u8, (id, lookup) => TRANSFORM_NAMES[Number(lookup('protocol'))]?.(id) ?? ''),
  reserved2: reserved(u16),
  attributes: list(attributeCodec, LIMITS.attributesPerTransform),
});

const proposalCodec = struct('proposal', {
  number: u8,
  protocol: enumeration(u8, protocolTable),
  spiSize: lengthOf('spi', u8),
  transformCount: countOf('transforms', u8),
  spi: rest,
  transforms: substructures(PAYLOAD.T, transformCodec, LIMITS.transformsPerProposal),
});

const usual = (sa: { doi: number; situation?: number }): boolean =>
  sa.doi === DOI_IPSEC && sa.situation === SIT_IDENTITY_ONLY;

const wireSa = struct('an SA', {
  doi: generating(enumeration(u32, doiTable), [DOI_IPSEC]),
  situation: when(
    (sa: { doi: number }) => sa.doi === DOI_IPSEC,
    generating(flags(u32, SITUATION), [SIT_IDENTITY_ONLY]),
  ),
  proposals: when(usual, substructures(PAYLOAD.P, proposalCodec, LIMITS.proposalsPerSa)),
  rest: when((sa: { doi: number; situation?: number }) => !usual(sa), rest),
});

export const saCodec: Codec<SaBody> = mapped(
  wireSa,
  ({ doi, situation, proposals, rest: others }): SaBody => ({
    doi,
    situation: situation ?? 0,
    proposals: proposals ?? [],
    ...(others === undefined ? {} : { rest: others }),
  }),
  (sa) => ({ rest: EMPTY, ...sa }) as ReturnType<(typeof wireSa)['read']>,
);
