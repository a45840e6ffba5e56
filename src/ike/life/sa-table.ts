/** Every main mode of a host, found by its cookies, with the bounds on half-open ones. */

import { type Address, sameAddress } from '../../base/address.ts';
import { readU32 } from '../../base/bytes.ts';
import { packedHas, packOctets } from '../../base/compact.ts';
import { hashOfOctets, hashOfText } from '../../base/hash-chains.ts';
import { ItemTable } from '../../base/item-table.ts';
import { LIMITS } from '../../base/limits.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { Negotiation } from './negotiation.ts';

/** The table of main modes: half-open, established, and ending ones. */
export class SaTable {
  readonly #entries: ItemTable<Negotiation>;
  /** Initiators that do not know the responder's cookie yet. */
  readonly #unanswered = new Set<Negotiation>();
  readonly #halfOpenByAddress = new Map<string, number>();
  readonly #halfOpen = new Set<Negotiation>();
  /** How many half-open main modes that peers began have an initiator cookie that falls into a cell. */
  readonly #cells = new Uint16Array(CELLS);
  readonly #most: number;
  readonly #seed: number;

  /** `most`: how many main modes it holds. `seed`: 32 random bits, for what strangers have a say in. */
  constructor(most: number = LIMITS.mainModeSas, seed = 0) {
    this.#most = most;
    this.#seed = seed;
    this.#entries = new ItemTable<Negotiation>(
      inOrderOfBeginning,
      hashOfOwnCookie,
      ({ sa }) => hashOfText(sa.peer.name),
      ({ sa }) => hashOfText(sa.path.remote.address.text),
      ({ sa, halfOpenAddress }) =>
        sa.role === 'responder' ? hashOfFirstMessage(sa.cookies, halfOpenAddress, seed) : undefined,
    );
  }

  /** In the order in which they began. */
  all(): Negotiation[] {
    return this.#entries.all();
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Those with a peer, by its name. The oldest first. */
  ofPeer(peerName: string): Negotiation[] {
    return this.#entries.of(BY_PEER, hashOfText(peerName), ({ sa }) => sa.peer.name === peerName);
  }

  /** Those whose other end is at an address. The oldest first. */
  at(address: Address): Negotiation[] {
    return this.#entries.of(BY_ADDRESS, hashOfText(address.text), ({ sa }) =>
      sameAddress(sa.path.remote.address, address),
    );
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
    if (sa.role === 'initiator') this.#unanswered.add(entry);
    else {
      this.#halfOpen.add(entry);
      this.#cells[cellOf(sa.initiatorCookie, 0)]!++;
      const address = sa.path.remote.address.text;
      entry.halfOpenAddress = address;
      this.#halfOpenByAddress.set(address, (this.#halfOpenByAddress.get(address) ?? 0) + 1);
    }
    this.#entries.add(entry);
  }

  /** The initiator has learned the responder's cookie. */
  learnResponderCookie(entry: Negotiation): void {
    this.#unanswered.delete(entry);
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
    this.established(entry);
    this.#unanswered.delete(entry);
    this.#entries.remove(entry);
  }

  /** The other end of a main mode has moved away from an address. */
  moved(entry: Negotiation, from: Address): void {
    this.#entries.moved(BY_ADDRESS, entry, hashOfText(from.text));
  }

  /** By both cookies; an initiator that still waits for message 2 by its own alone. */
  find(initiatorCookie: Uint8Array, responderCookie: Uint8Array): Negotiation | undefined {
    // Every message passes here: no string is put together for it.
    // A message 1 that comes back to its sender makes it both sides of one main mode.
    const initiator = this.#entries.one(
      BY_OWN_COOKIE,
      hashOfOctets(initiatorCookie),
      ({ sa }) => sa.role === 'initiator' && packedHas(sa.cookies, initiatorCookie),
    );
    const isWhole = (sa: IsakmpSa) => packedHas(sa.cookies, responderCookie, COOKIE_OCTETS);
    if (initiator !== undefined && isWhole(initiator.sa)) return initiator;
    const responder = this.#entries.one(
      BY_OWN_COOKIE,
      hashOfOctets(responderCookie),
      ({ sa }) => sa.role === 'responder' && packedHas(sa.cookies, initiatorCookie) && isWhole(sa),
    );
    if (responder !== undefined) return responder;
    return initiator !== undefined && this.#unanswered.has(initiator) ? initiator : undefined;
  }

  /** The responder that a message 1 began. */
  findByFirstMessage(initiatorCookie: Uint8Array, remote: Address): Negotiation | undefined {
    const { text } = remote;
    return this.#entries.one(
      BY_FIRST_MESSAGE,
      hashOfFirstMessage(packOctets(initiatorCookie), text, this.#seed),
      ({ sa, halfOpenAddress }) =>
        halfOpenAddress === text && packedHas(sa.cookies, initiatorCookie),
    );
  }
}

/** The ways to find a main mode. */
const BY_OWN_COOKIE = 0;
const BY_PEER = 1;
const BY_ADDRESS = 2;
/** Responders by what message 1 shows, to know a repeated one. */
const BY_FIRST_MESSAGE = 3;

const COOKIE_OCTETS = 8;

/** By the one of the two cookies that this host has chosen: strangers do not know which hashes it has. */
function hashOfOwnCookie({ sa: { role, cookies } }: Negotiation): number {
  return role === 'initiator'
    ? hashOfText(cookies, 0, COOKIE_OCTETS)
    : hashOfText(cookies, COOKIE_OCTETS);
}

/** By what a stranger chooses: its cookie, which the cookies of a main mode begin with, and its address. */
function hashOfFirstMessage(cookies: string, address: string, seed: number): number {
  const ofAddress = hashOfText(address, 0, address.length, seed);
  return hashOfText(cookies, 0, COOKIE_OCTETS, ofAddress);
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

function inOrderOfBeginning(left: Negotiation, right: Negotiation): number {
  return left.began - right.began;
}
