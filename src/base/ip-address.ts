/**
 * One IP address. A host of thousands of tunnels holds thousands of them, and each packet is compared
 * with some: so an address is words in its object, not octets in an array of their own.
 */

import { wordAt, writeU32 } from './bytes.ts';

/** An IP address. `text` is canonical (RFC 5952 for IPv6), so it serves as a key. */
export interface Address {
  readonly version: 4 | 6;
  readonly text: string;
  /** 4 or 16. */
  readonly octets: number;
  /** The octets in network order, made anew each time. */
  readonly bytes: Uint8Array;
  /** The octets from 4 times `index` on, as a signed number. */
  word(index: number): number;
  writeTo(memory: Uint8Array, at: number): void;
  /** Whether these octets stand at `at`. */
  isAt(memory: Uint8Array, at: number): boolean;
  /** Whether the address of this version at `at` comes before (negative), is this one (0), or comes behind. */
  orderOf(memory: Uint8Array, at: number): number;
  /** The same for an address; those of IPv4 come before all of IPv6. */
  compare(other: Address): number;
}

/** Whether a value of any kind is an address. */
export function isAddress(value: unknown): value is Address {
  return value instanceof Ipv4Address || value instanceof Ipv6Address;
}

/** The address of 4 octets at `at`. */
export function ipv4At(memory: Uint8Array, at: number): Address {
  return new Ipv4Address(wordAt(memory, at));
}

/** The address of 16 octets at `at`. */
export function ipv6At(memory: Uint8Array, at: number): Address {
  const words = [0, 4, 8, 12].map((i) => wordAt(memory, at + i)) as [
    number,
    number,
    number,
    number,
  ];
  return new Ipv6Address(textOfIpv6(memory, at), words);
}

/** A negotiation asks some fifty times for the texts of two addresses. */
const RECENT = 256;
/** By a place that follows from the value: the value whose text stands there. All are 0 at first. */
const recentValues = new Int32Array(RECENT);
const recentTexts: string[] = new Array(RECENT).fill('0.0.0.0');

function textOfWord(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 0xff}.${(value >>> 8) & 0xff}.${value & 0xff}`;
}

class Ipv4Address implements Address {
  /** The octets as a signed number: no private one, since by it two addresses are the same data. */
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  /** Made when it is wanted, since it would take as much memory again; the last ones are kept. */
  get text(): string {
    const { value } = this;
    const place = (value ^ (value >>> 8)) & (RECENT - 1);
    if (recentValues[place] !== value) {
      recentTexts[place] = textOfWord(value);
      recentValues[place] = value;
    }
    return recentTexts[place]!;
  }

  get version(): 4 {
    return 4;
  }

  get octets(): number {
    return 4;
  }

  get bytes(): Uint8Array {
    return octetsOf(this);
  }

  word(): number {
    return this.value;
  }

  writeTo(memory: Uint8Array, at: number): void {
    writeU32(memory, at, this.value);
  }

  isAt(memory: Uint8Array, at: number): boolean {
    return wordAt(memory, at) === this.value;
  }

  orderOf(memory: Uint8Array, at: number): number {
    return order(wordAt(memory, at), this.value);
  }

  compare(other: Address): number {
    return other.version === 4 ? order(this.value, other.word(0)) : -1;
  }
}

class Ipv6Address implements Address {
  readonly text: string;
  readonly #word0: number;
  readonly #word1: number;
  readonly #word2: number;
  readonly #word3: number;

  constructor(text: string, [word0, word1, word2, word3]: [number, number, number, number]) {
    this.text = text;
    this.#word0 = word0;
    this.#word1 = word1;
    this.#word2 = word2;
    this.#word3 = word3;
  }

  get version(): 6 {
    return 6;
  }

  get octets(): number {
    return 16;
  }

  get bytes(): Uint8Array {
    return octetsOf(this);
  }

  word(index: number): number {
    if (index === 0) return this.#word0;
    if (index === 1) return this.#word1;
    return index === 2 ? this.#word2 : this.#word3;
  }

  writeTo(memory: Uint8Array, at: number): void {
    writeU32(memory, at, this.#word0);
    writeU32(memory, at + 4, this.#word1);
    writeU32(memory, at + 8, this.#word2);
    writeU32(memory, at + 12, this.#word3);
  }

  isAt(memory: Uint8Array, at: number): boolean {
    return (
      // The last words differ soonest.
      wordAt(memory, at + 12) === this.#word3 &&
      wordAt(memory, at + 8) === this.#word2 &&
      wordAt(memory, at + 4) === this.#word1 &&
      wordAt(memory, at) === this.#word0
    );
  }

  orderOf(memory: Uint8Array, at: number): number {
    return (
      order(wordAt(memory, at), this.#word0) ||
      order(wordAt(memory, at + 4), this.#word1) ||
      order(wordAt(memory, at + 8), this.#word2) ||
      order(wordAt(memory, at + 12), this.#word3)
    );
  }

  compare(other: Address): number {
    if (other.version === 4) return 1;
    return (
      order(this.#word0, other.word(0)) ||
      order(this.#word1, other.word(1)) ||
      order(this.#word2, other.word(2)) ||
      order(this.#word3, other.word(3))
    );
  }
}

function octetsOf(address: Address): Uint8Array {
  const octets = new Uint8Array(address.octets);
  address.writeTo(octets, 0);
  return octets;
}

/** The order of two words as unsigned numbers. */
function order(left: number, right: number): number {
  if (left === right) return 0;
  return left >>> 0 < right >>> 0 ? -1 : 1;
}

function textOfIpv6(memory: Uint8Array, at: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((memory[at + i]! << 8) | memory[at + i + 1]!);
  let bestStart = -1;
  let bestLength = 1;
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > bestLength) [bestStart, bestLength] = [start, length];
  }
  const hex = (list: number[]): string => list.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return hex(groups);
  return `${hex(groups.slice(0, bestStart))}::${hex(groups.slice(bestStart + bestLength))}`;
}
