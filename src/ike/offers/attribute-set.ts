/** Attributes of a transform as a readable set: by type, with lifetimes paired (RFC 2408 3.3, RFC 2407 4.5). */

import { equal, u32 } from '../../base/bytes.ts';
import type { Attribute } from '../../wire/codec.ts';
import { attributeNumber, numberAttribute } from '../../wire/isakmp/attribute-number.ts';
import { DIALECTS } from '../dialect/dialects.ts';
import type { Dialect, Lifetime } from '../policy.ts';

/** The attribute types that carry a lifetime: 11 and 12 in phase 1, 1 and 2 in the IPsec DOI. */
export interface LifeTypes {
  readonly type: number;
  readonly duration: number;
}

/** What a transform says, without the order in which it says it. */
export interface AttributeSet {
  /** Attribute type to its number; lifetimes excluded. */
  readonly numbers: ReadonlyMap<number, number>;
  /** The same of attributes whose value is no number. */
  readonly octets: ReadonlyMap<number, Uint8Array>;
  readonly lifetimeSeconds: number | undefined;
  readonly lifetimeKilobytes: number | undefined;
  /** Why the set cannot be understood, as a sentence. */
  readonly fault: string | undefined;
  /** The fault, where it is that two attributes contradict each other (RFC 2407 4.5.2). */
  readonly contradiction: string | undefined;
}

const NONE: ReadonlySet<number> = new Set();
/** Of most sets: a map of its own would be half of what they take. */
const NO_OCTETS: ReadonlyMap<number, Uint8Array> = new Map();

/** The set of a transform without attributes. */
export const NO_ATTRIBUTES: AttributeSet = {
  numbers: new Map(),
  octets: NO_OCTETS,
  lifetimeSeconds: undefined,
  lifetimeKilobytes: undefined,
  fault: undefined,
  contradiction: undefined,
};

const SECONDS = 1;
const KILOBYTES = 2;

/**
 * Reads the attributes of one transform. Never throws: what is wrong becomes `fault`. `octetTypes` are
 * the types whose value is no number.
 */
export function readAttributes(
  attributes: readonly Attribute[],
  life: LifeTypes,
  octetTypes: ReadonlySet<number> = NONE,
): AttributeSet {
  const numbers = new Map<number, number>();
  let octets: Map<number, Uint8Array> | undefined;
  let lifetimeSeconds: number | undefined;
  let lifetimeKilobytes: number | undefined;
  let fault: string | undefined;
  let contradiction: string | undefined;
  let lifeType: number | undefined;
  for (const attribute of attributes) {
    const value = attributeNumber(attribute);
    if (octetTypes.has(attribute.type)) {
      octets ??= new Map();
      const said = octets.get(attribute.type) ?? attribute.value;
      if (!equal(said, attribute.value))
        contradiction ??= `attribute ${attribute.type} stands twice with different values`;
      octets.set(attribute.type, attribute.value);
    } else if (value === undefined) {
      fault ??= `attribute ${attribute.type} has a value of ${attribute.value.length} octets, which is not a number`;
    } else if (attribute.type === life.type) {
      lifeType = value;
    } else if (attribute.type === life.duration) {
      // RFC 2407 4.5: a duration belongs to the life type that stands before it.
      const said = lifeType === SECONDS ? lifetimeSeconds : lifetimeKilobytes;
      const isKnown = lifeType === SECONDS || lifeType === KILOBYTES;
      if (isKnown && said !== undefined && said !== value)
        contradiction ??= 'a lifetime of one type stands twice with different values';
      if (lifeType === SECONDS) lifetimeSeconds = value;
      else if (lifeType === KILOBYTES) lifetimeKilobytes = value;
      else fault ??= 'a life duration stands without its life type';
      lifeType = undefined;
    } else if (numbers.has(attribute.type) && numbers.get(attribute.type) !== value) {
      contradiction ??= `attribute ${attribute.type} stands twice with different values`;
    } else {
      numbers.set(attribute.type, value);
    }
  }
  return {
    numbers,
    octets: octets ?? NO_OCTETS,
    lifetimeSeconds,
    lifetimeKilobytes,
    fault: fault ?? contradiction,
    contradiction,
  };
}

/** What a transform says beyond the attributes that are understood, in words; empty if nothing. */
export function besides(
  { numbers, fault }: AttributeSet,
  understood: ReadonlySet<number>,
  nameOf: (type: number) => string,
): string[] {
  const strange = [...numbers].filter(([type]) => !understood.has(type));
  const texts = strange.map(([type, value]) => `${nameOf(type)} ${value}`);
  return fault === undefined ? texts : [...texts, fault];
}

/** Lifetime attributes of an offer; kilobytes only where they are limited. */
export function lifetimeAttributes(
  lifetime: Lifetime,
  life: LifeTypes,
  dialect: Dialect,
): Attribute[] {
  const attributes = [
    numberAttribute(life.type, SECONDS),
    durationAttribute(life.duration, lifetime.seconds, dialect),
  ];
  if (lifetime.kilobytes > 0) {
    attributes.push(numberAttribute(life.type, KILOBYTES));
    attributes.push(durationAttribute(life.duration, lifetime.kilobytes, dialect));
  }
  return attributes;
}

function durationAttribute(type: number, value: number, { name }: Dialect): Attribute {
  return DIALECTS[name].wideLifetimes
    ? { type, form: 'tlv', value: u32(value) }
    : numberAttribute(type, value);
}

/** Whether there is no attribute, lifetimes aside, of a type that is not understood. */
export function isUnderstood({ numbers }: AttributeSet, understood: ReadonlySet<number>): boolean {
  for (const type of numbers.keys()) if (!understood.has(type)) return false;
  return true;
}

/** Whether two transforms say the same but for lifetimes, in whatever order and form. */
export function sameButLifetimes(left: AttributeSet, right: AttributeSet): boolean {
  if (left.fault !== undefined || right.fault !== undefined) return false;
  if (left.numbers.size !== right.numbers.size) return false;
  for (const [type, value] of left.numbers) if (right.numbers.get(type) !== value) return false;
  return true;
}

/** An answer may shorten a lifetime, which harms nobody; a sentence where it makes one longer. */
export function faultOfAnsweredLifetimes(
  offered: AttributeSet,
  answered: AttributeSet,
): string | undefined {
  const { lifetimeSeconds: seconds, lifetimeKilobytes: kilobytes } = answered;
  const { lifetimeSeconds: ownSeconds = seconds ?? 0, lifetimeKilobytes: own } = offered;
  if (seconds !== undefined && seconds > ownSeconds)
    return `the answer says ${seconds} s, longer than the ${ownSeconds} s that were offered`;
  if (kilobytes !== undefined && own !== undefined && kilobytes > own)
    return `the answer says ${kilobytes} KB, more than the ${own} KB that were offered`;
  return undefined;
}

/** The shorter of what was negotiated and what the policy allows. */
export function effectiveLifetime(own: Lifetime, offered: AttributeSet): Lifetime {
  const { lifetimeSeconds: seconds = own.seconds, lifetimeKilobytes: kilobytes = 0 } = offered;
  return shorterLifetime(own, { seconds, kilobytes });
}

/** Whether two lifetimes have the same limits. */
export function sameLifetime(one: Lifetime, other: Lifetime): boolean {
  return one.seconds === other.seconds && one.kilobytes === other.kilobytes;
}

/** The shorter of two lifetimes, limit by limit. */
export function shorterLifetime(own: Lifetime, other: Partial<Lifetime>): Lifetime {
  const { seconds = own.seconds, kilobytes = 0 } = other;
  const both = own.kilobytes > 0 && kilobytes > 0;
  return {
    seconds: Math.min(own.seconds, seconds),
    kilobytes: both ? Math.min(own.kilobytes, kilobytes) : Math.max(own.kilobytes, kilobytes),
  };
}
