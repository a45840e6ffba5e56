/** A host's own addresses, asked for with every packet: thousands of them cost no more than one. */

import type { Address } from '../base/address.ts';
import { wordAt } from '../base/bytes.ts';
import { HashChains, mixed } from '../base/hash-chains.ts';

/** So few are compared one after the other; more are looked up. */
const FEW = 4;

export class LocalAddresses {
  readonly #all: readonly Address[];
  readonly #chains: HashChains | undefined;

  constructor(addresses: readonly Address[]) {
    this.#all = addresses;
    if (addresses.length <= FEW) return;
    this.#chains = new HashChains(addresses.length, (i) => hashOf(addresses[i]!));
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

function hashOf(address: Address): number {
  let hash = 0;
  for (let i = 0; i < address.octets / 4; i++) hash = mixed(hash ^ address.word(i));
  return hash;
}

function hashAt(arena: Uint8Array, at: number, octets: number): number {
  let hash = 0;
  for (let i = 0; i < octets; i += 4) hash = mixed(hash ^ wordAt(arena, at + i));
  return hash;
}
