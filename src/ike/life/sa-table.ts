/** Every main mode of a host, found by its cookies, with the bounds on half-open ones. */

import type { Address } from '../../base/address.ts';
import { readU32, toHex } from '../../base/bytes.ts';
import { packOctets } from '../../base/compact.ts';
import { KeyedLists } from '../../base/keyed-lists.ts';
import { LIMITS } from '../../base/limits.ts';
import { cookieKey } from '../isakmp-sa.ts';
import type { Negotiation } from './negotiation.ts';

/** The table of main modes: half-open, established, and ending ones. */
export class SaTable {
  // Each main mode is in one of the first three. Apart by roles: a host may be both sides of one.
  /** Initiators that do not know the responder's cookie yet, by their own. */
  readonly #unanswered = new Map<string, Negotiation>();
  /** The other initiators, by both cookies. */
  readonly #initiators = new Map<string, Negotiation>();
  /** By both cookies. */
  readonly #responders = new Map<string, Negotiation>();
  /** Responders by what message 1 shows, to know a repeated one. */
  readonly #byFirstMessage = new Map<string, Negotiation>();
  readonly #byPeer = new KeyedLists<Negotiation>(inOrderOfBeginning, ({ sa }) => sa.peer.name);
  readonly #byAddress = new KeyedLists<Negotiation>(inOrderOfBeginning, addressOf);
  readonly #halfOpenByAddress = new Map<string, number>();
  readonly #halfOpen = new Set<Negotiation>();
  /** How many half-open main modes that peers began have an initiator cookie that falls into a cell. */
  readonly #cells = new Uint16Array(CELLS);
  readonly #most: number;

  /** `most`: how many main modes it holds. */
  constructor(most: number = LIMITS.mainModeSas) {
    this.#most = most;
  }

  /** In the order in which they began. */
  all(): Negotiation[] {
    const parts = [this.#unanswered, this.#initiators, this.#responders];
    return parts.flatMap((part) => [...part.values()]).sort(inOrderOfBeginning);
  }

  get size(): number {
    return this.#unanswered.size + this.#initiators.size + this.#responders.size;
  }

  /** Those with a peer, by its name. The oldest first; the list is live. */
  ofPeer(peerName: string): readonly Negotiation[] {
    return this.#byPeer.of(peerName);
  }

  /** Those whose other end is at an address. The oldest first; the list is live. */
  at({ text }: Address): readonly Negotiation[] {
    return this.#byAddress.of(text);
  }

  /** A sentence if one more main mode would pass the bound on all of them. */
  faultOfAnother(): string | undefined {
    if (this.size < this.#most) return undefined;
    return `${this.#most} main modes are the most this host holds (its capacity)`;
  }

  /**
   * A sentence if one more main mode that this address begins would pass a bound. What others begin
   * is bounded apart, so that a flood of first messages cannot keep this host from beginning its own.
   */
  faultOfAnotherFrom(remote: Address): string | undefined {
    const fault = this.faultOfAnother();
    if (fault !== undefined) return fault;
    if (this.#halfOpen.size >= LIMITS.halfOpenMainModes) {
      return `${LIMITS.halfOpenMainModes} half-open main modes are the most this host holds`;
    }
    if ((this.#halfOpenByAddress.get(remote.text) ?? 0) >= LIMITS.halfOpenMainModesPerAddress) {
      return `${LIMITS.halfOpenMainModesPerAddress} half-open main modes are the most for one address`;
    }
    return undefined;
  }

  /** Whether one more that anybody begins would pass a bound, whoever it is. */
  get isFull(): boolean {
    return this.size >= this.#most || this.#halfOpen.size >= LIMITS.halfOpenMainModes;
  }

  /**
   * Whether a half-open main mode that a peer began may have the initiator cookie at `octets[at]`. "No"
   * is certain; "yes" is wrong for a few in a hundred, and costs a look more.
   */
  mayKnow(octets: Uint8Array, at: number): boolean {
    return this.#cells[cellOf(octets, at)] !== 0;
  }

  /** The one that has waited longest for a first answer, where one more would pass the bound on those. */
  unansweredInExcess(): Negotiation | undefined {
    if (this.#unanswered.size < LIMITS.unansweredMainModes) return undefined;
    const [oldest] = this.#unanswered.values();
    return oldest;
  }

  /** Enters a main mode that has just begun. */
  add(entry: Negotiation): void {
    const { sa } = entry;
    this.#byPeer.add(sa.peer.name, entry);
    this.#byAddress.add(sa.path.remote.address.text, entry);
    if (sa.role === 'initiator') {
      this.#unanswered.set(toHex(sa.initiatorCookie), entry);
      return;
    }
    this.#halfOpen.add(entry);
    this.#cells[cellOf(sa.initiatorCookie, 0)]!++;
    const address = sa.path.remote.address.text;
    entry.halfOpenAddress = address;
    this.#halfOpenByAddress.set(address, (this.#halfOpenByAddress.get(address) ?? 0) + 1);
    this.#byFirstMessage.set(firstKey(sa.initiatorCookie, address), entry);
    this.#responders.set(sa.cookies, entry);
  }

  /** The initiator has learned the responder's cookie. */
  learnResponderCookie(entry: Negotiation): void {
    const { sa } = entry;
    this.#unanswered.delete(toHex(sa.initiatorCookie));
    this.#initiators.set(sa.cookies, entry);
  }

  /** It counts as half-open no longer. */
  established(entry: Negotiation): void {
    if (!this.#halfOpen.delete(entry)) return;
    this.#cells[cellOf(entry.sa.initiatorCookie, 0)]!--;
    const left = this.#halfOpenByAddress.get(entry.halfOpenAddress)! - 1;
    if (left === 0) this.#halfOpenByAddress.delete(entry.halfOpenAddress);
    else this.#halfOpenByAddress.set(entry.halfOpenAddress, left);
  }

  remove(entry: Negotiation): void {
    const { sa } = entry;
    this.established(entry);
    this.#byPeer.remove(sa.peer.name, entry);
    this.#byAddress.remove(sa.path.remote.address.text, entry);
    // A message 1 that comes back to its sender makes two entries of one initiator cookie.
    deleteOwn(this.#unanswered, toHex(sa.initiatorCookie), entry);
    deleteOwn(this.#initiators, sa.cookies, entry);
    deleteOwn(this.#responders, sa.cookies, entry);
    deleteOwn(this.#byFirstMessage, firstKey(sa.initiatorCookie, entry.halfOpenAddress), entry);
  }

  /** The other end of a main mode has moved away from an address. */
  moved(entry: Negotiation, from: Address): void {
    if (!this.#byAddress.remove(from.text, entry)) return;
    this.#byAddress.add(entry.sa.path.remote.address.text, entry);
  }

  /** By both cookies; an initiator that still waits for message 2 by its own alone. */
  find(initiatorCookie: Uint8Array, responderCookie: Uint8Array): Negotiation | undefined {
    const cookies = cookieKey(initiatorCookie, responderCookie);
    return (
      this.#initiators.get(cookies) ??
      this.#responders.get(cookies) ??
      this.#unanswered.get(toHex(initiatorCookie))
    );
  }

  /** The responder that a message 1 began. */
  findByFirstMessage(initiatorCookie: Uint8Array, remote: Address): Negotiation | undefined {
    return this.#byFirstMessage.get(firstKey(initiatorCookie, remote.text));
  }
}

/** Many beside the half-open main modes that there may be: 2 to the power of so many bits. */
const CELL_BITS = 13;
const CELLS = 1 << CELL_BITS;

/**
 * The cell of a cookie, without a string made of it. Two odd numbers spread cookies that are no random
 * octets; who aims at a cell gains a look into the table.
 */
function cellOf(cookie: Uint8Array, at: number): number {
  const mixed =
    Math.imul(readU32(cookie, at), 0x9e37_79b1) ^ Math.imul(readU32(cookie, at + 4), 0x85eb_ca6b);
  return mixed >>> (32 - CELL_BITS);
}

function addressOf({ sa }: Negotiation): string {
  return sa.path.remote.address.text;
}

function inOrderOfBeginning(left: Negotiation, right: Negotiation): number {
  return left.began - right.began;
}

function deleteOwn(map: Map<string, Negotiation>, key: string, entry: Negotiation): void {
  if (map.get(key) === entry) map.delete(key);
}

function firstKey(initiatorCookie: Uint8Array, address: string): string {
  // Not by +: such a string is kept in parts.
  return [packOctets(initiatorCookie), address].join('');
}
