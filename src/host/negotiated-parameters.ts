/** A pair as the data plane is given it, read off what was negotiated. */

import type { Address } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import type { EncapsulationMode, TrafficSelector, TunnelHeaderPolicy } from '../base/traffic.ts';
import type { AhIntegrity, EspSuite } from '../crypto/provider.ts';
import type { NegotiatedChild } from '../ike/policy.ts';
import type { NatTraits, SaPairParameters } from '../ipsec/sa/sa.ts';

/**
 * Keeps what may change of the pair, and reads all else where it stands: a copy of it would take 200
 * octets, and a host may hold ten thousand pairs.
 */
export class NegotiatedParameters implements SaPairParameters {
  readonly made: NegotiatedChild;
  readonly path: Path;
  readonly nat: NatTraits | undefined;

  constructor(made: NegotiatedChild) {
    this.made = made;
    this.path = pathOf(made);
    this.nat = made.udpEncapsulated ? natTraitsOf(made) : undefined;
  }

  get id(): number {
    return this.made.id;
  }

  get policy(): string {
    return this.made.child.name;
  }

  get suite(): EspSuite | undefined {
    return this.made.suite;
  }

  get ah(): AhIntegrity | undefined {
    return this.made.ah;
  }

  get mode(): EncapsulationMode {
    return this.made.mode;
  }

  get udpEncapsulated(): boolean {
    return this.made.udpEncapsulated;
  }

  get selector(): TrafficSelector {
    return this.made.selector;
  }

  /** Where it was at first: the pair may move. */
  get remoteAddress(): Address {
    return this.path.remote.address;
  }

  get localAddress(): Address {
    return this.made.localEndpoint.address;
  }

  get peer(): string {
    return `${this.made.peerName} ${this.made.remoteIdentity}`;
  }

  get lifetimeSeconds(): number {
    return this.made.lifetime.seconds;
  }

  get lifetimeKilobytes(): number {
    return this.made.lifetime.kilobytes;
  }

  get lifetimePackets(): number {
    return this.made.extras.lifetimePackets;
  }

  get esn(): boolean {
    return this.made.esn;
  }

  get tfcOctets(): number {
    return this.made.extras.tfcOctets;
  }

  get tunnelHeader(): TunnelHeaderPolicy {
    return this.made.extras.tunnelHeader;
  }

  get replayWindow(): number {
    return this.made.replayWindow;
  }
}

function natTraitsOf({ remoteBehindNat, remoteMayMove, covered }: NegotiatedChild): NatTraits {
  return { remoteBehindNat, remoteMayMove, covered };
}

/** RFC 3948 2: ESP in UDP goes between the ports of IKE; else it is a protocol of its own. */
export function pathOf({ udpEncapsulated, localEndpoint, remoteEndpoint }: NegotiatedChild): Path {
  if (udpEncapsulated) return { carrier: 'udp', local: localEndpoint, remote: remoteEndpoint };
  return {
    carrier: 'link',
    local: { address: localEndpoint.address, port: 0 },
    remote: { address: remoteEndpoint.address, port: 0 },
  };
}
