/** A host's own addresses, asked for with every packet: thousands of them cost no more than one. */

import type { Address } from '../base/address.ts';
import { wordAt } from '../base/bytes.ts';
import { HashChains, mixed } from '../base/hash-chains.ts';

/** So few are compared one after the other; more are looked up. */
const FEW = 4;
/** Of an address of IPv6. */
const LONGEST_OCTETS = 16;

export class LocalAddresses {
  readonly #all: readonly Address[];
  readonly #chains: HashChains | undefined;

  constructor(addresses: readonly Address[]) {
    this.#all = addresses;
    if (addresses.length <= FEW) return;
    const octets = new Uint8Array(LONGEST_OCTETS);
    this.#chains = new HashChains(addresses.length, (i) => {
      const address = addresses[i]!;
      address.writeTo(octets, 0);
      return hashAt(octets, 0, address.octets);
    });
  }

  /** Whether the address of `octets` octets at `at` is one of them. */
  has(arena: Uint8Array, at: number, octets: number): boolean {
    const chains = this.#chains;
    if (chains === undefined) return this.#isOneOfFew(arena, at, octets);
    for (let i = chains.first(hashAt(arena, at, octets)); i >= 0; i = chains.after(i)) {
      const address = this.#all[i]!;
      if (address.octets === octets && address.isAt(arena, at)) return true;
    }
    return false;
  }

  #isOneOfFew(arena: Uint8Array, at: number, octets: number): boolean {
    for (const address of this.#all)
      if (address.octets === octets && address.isAt(arena, at)) return true;
    return false;
  }
}

function hashAt(arena: Uint8Array, at: number, octets: number): number {
  let hash = 0;
  for (let i = 0; i < octets; i += 4) hash = mixed(hash ^ wordAt(arena, at + i));
  return hash;
}
