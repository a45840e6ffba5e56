/**
 * Diffie-Hellman key pairs made ahead of need, while nothing else is to be done: half of what a
 * negotiation waits for is then there already. They come from the system's generator like any other, and
 * each is used once. A run with another source of randomness gets none: it has to stay the same.
 */

import { LIMITS } from '../base/limits.ts';
import type { CryptoProvider, DhKeyPair, GroupId } from '../crypto/provider.ts';
import { systemRandom } from './entropy.ts';

/** Makes key pairs ahead for the groups that have been asked for. */
export class KeyPairsAhead {
  readonly #provider: CryptoProvider;
  readonly #most: number;
  readonly #ready = new Map<GroupId, DhKeyPair[]>();
  #filling: NodeJS.Immediate | undefined;

  /** `most`: key pairs that lie ready of one group. */
  constructor(provider: CryptoProvider, most: number = LIMITS.readyKeyPairs) {
    this.#provider = provider;
    this.#most = most;
  }

  /** The same cryptography, with key pairs of this store. */
  provider(): CryptoProvider {
    return {
      ...this.#provider,
      generateKeyPair: (group, random) =>
        random === systemRandom ? this.#take(group) : this.#provider.generateKeyPair(group, random),
    };
  }

  /** How many lie ready. */
  ready(group: GroupId): number {
    return this.#ready.get(group)?.length ?? 0;
  }

  /** Fills the store of a group at once: before something that is to find it full. */
  fill(group: GroupId): void {
    const ready = this.#storeOf(group);
    while (ready.length < this.#most) ready.push(this.#make(group));
  }

  /** Makes no more. */
  close(): void {
    clearImmediate(this.#filling);
    this.#filling = undefined;
  }

  #take(group: GroupId): DhKeyPair {
    const pair = this.#storeOf(group).pop();
    this.#filling ??= setImmediate(() => this.#fillOne());
    return pair ?? this.#make(group);
  }

  /** One a turn of the event loop: whatever has arrived meanwhile goes first. */
  #fillOne(): void {
    this.#filling = undefined;
    for (const [group, ready] of this.#ready) {
      if (ready.length >= this.#most) continue;
      ready.push(this.#make(group));
      this.#filling = setImmediate(() => this.#fillOne());
      return;
    }
  }

  #storeOf(group: GroupId): DhKeyPair[] {
    let ready = this.#ready.get(group);
    if (ready === undefined) {
      ready = [];
      this.#ready.set(group, ready);
    }
    return ready;
  }

  #make(group: GroupId): DhKeyPair {
    return this.#provider.generateKeyPair(group, systemRandom);
  }
}
