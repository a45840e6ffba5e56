/** Messages that are being put together from fragments. All of it is unauthenticated, so all is bounded. */

import { equal } from '../../base/bytes.ts';
import type { Timer } from '../../base/heap.ts';
import { LIMITS } from '../../base/limits.ts';
import type { FragmentBody } from '../../wire/isakmp/fragment.ts';
import type { Negotiation, TimerUse } from '../life/negotiation.ts';

/** The fragments of one message so far. */
export interface FragmentSet {
  readonly entry: Negotiation;
  /** What the fragments of one message have in common: exchange, message id, fragment ID. */
  readonly key: string;
  readonly parts: Map<number, Uint8Array>;
  /** The number of the last fragment, once it is known. */
  last: number | undefined;
  octets: number;
  readonly timer: Timer<TimerUse>;
}

/** Every set of a host. */
export class FragmentTable {
  readonly #sets = new Set<FragmentSet>();
  #octets = 0;

  find(entry: Negotiation, key: string): FragmentSet | undefined {
    return this.of(entry).find((set) => set.key === key);
  }

  /** The sets of one main mode, the oldest first. */
  of(entry: Negotiation): FragmentSet[] {
    return [...this.#sets].filter((set) => set.entry === entry);
  }

  /** Fragments held, over all sets. */
  get parts(): number {
    let parts = 0;
    for (const set of this.#sets) parts += set.parts.size;
    return parts;
  }

  /** A sentence if so many more octets, in a new set or in one that is there, would pass a bound. */
  faultOfMore(octets: number, isNew: boolean): string | undefined {
    if (isNew && this.#sets.size >= LIMITS.fragmentSets)
      return `${LIMITS.fragmentSets} messages in parts are the most this host puts together at a time`;
    if (this.#octets + octets > LIMITS.fragmentOctets)
      return `${LIMITS.fragmentOctets} octets of fragments are the most this host holds`;
    return undefined;
  }

  /**
   * What makes room for a fragment of a main mode: the oldest set of one that is not established, or
   * else, for one that is, the oldest of all.
   */
  leastWorth(entry: Negotiation, keep: FragmentSet | undefined): FragmentSet | undefined {
    const others = [...this.#sets].filter((set) => set !== keep);
    const isHalfOpen = ({ sa }: Negotiation) => sa.establishedAt === undefined;
    const halfOpen = others.find((set) => isHalfOpen(set.entry));
    return halfOpen ?? (isHalfOpen(entry) ? undefined : others[0]);
  }

  add(set: FragmentSet): void {
    this.#sets.add(set);
  }

  /** Puts a fragment in its place; `contradictionOf` has been asked before. */
  put(set: FragmentSet, { number, data }: FragmentBody, isLast: boolean): void {
    if (set.parts.has(number)) return;
    set.parts.set(number, data.slice());
    set.octets += data.length;
    this.#octets += data.length;
    if (isLast) set.last = number;
  }

  remove(set: FragmentSet): void {
    if (this.#sets.delete(set)) this.#octets -= set.octets;
  }
}

/** Why a fragment cannot belong to a set, as a sentence. The same octets again are no contradiction. */
export function contradictionOf(
  set: FragmentSet,
  { number, data }: FragmentBody,
  isLast: boolean,
): string | undefined {
  const known = set.parts.get(number);
  if (known !== undefined && !equal(known, data))
    return `fragment ${number} came twice with different octets`;
  if (isLast && set.last !== undefined && set.last !== number)
    return `fragments ${set.last} and ${number} both say that they are the last`;
  if (set.last !== undefined && number > set.last)
    return `fragment ${number} came although ${set.last} is the last`;
  if (isLast && [...set.parts.keys()].some((other) => other > number))
    return `fragment ${number} says that it is the last, but there is one with a larger number`;
  return undefined;
}

/** The whole message, once every part is there. */
export function wholeOf({ parts, last, octets }: FragmentSet): Uint8Array | undefined {
  if (last === undefined || parts.size < last) return undefined;
  const whole = new Uint8Array(octets);
  let at = 0;
  for (let number = 1; number <= last; number++) {
    const part = parts.get(number)!;
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Which fragments are missing, in words. */
export function missingText({ parts, last }: FragmentSet): string {
  const highest = last ?? Math.max(...parts.keys());
  const missing = Array.from({ length: highest }, (_, index) => index + 1).filter(
    (number) => !parts.has(number),
  );
  const open = last === undefined ? [...missing, `${highest + 1} and what follows`] : missing;
  return open.join(', ');
}
