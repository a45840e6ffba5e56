/**
 * The SA payload of quick mode: offers made, one chosen, the choice checked (RFC 2407 4.4-4.5, RFC
 * 2408 4.2, RFC 2409 5.5).
 */

import { readU32, u32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { EncapsulationMode } from '../../base/traffic.ts';
import { protocolOf } from '../../crypto/protection.ts';
import type { AhIntegrity, EspSuite } from '../../crypto/provider.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal } from '../../wire/isakmp/sa.ts';
import { IPSEC_ATTRIBUTE } from '../../wire/numbers/ipsec.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { ChildPolicy, Dialect, Lifetime } from '../policy.ts';
import {
  type AttributeSet,
  faultOfAnsweredLifetimes,
  isUnderstood,
  readAttributes,
  sameButLifetimes,
} from './attribute-set.ts';
import { fatalAttribute, unsupportedAttribute } from './attribute-support.ts';
import { describeUnit, mismatchOf, type QuickModeMismatch } from './quick-mode-comparison.ts';
import {
  encapsulationOf,
  fitsEncapsulation,
  isTransform,
  LIFE,
  type Method,
  methodsOf,
  protocolsOf,
  transformOf,
  type UdpEncapsulation,
  UNDERSTOOD,
} from './quick-mode-transform.ts';
import {
  type Chosen,
  type Combination,
  combinationsOf,
  partsOf,
  unitsOf,
} from './quick-mode-units.ts';
import { answerOf, saOf } from './sa-payload.ts';

/** What both sides agreed on. */
export interface QuickModeChoice {
  readonly suite: EspSuite | undefined;
  readonly ah: AhIntegrity | undefined;
  /** 64-bit sequence numbers (RFC 4304). */
  readonly esn: boolean;
  readonly mode: EncapsulationMode;
  readonly udpEncapsulated: boolean;
  readonly pfsGroup: number | undefined;
  /** The SPIs of the side that sent the payload. */
  readonly peerSpis: Spis;
  /** What was offered, of a bundle the shorter of both lifetimes. */
  readonly attributes: AttributeSet;
  /** This host's own lifetime for the method. */
  readonly lifetime: Lifetime;
}

/** SPIs of one side; of ESP, AH or both. */
export interface Spis {
  readonly esp: number | undefined;
  readonly ah: number | undefined;
}

export type QuickModeSelection =
  | { readonly choice: QuickModeChoice; readonly answer: (own: Spis) => SaPayload }
  | { readonly mismatch: QuickModeMismatch };

/**
 * The initiator's SA payload. Methods of ESP alone, or of AH alone, that follow each other are
 * transforms of one proposal; a bundle is two proposals of one number.
 */
export function offerQuickMode(
  child: ChildPolicy,
  spis: Spis,
  udp: UdpEncapsulation,
  dialect: Dialect,
): SaPayload {
  const proposals: Proposal[] = [];
  const runs = runsOf(methodsOf(child));
  for (const [index, run] of runs.entries()) {
    for (const protocol of protocolsOf(run[0]!)) {
      const spi = protocol === PROTOCOL.ah ? spis.ah : spis.esp;
      const transforms = run.map((method, at) => ({
        number: at + 1,
        ...transformOf(child, method, protocol, udp, dialect),
      }));
      proposals.push({ number: index + 1, protocol, spi: u32(spi ?? 0), transforms });
    }
  }
  return saOf(...proposals);
}

function runsOf(methods: readonly Method[]): Method[][] {
  const runs: Method[][] = [];
  for (const method of methods) {
    const last = runs.at(-1);
    const protocol = protocolOf(method);
    const joins = protocol !== 'ah+esp' && last !== undefined && protocolOf(last[0]!) === protocol;
    if (joins) last.push(method);
    else runs.push([method]);
  }
  return runs;
}

/** The responder's choice: the first of the initiator's offers that the policy has too. */
export function selectQuickMode(
  offer: SaPayload,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeSelection {
  const fatal = fatalAttribute(offer);
  if (fatal !== undefined) return { mismatch: { ...mismatchOf(offer, child, udp), ...fatal } };
  let left: number = LIMITS.combinationsPerSa;
  for (const unit of unitsOf(offer)) {
    for (const combination of usable(unit, child)) {
      // Those of one protocol alone are no more than its transforms.
      if (unit.length > 1 && --left < 0) break;
      const choice = choiceOf(combination, child, udp);
      if (choice === undefined) continue;
      const answer = (own: Spis): SaPayload => answerWith(combination, own);
      return { choice, answer };
    }
  }
  return { mismatch: { ...mismatchOf(offer, child, udp), ...unsupportedAttribute(offer) } };
}

/** The answer has the proposals in the order in which they came. */
function answerWith(combination: Combination, own: Spis): SaPayload {
  const parts = partsOf(combination).map(({ proposal, transform }) => {
    const spi = proposal.protocol === PROTOCOL.ah ? own.ah : own.esp;
    return answerOf(proposal, transform, u32(spi ?? 0));
  });
  return saOf(...parts);
}

/** The initiator's check of the answer; a sentence says what is wrong with it. */
export function checkQuickModeAnswer(
  answer: SaPayload,
  offer: SaPayload,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeChoice | string {
  const [unit = []] = unitsOf(answer);
  const isOne =
    unit.length > 0 &&
    unit.length === answer.proposals.length &&
    unit.every(({ transforms }) => transforms.length === 1);
  if (!isOne) {
    return unit.length > 1
      ? 'the answer does not hold exactly one transform for each of its proposals'
      : 'the answer does not hold exactly one proposal with one transform';
  }
  const [combination] = usable(unit, child);
  const choice = combination && choiceOf(combination, child, udp);
  const offered = combination && offeredAs(combination, offer);
  if (offered === undefined || choice === undefined || combination === undefined)
    return `the answer (${describeUnit(unit)}) is none of the offers`;
  for (const [i, { attributes }] of partsOf(combination).entries()) {
    const fault = faultOfAnsweredLifetimes(offered[i]!, attributes);
    if (fault !== undefined) return fault;
  }
  return choice;
}

/** The attributes of the offer that an answer takes up, part by part; undefined if there is none. */
function offeredAs(answer: Combination, offer: SaPayload): AttributeSet[] | undefined {
  const wanted = partsOf(answer);
  for (const unit of unitsOf(offer)) {
    if (unit.length !== wanted.length) continue;
    const found = wanted.map((part) => offeredPart(part, unit)).filter((one) => one !== undefined);
    if (found.length === wanted.length) return found;
  }
  return undefined;
}

/** The attributes of the transform of an offered unit that a part of an answer takes up. */
function offeredPart(
  { proposal, transform, attributes }: Chosen,
  unit: readonly Proposal[],
): AttributeSet | undefined {
  for (const { protocol, transforms } of unit) {
    if (protocol !== proposal.protocol) continue;
    for (const offered of transforms) {
      if (offered.id !== transform.id) continue;
      const set = readAttributes(offered.attributes, LIFE);
      if (sameButLifetimes(set, attributes)) return set;
    }
  }
  return undefined;
}

/** The combinations of a unit whose transforms are each of some method of the policy. */
function usable(unit: readonly Proposal[], child: ChildPolicy): Combination[] {
  const methods = methodsOf(child);
  return combinationsOf(unit, ({ proposal, transform, attributes }) => {
    const { fault, numbers } = attributes;
    if (fault !== undefined || !isUnderstood(attributes, UNDERSTOOD)) return false;
    return methods.some((one) => isTransform(one, proposal.protocol, transform.id, numbers));
  });
}

function choiceOf(
  combination: Combination,
  child: ChildPolicy,
  udp: UdpEncapsulation,
): QuickModeChoice | undefined {
  const parts = partsOf(combination);
  const own = methodsOf(child).find(
    (method) =>
      protocolsOf(method).length === parts.length &&
      parts.every(({ proposal, transform, attributes }) =>
        isTransform(method, proposal.protocol, transform.id, attributes.numbers),
      ),
  );
  const encapsulation = encapsulationOfParts(parts, child, udp);
  const isPfs = parts.every(
    ({ attributes }) => attributes.numbers.get(IPSEC_ATTRIBUTE.GROUP) === child.pfsGroup,
  );
  if (own === undefined || encapsulation === undefined || !isPfs) return undefined;
  const { suite, ah, esn, lifetime } = own;
  return {
    suite,
    ah,
    esn,
    lifetime,
    mode: encapsulation.mode,
    udpEncapsulated: encapsulation.udpEncapsulated,
    pfsGroup: child.pfsGroup,
    peerSpis: { esp: spiOf(combination.esp), ah: spiOf(combination.ah) },
    attributes: parts.map(({ attributes }) => attributes).reduce(shorter),
  };
}

function spiOf(part: Chosen | undefined): number | undefined {
  return part && readU32(part.proposal.spi, 0);
}

/**
 * What all parts agree on. Of a bundle in tunnel mode there is one tunnel, so some call its AH
 * transport: what it protects is ESP between the same two ends. AH never goes in UDP.
 */
function encapsulationOfParts(
  parts: readonly Chosen[],
  child: ChildPolicy,
  udp: UdpEncapsulation,
): { mode: EncapsulationMode; udpEncapsulated: boolean } | undefined {
  const isBundle = parts.length > 1;
  const found = parts.map(({ proposal, attributes }) => {
    const value = attributes.numbers.get(IPSEC_ATTRIBUTE.ENCAPSULATION_MODE);
    const said = encapsulationOf(value, child);
    const isAh = proposal.protocol === PROTOCOL.ah;
    if (said === undefined || (isAh && said.udpEncapsulated)) return undefined;
    const fits = said.mode === child.mode || (isBundle && isAh && said.mode === 'transport');
    return fits && fitsEncapsulation(said.udpEncapsulated, udp) ? said : undefined;
  });
  const [first] = found;
  const agree = found.every((one) => one?.udpEncapsulated === first?.udpEncapsulated);
  if (first === undefined || found.includes(undefined) || !agree) return undefined;
  return { mode: child.mode, udpEncapsulated: first.udpEncapsulated };
}

/** The attributes of both SAs of a bundle, which end together. */
function shorter(one: AttributeSet, other: AttributeSet): AttributeSet {
  const least = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
  return {
    ...other,
    lifetimeSeconds: least(one.lifetimeSeconds, other.lifetimeSeconds),
    lifetimeKilobytes: least(one.lifetimeKilobytes, other.lifetimeKilobytes),
  };
}
