/**
 * The policy of one tunnel of thousands: what it has of its own, and all else read where it stands. As
 * plain objects a peer and an entry take 190 octets, so 90. A copy by spreading them has their own
 * fields alone.
 */

import type { Address } from '../../base/address.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { PolicyEntry } from '../../host/config.ts';
import type { ChildPolicy, PeerPolicy } from '../../ike/policy.ts';

/** What all peers of a host have in common. */
export type CommonPeer = Omit<PeerPolicy, 'name' | 'address' | 'localAddress' | 'promptedBySpi'>;

export class TunnelPeer implements PeerPolicy {
  readonly name: string;
  readonly address: Address;
  readonly localAddress: Address;
  readonly #common: CommonPeer;

  constructor(common: CommonPeer, name: string, localAddress: Address, address: Address) {
    this.name = name;
    this.address = address;
    this.localAddress = localAddress;
    this.#common = common;
  }

  get port(): number {
    return this.#common.port;
  }

  get proposals(): PeerPolicy['proposals'] {
    return this.#common.proposals;
  }

  get authentication(): PeerPolicy['authentication'] {
    return this.#common.authentication;
  }

  get localIdentity(): PeerPolicy['localIdentity'] {
    return this.#common.localIdentity;
  }

  get remoteIdentity(): PeerPolicy['remoteIdentity'] {
    return this.#common.remoteIdentity;
  }

  get lifetime(): PeerPolicy['lifetime'] {
    return this.#common.lifetime;
  }

  get natTraversal(): PeerPolicy['natTraversal'] {
    return this.#common.natTraversal;
  }

  get natKeepaliveSeconds(): number {
    return this.#common.natKeepaliveSeconds;
  }

  get timers(): PeerPolicy['timers'] {
    return this.#common.timers;
  }

  get keeping(): PeerPolicy['keeping'] {
    return this.#common.keeping;
  }

  get dialect(): PeerPolicy['dialect'] {
    return this.#common.dialect;
  }
}

/** The entry of what is negotiated: its name and selector are the entry's. */
export class TunnelEntry implements PolicyEntry {
  readonly protect: ChildPolicy;

  constructor(protect: ChildPolicy) {
    this.protect = protect;
  }

  get name(): string {
    return this.protect.name;
  }

  get action(): 'protect' {
    return 'protect';
  }

  get selector(): TrafficSelector {
    return this.protect.selector;
  }
}
