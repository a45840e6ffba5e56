/** What was found for the packet before: in a burst most are of one flow. */

import { wordAt } from '../../base/bytes.ts';
import type { PacketView } from '../../wire/packet-view.ts';

/** Source and destination, four words each. */
const ADDRESS_WORDS = 8;

/** One flow of one direction, known by everything that a selector may look at. */
export class LastFlow<Found> {
  /** What was found for the flow; undefined where that was nothing, too. */
  found: Found | undefined;
  readonly #addresses = new Int32Array(ADDRESS_WORDS);
  #addressOctets = 0;
  #protocol = 0;
  #sourcePort = 0;
  #destinationPort = 0;
  #icmpType = 0;
  #icmpCode = 0;

  /** Whether a packet is of this flow. Later fragments are of none. */
  has(view: PacketView, arena: Uint8Array): boolean {
    const { addressOctets, sourceAt, destinationAt } = view;
    if (
      view.fragmentOffset > 0 ||
      view.sourcePort !== this.#sourcePort ||
      view.destinationPort !== this.#destinationPort ||
      view.protocol !== this.#protocol ||
      view.icmpType !== this.#icmpType ||
      view.icmpCode !== this.#icmpCode ||
      addressOctets !== this.#addressOctets
    ) {
      return false;
    }
    const addresses = this.#addresses;
    for (let at = 0; at < addressOctets; at += 4) {
      const word = at >> 1;
      if (addresses[word] !== wordAt(arena, sourceAt + at)) return false;
      if (addresses[word + 1] !== wordAt(arena, destinationAt + at)) return false;
    }
    return true;
  }

  /** Keeps the flow of a packet that is no later fragment. */
  keep(view: PacketView, arena: Uint8Array, found: Found | undefined): void {
    const { addressOctets, sourceAt, destinationAt } = view;
    this.found = found;
    this.#addressOctets = addressOctets;
    this.#protocol = view.protocol;
    this.#sourcePort = view.sourcePort;
    this.#destinationPort = view.destinationPort;
    this.#icmpType = view.icmpType;
    this.#icmpCode = view.icmpCode;
    for (let at = 0; at < addressOctets; at += 4) {
      const word = at >> 1;
      this.#addresses[word] = wordAt(arena, sourceAt + at);
      this.#addresses[word + 1] = wordAt(arena, destinationAt + at);
    }
  }
}
