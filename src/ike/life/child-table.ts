/** Every pair of ESP SAs of a host, by its number, by its peer, and by where the peer is. */

import type { Address } from '../../base/address.ts';
import { KeyedLists } from '../../base/keyed-lists.ts';
import type { Child } from './child.ts';

export class ChildTable {
  readonly #byId = new Map<number, Child>();
  readonly #byPeer = new KeyedLists<Child>(inOrderOfMaking, ({ made }) => made.peerName);
  readonly #byAddress = new KeyedLists<Child>(inOrderOfMaking, addressOf);

  /** In the order in which they were made. */
  all(): IterableIterator<Child> {
    return this.#byId.values();
  }

  get(id: number): Child | undefined {
    return this.#byId.get(id);
  }

  /** Those with a peer, by its name. The oldest first; the list is live. */
  ofPeer(peerName: string): readonly Child[] {
    return this.#byPeer.of(peerName);
  }

  /** Those whose other end is at an address. The oldest first; the list is live. */
  at({ text }: Address): readonly Child[] {
    return this.#byAddress.of(text);
  }

  add(child: Child): void {
    const { id, peerName, remoteEndpoint } = child.made;
    this.#byId.set(id, child);
    this.#byPeer.add(peerName, child);
    this.#byAddress.add(remoteEndpoint.address.text, child);
  }

  remove(child: Child): void {
    const { id, peerName, remoteEndpoint } = child.made;
    this.#byId.delete(id);
    this.#byPeer.remove(peerName, child);
    this.#byAddress.remove(remoteEndpoint.address.text, child);
  }

  /** The other end of a pair has moved away from an address. */
  moved(child: Child, from: Address): void {
    if (!this.#byAddress.remove(from.text, child)) return;
    this.#byAddress.add(child.made.remoteEndpoint.address.text, child);
  }
}

function addressOf({ made }: Child): string {
  return made.remoteEndpoint.address.text;
}

function inOrderOfMaking(left: Child, right: Child): number {
  return left.madeAt - right.madeAt;
}
