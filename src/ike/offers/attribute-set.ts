/** Attributes of a transform as a readable set: by type, with lifetimes paired (RFC 2408 3.3, RFC 2407 4.5). */

import type { Attribute } from '../../wire/codec.ts';
import { attributeNumber, numberAttribute } from '../../wire/isakmp/attribute-number.ts';
import type { Lifetime } from '../policy.ts';

/** The attribute types that carry a lifetime: 11 and 12 in phase 1, 1 and 2 in the IPsec DOI. */
export interface LifeTypes {
  readonly type: number;
  readonly duration: number;
}

/** What a transform says, without the order in which it says it. */
export interface AttributeSet {
  /** Attribute type to its number; lifetimes excluded. */
  readonly numbers: ReadonlyMap<number, number>;
  readonly lifetimeSeconds: number | undefined;
  readonly lifetimeKilobytes: number | undefined;
  /** Why the set cannot be understood, as a sentence. */
  readonly fault: string | undefined;
}

const SECONDS = 1;
const KILOBYTES = 2;

/** Reads the attributes of one transform. Never throws: what is wrong becomes `fault`. */
export function readAttributes(attributes: readonly Attribute[], life: LifeTypes): AttributeSet {
  const numbers = new Map<number, number>();
  let lifetimeSeconds: number | undefined;
  let lifetimeKilobytes: number | undefined;
  let fault: string | undefined;
  let lifeType: number | undefined;
  for (const attribute of attributes) {
    const value = attributeNumber(attribute);
    if (value === undefined) {
      fault ??= `attribute ${attribute.type} has a value of ${attribute.value.length} octets, which is not a number`;
    } else if (attribute.type === life.type) {
      lifeType = value;
    } else if (attribute.type === life.duration) {
      // RFC 2407 4.5: a duration belongs to the life type that stands before it.
      if (lifeType === SECONDS) lifetimeSeconds = value;
      else if (lifeType === KILOBYTES) lifetimeKilobytes = value;
      else fault ??= 'a life duration stands without its life type';
      lifeType = undefined;
    } else if (numbers.has(attribute.type) && numbers.get(attribute.type) !== value) {
      fault ??= `attribute ${attribute.type} stands twice with different values`;
    } else {
      numbers.set(attribute.type, value);
    }
  }
  return { numbers, lifetimeSeconds, lifetimeKilobytes, fault };
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
export function lifetimeAttributes(lifetime: Lifetime, life: LifeTypes): Attribute[] {
  const attributes = [
    numberAttribute(life.type, SECONDS),
    numberAttribute(life.duration, lifetime.seconds),
  ];
  if (lifetime.kilobytes > 0) {
    attributes.push(numberAttribute(life.type, KILOBYTES));
    attributes.push(numberAttribute(life.duration, lifetime.kilobytes));
  }
  return attributes;
}

/** Whether two transforms say the same, in whatever order and form. */
export function sameAttributes(left: AttributeSet, right: AttributeSet): boolean {
  if (left.fault !== undefined || right.fault !== undefined) return false;
  if (left.numbers.size !== right.numbers.size) return false;
  for (const [type, value] of left.numbers) if (right.numbers.get(type) !== value) return false;
  return (
    left.lifetimeSeconds === right.lifetimeSeconds &&
    left.lifetimeKilobytes === right.lifetimeKilobytes
  );
}

/** The shorter of what was negotiated and what the policy allows. */
export function effectiveLifetime(own: Lifetime, offered: AttributeSet): Lifetime {
  const kilobytes = offered.lifetimeKilobytes ?? 0;
  return {
    seconds: Math.min(own.seconds, offered.lifetimeSeconds ?? own.seconds),
    kilobytes:
      own.kilobytes === 0
        ? kilobytes
        : kilobytes === 0
          ? own.kilobytes
          : Math.min(own.kilobytes, kilobytes),
  };
}
