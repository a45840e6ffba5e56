/** Every pair of ESP SAs of a host, by its number, by its peer, and by where the peer is. */

import { type Address, sameAddress } from '../../../base/address.ts';
import { hashOfText } from '../../../base/hash-chains.ts';
import { ItemTable } from '../../../base/item-table.ts';
import type { Child } from './child.ts';

const BY_ID = 0;
const BY_PEER = 1;
const BY_ADDRESS = 2;

export class ChildTable {
  readonly #children = new ItemTable<Child>(
    inOrderOfMaking,
    ({ made }) => made.id,
    ({ made }) => hashOfText(made.peerName),
    ({ made }) => hashOfText(made.remoteEndpoint.address.text),
  );

  /** In the order in which they were made. */
  all(): Child[] {
    return this.#children.all();
  }

  get(id: number): Child | undefined {
    return this.#children.one(BY_ID, id, ({ made }) => made.id === id);
  }

  /** Those with a peer, by its name. The oldest first. */
  ofPeer(peerName: string): Child[] {
    return this.#children.of(
      BY_PEER,
      hashOfText(peerName),
      ({ made }) => made.peerName === peerName,
    );
  }

  /** Those whose other end is at an address. The oldest first. */
  at(address: Address): Child[] {
    return this.#children.of(BY_ADDRESS, hashOfText(address.text), ({ made }) =>
      sameAddress(made.remoteEndpoint.address, address),
    );
  }

  add(child: Child): void {
    this.#children.add(child);
  }

  remove(child: Child): void {
    this.#children.remove(child);
  }

  /** The other end of a pair has moved away from an address. */
  moved(child: Child, from: Address): void {
    this.#children.moved(BY_ADDRESS, child, hashOfText(from.text));
  }
}

function inOrderOfMaking(left: Child, right: Child): number {
  return left.madeAt - right.madeAt;
}
