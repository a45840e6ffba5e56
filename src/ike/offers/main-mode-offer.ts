/** The SA payload of main mode: offers made, one chosen, the choice checked (RFC 2408 4.2, RFC 2409 5). */

import { CBC_CIPHERS, HASHES } from '../../crypto/algorithms.ts';
import type { CbcName, GroupId, HashName } from '../../crypto/provider.ts';
import type { Attribute } from '../../wire/codec.ts';
import { numberAttribute } from '../../wire/isakmp/attribute-number.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Transform } from '../../wire/isakmp/sa.ts';
import {
  IKE_ATTRIBUTE,
  IKE_ENCRYPTION,
  IKE_HASH,
  ISAKMP_TRANSFORM,
  ikeAttributeName,
  ikeAuthenticationName,
  ikeEncryptionName,
  ikeGroupName,
  ikeHashName,
} from '../../wire/numbers/ike.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import {
  type GssEncoding,
  ownGssIdentity,
  readGssIdentity,
  writeGssIdentity,
} from '../auth/gss-identity.ts';
import type { Comparison } from '../failure.ts';
import type { MainModeProposal, PeerPolicy } from '../policy.ts';
import {
  type AttributeSet,
  besides,
  faultOfAnsweredLifetimes,
  isUnderstood,
  lifetimeAttributes,
  readAttributes,
  sameButLifetimes,
} from './attribute-set.ts';
import { isGss, isKerberos, isXauthByVendor, KERBEROS } from './method-65001.ts';
import { authenticationText } from './not-spoken.ts';
import { compareOffers, type OfferRow, offerText } from './offer-comparison.ts';
import { answerOf, saOf } from './sa-payload.ts';

const LIFE = { type: IKE_ATTRIBUTE.LIFE_TYPE, duration: IKE_ATTRIBUTE.LIFE_DURATION };
const ENCRYPTION_NUMBER: Readonly<Record<CbcName, number>> = {
  'des-cbc': IKE_ENCRYPTION.DES_CBC,
  '3des-cbc': IKE_ENCRYPTION.TRIPLE_DES_CBC,
  'aes-cbc': IKE_ENCRYPTION.AES_CBC,
};
const HASH_NUMBER: Readonly<Record<HashName, number>> = {
  md5: IKE_HASH.MD5,
  sha1: IKE_HASH.SHA1,
  sha256: IKE_HASH.SHA256,
  sha384: IKE_HASH.SHA384,
  sha512: IKE_HASH.SHA512,
};

/** What an offer takes from the policy besides proposals. */
type Speaker = Pick<PeerPolicy, 'lifetime' | 'dialect' | 'authentication'>;

/** What both sides agreed on. */
export interface MainModeChoice {
  readonly proposal: MainModeProposal;
  readonly authentication: number;
  readonly attributes: AttributeSet;
}

/** What a responder does with an offer: answer with one transform, or say how the offers differ. */
export type MainModeSelection =
  | { readonly choice: MainModeChoice; readonly answer: SaPayload }
  | { readonly comparison: readonly Comparison[] };

/** The initiator's SA payload: one proposal, a transform for each acceptable set. */
export function offerMainMode(
  proposals: readonly MainModeProposal[],
  authentications: readonly number[],
  peer: Speaker,
): SaPayload {
  const transforms: Transform[] = [];
  for (const authentication of authentications) {
    for (const proposal of proposals) {
      transforms.push({
        number: transforms.length + 1,
        id: ISAKMP_TRANSFORM.KEY_IKE,
        attributes: attributesOf(proposal, authentication, peer),
      });
    }
  }
  return saOf({ number: 1, protocol: PROTOCOL.isakmp, spi: new Uint8Array(0), transforms });
}

/**
 * The responder's choice: the first of the initiator's transforms that the policy has too. `vendors`,
 * the keys of the peer's vendor IDs, tell Kerberos from what shares its number; `gssIdentity` is what
 * this host states where it is chosen.
 */
export function selectMainMode(
  offer: SaPayload,
  proposals: readonly MainModeProposal[],
  authentications: readonly number[],
  vendors: ReadonlySet<string> = new Set(),
  gssIdentity?: string,
): MainModeSelection {
  for (const proposal of offer.proposals) {
    if (proposal.protocol !== PROTOCOL.isakmp) continue;
    for (const transform of proposal.transforms) {
      const choice = choiceOf(transform, read(transform), proposals, authentications);
      if (choice === undefined) continue;
      if (isGss(choice.authentication) && !isKerberos(transform, vendors)) continue;
      // RFC 2408 4.2: one transform, its attributes as they came, the proposal's number kept.
      const answered = withIdentity(transform, choice.attributes, gssIdentity);
      return { choice, answer: saOf(answerOf(proposal, answered, proposal.spi)) };
    }
  }
  return { comparison: compareMainMode(proposals, authentications, offer, vendors) };
}

/** The answer takes Kerberos' method for XAUTHInitPreShared, which has the same number. */
export const MEANS_XAUTH = Symbol('XAUTHInitPreShared');

/**
 * The initiator's check of the answer; a sentence says what is wrong with it. A GSS identity in it is the
 * responder's own, and may be missing.
 */
export function checkMainModeAnswer(
  answer: SaPayload,
  offer: SaPayload,
  proposals: readonly MainModeProposal[],
  authentications: readonly number[],
  vendors: ReadonlySet<string> = new Set(),
): MainModeChoice | typeof MEANS_XAUTH | string {
  const [proposal, ...others] = answer.proposals;
  const transform = proposal?.transforms[0];
  if (transform === undefined || proposal?.transforms.length !== 1 || others.length > 0) {
    const transforms = answer.proposals.flatMap((one) => one.transforms);
    return `the answer holds ${transforms.length} transforms in ${answer.proposals.length} proposals instead of one`;
  }
  const chosen = read(transform);
  const offered = offer.proposals[0]!.transforms.map(read).find((one) =>
    sameButLifetimes(one, chosen),
  );
  const choice = choiceOf(transform, chosen, proposals, authentications);
  const isIsakmp = proposal.protocol === PROTOCOL.isakmp;
  if (!isIsakmp || offered === undefined || choice === undefined) {
    return `the answer (${describe(transform)}) is none of the offers`;
  }
  if (isGss(choice.authentication) && isXauthByVendor(transform, vendors)) return MEANS_XAUTH;
  return faultOfAnsweredLifetimes(offered, chosen) ?? choice;
}

/** `AES-CBC-128, SHA1, group 2`. */
export function mainModeProposalText(proposal: MainModeProposal): string {
  return `${cipherText(proposal.encryption, proposal.keyBits)}, ${HASHES[proposal.hash].label}, group ${proposal.group}`;
}

/** This host's offers where the peer's are not known. */
export function ownMainModeOffers(
  proposals: readonly MainModeProposal[],
  authentications: readonly number[],
): Comparison[] {
  const own = proposals.flatMap((proposal) =>
    authentications.map((authentication) => ownRow(proposal, authentication)),
  );
  return own.map((row, index) => ({
    what: `offer ${index + 1}`,
    local: offerText(keysFor([row]), row),
    peer: 'not told',
    differs: false,
  }));
}

/** Both sides' offers next to each other, then the nearest pair attribute by attribute. */
function compareMainMode(
  proposals: readonly MainModeProposal[],
  authentications: readonly number[],
  offer: SaPayload,
  vendors: ReadonlySet<string>,
): readonly Comparison[] {
  const own = proposals.flatMap((proposal) =>
    authentications.map((authentication) => ownRow(proposal, authentication)),
  );
  const theirs = offer.proposals.flatMap((proposal) =>
    proposal.transforms.map((transform) => theirRow(transform, vendors)),
  );
  return compareOffers(keysFor(theirs), own, theirs).rows;
}

const ROW_KEYS = ['encryption', 'hash', 'authentication', 'group', 'besides'] as const;
type Row = OfferRow<(typeof ROW_KEYS)[number]>;

/** Most offers say nothing besides, and then that is no line of a comparison. */
function keysFor(theirs: readonly Row[]): readonly (keyof Row)[] {
  return ROW_KEYS.filter((key) => key !== 'besides' || theirs.some((row) => row[key] !== NOTHING));
}

const NOTHING = 'nothing';

function ownRow(proposal: MainModeProposal, authentication: number): Row {
  return {
    encryption: cipherText(proposal.encryption, proposal.keyBits),
    hash: HASHES[proposal.hash].label,
    authentication: isGss(authentication) ? KERBEROS : ikeAuthenticationName(authentication),
    group: ikeGroupName(proposal.group),
    besides: NOTHING,
  };
}

function theirRow(transform: Transform, vendors: ReadonlySet<string>): Row {
  const attributes = read(transform);
  const { numbers } = attributes;
  const others = besides(attributes, UNDERSTOOD, ikeAttributeName);
  const named = (type: number, name: (value: number) => string): string => {
    const value = numbers.get(type);
    return value === undefined ? 'not stated' : name(value);
  };
  const known = knownProposal(numbers);
  return {
    encryption:
      known.encryption !== undefined && known.keyBits !== undefined
        ? cipherText(known.encryption, known.keyBits)
        : named(IKE_ATTRIBUTE.ENCRYPTION, ikeEncryptionName),
    hash:
      known.hash !== undefined ? HASHES[known.hash].label : named(IKE_ATTRIBUTE.HASH, ikeHashName),
    authentication: named(IKE_ATTRIBUTE.AUTHENTICATION, (method) =>
      authenticationText(method, transform, vendors),
    ),
    group: named(IKE_ATTRIBUTE.GROUP, ikeGroupName),
    besides: others.length === 0 ? NOTHING : others.join('; '),
  };
}

function attributesOf(
  proposal: MainModeProposal,
  authentication: number,
  { lifetime, dialect, authentication: list }: Speaker,
): Attribute[] {
  const attributes = [
    numberAttribute(IKE_ATTRIBUTE.ENCRYPTION, ENCRYPTION_NUMBER[proposal.encryption]),
    numberAttribute(IKE_ATTRIBUTE.HASH, HASH_NUMBER[proposal.hash]),
    numberAttribute(IKE_ATTRIBUTE.GROUP, proposal.group),
    numberAttribute(IKE_ATTRIBUTE.AUTHENTICATION, authentication),
    ...lifetimeAttributes(lifetime, LIFE, dialect),
  ];
  if (proposal.encryption === 'aes-cbc') {
    attributes.splice(1, 0, numberAttribute(IKE_ATTRIBUTE.KEY_LENGTH, proposal.keyBits));
  }
  const identity = isGss(authentication) ? ownGssIdentity(list) : undefined;
  if (identity !== undefined) attributes.push(identityAttribute(identity, 'utf-16le'));
  return attributes;
}

function choiceOf(
  transform: Transform,
  attributes: AttributeSet,
  proposals: readonly MainModeProposal[],
  authentications: readonly number[],
): MainModeChoice | undefined {
  if (transform.id !== ISAKMP_TRANSFORM.KEY_IKE) return undefined;
  const { numbers, fault } = attributes;
  if (fault !== undefined || !isUnderstood(attributes, UNDERSTOOD)) return undefined;
  const known = knownProposal(numbers);
  const authentication = numbers.get(IKE_ATTRIBUTE.AUTHENTICATION);
  const proposal = proposals.find(
    (one) =>
      one.encryption === known.encryption &&
      one.keyBits === known.keyBits &&
      one.hash === known.hash &&
      one.group === known.group,
  );
  if (proposal === undefined || authentication === undefined) return undefined;
  if (!authentications.includes(authentication)) return undefined;
  return { proposal, authentication, attributes };
}

/** The attributes of a transform of phase 1. */
function read({ attributes }: Transform): AttributeSet {
  const set = readAttributes(attributes, LIFE, OCTETS);
  const stated = set.octets.get(IKE_ATTRIBUTE.GSS_ID);
  if (stated === undefined || set.fault !== undefined) return set;
  const isOfKerberos = isGss(set.numbers.get(IKE_ATTRIBUTE.AUTHENTICATION) ?? 0);
  if (isOfKerberos && readGssIdentity(stated) !== undefined) return set;
  const fault = isOfKerberos
    ? `a GSS identity of ${stated.length} octets that is no name`
    : 'a GSS identity, which belongs to Kerberos alone';
  return { ...set, fault };
}

/** What a responder answers of a transform: where it has a GSS identity, this host's in its place. */
function withIdentity(
  transform: Transform,
  { octets }: AttributeSet,
  own: string | undefined,
): Transform {
  const stated = octets.get(IKE_ATTRIBUTE.GSS_ID);
  const theirs = stated && readGssIdentity(stated);
  if (theirs === undefined || own === undefined) return transform;
  const ours = identityAttribute(own, theirs.encoding);
  const attributes = transform.attributes.map((one) => (one.type === ours.type ? ours : one));
  return { ...transform, attributes };
}

function identityAttribute(name: string, encoding: GssEncoding): Attribute {
  return { type: IKE_ATTRIBUTE.GSS_ID, form: 'tlv', value: writeGssIdentity(name, encoding) };
}

const OCTETS: ReadonlySet<number> = new Set([IKE_ATTRIBUTE.GSS_ID]);

const UNDERSTOOD: ReadonlySet<number> = new Set([
  IKE_ATTRIBUTE.ENCRYPTION,
  IKE_ATTRIBUTE.HASH,
  IKE_ATTRIBUTE.AUTHENTICATION,
  IKE_ATTRIBUTE.GROUP,
  IKE_ATTRIBUTE.KEY_LENGTH,
]);

function knownProposal(numbers: ReadonlyMap<number, number>): {
  encryption: CbcName | undefined;
  keyBits: number | undefined;
  hash: HashName | undefined;
  group: GroupId | undefined;
} {
  const encryption = keyOf(ENCRYPTION_NUMBER, numbers.get(IKE_ATTRIBUTE.ENCRYPTION));
  const stated = numbers.get(IKE_ATTRIBUTE.KEY_LENGTH);
  const fixed =
    encryption === undefined || encryption === 'aes-cbc'
      ? undefined
      : CBC_CIPHERS[encryption].keyBits[0];
  return {
    encryption,
    // RFC 2409 App. A: a key length is stated for ciphers of variable length and for no others.
    keyBits: fixed === undefined ? stated : stated === undefined ? fixed : undefined,
    hash: keyOf(HASH_NUMBER, numbers.get(IKE_ATTRIBUTE.HASH)),
    group: numbers.get(IKE_ATTRIBUTE.GROUP) as GroupId | undefined,
  };
}

function keyOf<K extends string>(
  table: Readonly<Record<K, number>>,
  value: number | undefined,
): K | undefined {
  return (Object.keys(table) as K[]).find((key) => table[key] === value);
}

/** A cipher in words, with its key length where it has several. */
export function cipherText(encryption: CbcName, keyBits: number): string {
  const { label } = CBC_CIPHERS[encryption];
  return encryption === 'aes-cbc' ? `${label}-${keyBits}` : label;
}

function describe(transform: Transform): string {
  const row = theirRow(transform, new Set());
  return offerText(keysFor([row]), row);
}
