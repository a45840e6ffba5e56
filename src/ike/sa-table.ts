/** Every main mode of a host, found by its cookies, with the bounds on half-open ones. */

import type { Address } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import type { Negotiation } from './negotiation.ts';

/** The table of main modes: half-open, established, and ending ones. */
export class SaTable {
  readonly #byCookies = new Map<string, Negotiation>();
  /** Initiators that do not know the responder's cookie yet. */
  readonly #byInitiatorCookie = new Map<string, Negotiation>();
  /** Responders by what message 1 shows, to know a repeated one. */
  readonly #byFirstMessage = new Map<string, Negotiation>();
  readonly #all = new Set<Negotiation>();
  readonly #halfOpenByAddress = new Map<string, number>();
  readonly #halfOpen = new Set<Negotiation>();

  /** In the order in which they began. */
  all(): IterableIterator<Negotiation> {
    return this.#all.values();
  }

  get size(): number {
    return this.#all.size;
  }

  /** A sentence if one more main mode with this address would pass a bound. */
  faultOfAnother(remote: Address): string | undefined {
    if (this.#all.size >= LIMITS.mainModeSas)
      return `${LIMITS.mainModeSas} main modes are the most this host holds`;
    if (this.#halfOpen.size >= LIMITS.halfOpenMainModes) {
      return `${LIMITS.halfOpenMainModes} half-open main modes are the most this host holds`;
    }
    if ((this.#halfOpenByAddress.get(remote.text) ?? 0) >= LIMITS.halfOpenMainModesPerAddress) {
      return `${LIMITS.halfOpenMainModesPerAddress} half-open main modes are the most for one address`;
    }
    return undefined;
  }

  /** Enters a main mode that has just begun. */
  add(entry: Negotiation): void {
    const { sa } = entry;
    this.#all.add(entry);
    this.#halfOpen.add(entry);
    const address = sa.path.remote.address.text;
    entry.halfOpenAddress = address;
    this.#halfOpenByAddress.set(address, (this.#halfOpenByAddress.get(address) ?? 0) + 1);
    if (sa.role === 'initiator') {
      this.#byInitiatorCookie.set(toHex(sa.initiatorCookie), entry);
      return;
    }
    this.#byFirstMessage.set(firstKey(sa.initiatorCookie, address), entry);
    this.#byCookies.set(pairKey(sa.initiatorCookie, sa.responderCookie), entry);
  }

  /** The initiator has learned the responder's cookie. */
  learnResponderCookie(entry: Negotiation): void {
    const { sa } = entry;
    this.#byInitiatorCookie.delete(toHex(sa.initiatorCookie));
    this.#byCookies.set(pairKey(sa.initiatorCookie, sa.responderCookie), entry);
  }

  /** It counts as half-open no longer. */
  established(entry: Negotiation): void {
    if (!this.#halfOpen.delete(entry)) return;
    const left = this.#halfOpenByAddress.get(entry.halfOpenAddress)! - 1;
    if (left === 0) this.#halfOpenByAddress.delete(entry.halfOpenAddress);
    else this.#halfOpenByAddress.set(entry.halfOpenAddress, left);
  }

  remove(entry: Negotiation): void {
    const { sa } = entry;
    this.established(entry);
    this.#all.delete(entry);
    this.#byInitiatorCookie.delete(toHex(sa.initiatorCookie));
    this.#byCookies.delete(pairKey(sa.initiatorCookie, sa.responderCookie));
    this.#byFirstMessage.delete(firstKey(sa.initiatorCookie, entry.halfOpenAddress));
  }

  /** By both cookies; an initiator that still waits for message 2 by its own alone. */
  find(initiatorCookie: Uint8Array, responderCookie: Uint8Array): Negotiation | undefined {
    return (
      this.#byCookies.get(pairKey(initiatorCookie, responderCookie)) ??
      this.#byInitiatorCookie.get(toHex(initiatorCookie))
    );
  }

  /** The responder that a message 1 began. */
  findByFirstMessage(initiatorCookie: Uint8Array, remote: Address): Negotiation | undefined {
    return this.#byFirstMessage.get(firstKey(initiatorCookie, remote.text));
  }
}

function pairKey(initiatorCookie: Uint8Array, responderCookie: Uint8Array): string {
  return toHex(initiatorCookie) + toHex(responderCookie);
}

function firstKey(initiatorCookie: Uint8Array, address: string): string {
  return `${toHex(initiatorCookie)}@${address}`;
}
