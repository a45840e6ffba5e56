/** A host's own addresses, asked for with every packet: thousands of them cost no more than one. */

import type { Address } from '../base/address.ts';
import { isAddress } from './link-paths.ts';

/** So few are compared one after the other; more are looked up. */
const FEW = 4;

export class LocalAddresses {
  readonly #all: readonly Uint8Array[];
  /** One address, or, where hashes meet, several: a list for each of thousands would take 56 octets. */
  readonly #byHash = new Map<number, Uint8Array | Uint8Array[]>();

  constructor(addresses: readonly Address[]) {
    this.#all = addresses.map(({ bytes }) => bytes);
    if (addresses.length <= FEW) return;
    for (const bytes of this.#all) {
      const hash = hashOf(bytes, 0, bytes.length);
      const known = this.#byHash.get(hash);
      if (known === undefined) this.#byHash.set(hash, bytes);
      else if (Array.isArray(known)) known.push(bytes);
      else this.#byHash.set(hash, [known, bytes]);
    }
  }

  /** Whether the address of `octets` octets at `at` is one of them. */
  has(arena: Uint8Array, at: number, octets: number): boolean {
    const candidates =
      this.#all.length <= FEW ? this.#all : this.#byHash.get(hashOf(arena, at, octets));
    if (candidates === undefined) return false;
    if (candidates instanceof Uint8Array) return isAddress(candidates, arena, at, octets);
    for (const address of candidates) if (isAddress(address, arena, at, octets)) return true;
    return false;
  }
}

/** FNV-1a. */
function hashOf(arena: Uint8Array, at: number, octets: number): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < octets; i++) state = Math.imul(state ^ arena[at + i]!, 0x01000193);
  return state;
}
