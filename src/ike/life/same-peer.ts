/**
 * Which main modes and pairs are with one and the same other end. A policy's name and an address are
 * not enough: several hosts behind one NAT share both, and none of them may end what another has.
 */

import { type Endpoint, sameAddress } from '../../base/address.ts';
import { PROTOCOL } from '../../wire/numbers/isakmp.ts';
import type { EngineState } from '../engine-state.ts';
import { mainProtocolOf } from '../offers/quick-mode-transform.ts';
import type { NegotiatedChild } from '../policy.ts';
import { isEstablished, type Negotiation } from './negotiation.ts';
import type { Child } from './pairs/child.ts';

/** One other end. */
export interface OtherEnd {
  readonly peerName: string;
  /** What it proved to be; undefined where it has not proved anything yet. */
  readonly identity: string | undefined;
  readonly endpoint: Endpoint;
}

/** The other end of a main mode. */
export function samePeerAs(entry: Negotiation): OtherEnd {
  return new MainModeEnd(entry);
}

/** A class: a literal with a getter costs 2 us. */
class MainModeEnd implements OtherEnd {
  readonly peerName: string;
  readonly endpoint: Endpoint;
  readonly #main: Negotiation['main'];

  constructor({ sa, main }: Negotiation) {
    this.peerName = sa.peer.name;
    this.endpoint = sa.path.remote;
    this.#main = main;
  }

  get identity(): string | undefined {
    const { state } = this.#main;
    return state.at === 'authenticated' ? state.remoteIdentity : undefined;
  }
}

/** The other end of a pair. */
class PairEnd implements OtherEnd {
  readonly peerName: string;
  readonly endpoint: Endpoint;
  readonly #made: NegotiatedChild;

  constructor({ made }: Child) {
    this.peerName = made.peerName;
    this.endpoint = made.remoteEndpoint;
    this.#made = made;
  }

  /** A text to be made: few of those that are compared come to it. */
  get identity(): string {
    return this.#made.remoteIdentity;
  }
}

/** Whether an established main mode or a pair is with that other end. */
export function isSamePeer(peer: OtherEnd, other: Negotiation | Child): boolean {
  if (!('made' in other) && !isEstablished(other)) return false;
  const end = 'made' in other ? new PairEnd(other) : samePeerAs(other);
  return isSamePlace(peer.endpoint, end.endpoint) && isAlike(peer, end);
}

/**
 * Whether two endpoints may be one host. IKE moves between its two ports by itself; another port is one
 * that a NAT gave, and two of them are two hosts.
 */
export function isSamePlace(one: Endpoint, other: Endpoint): boolean {
  if (!sameAddress(one.address, other.address)) return false;
  return one.port === other.port || (IKE_PORTS.has(one.port) && IKE_PORTS.has(other.port));
}

/** UDP ports of IKE (RFC 2408 2.5.1, RFC 3947 4). */
const IKE_PORTS: ReadonlySet<number> = new Set([500, 4500]);

/**
 * The pair that this host sends to a main mode's peer with an SPI. A NAT may have given the peer
 * another port since the pair was made, so where only one pair fits otherwise, it is that one.
 */
export function pairWithOutboundSpi(
  { children }: EngineState,
  entry: Negotiation,
  spi: number,
  protocol: number,
): number | undefined {
  const peer = samePeerAs(entry);
  const fitting = children
    .at(peer.endpoint.address)
    .filter((child) => sendsWith(child.made, protocol, spi) && isAlike(peer, new PairEnd(child)));
  const exact = fitting.find((child) => isSamePeer(peer, child));
  return (exact ?? (fitting.length === 1 ? fitting[0] : undefined))?.made.id;
}

/** Whether packets of a pair go out with an SPI of a protocol. */
export function sendsWith(made: NegotiatedChild, protocol: number, spi: number): boolean {
  const { outbound } = made;
  if (protocol === mainProtocolOf(made)) return outbound.spi === spi;
  return protocol === PROTOCOL.ah && outbound.ah?.spi === spi;
}

function isAlike(one: OtherEnd, other: OtherEnd): boolean {
  return (
    one.peerName === other.peerName &&
    sameAddress(one.endpoint.address, other.endpoint.address) &&
    one.identity === other.identity
  );
}
