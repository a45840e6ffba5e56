/** Carries finished quick modes into the data plane. */

import { type Endpoint, sameEndpoint } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import { divideKeymat } from '../crypto/algorithms.ts';
import type { NegotiatedChild, SaPort } from '../ike/policy.ts';
import type { Driver } from '../ipsec/driver.ts';
import type { NatTraits, SaHalf, SaPairParameters } from '../ipsec/sa.ts';
import type { CurrentCall } from './call.ts';

/** What the port needs of its host. */
export interface SaPortParts {
  readonly driver: Driver;
  readonly call: CurrentCall;
  spiReserved(got: boolean): void;
  /** A pair has its first half. */
  added(pair: NegotiatedChild): void;
  removed(id: number): void;
}

/** The engine's door to the driver. It remembers which pairs are installed, for the views. */
export class DriverSaPort implements SaPort {
  readonly #parts: SaPortParts;
  readonly #pairs = new Map<number, { child: NegotiatedChild; parameters: SaPairParameters }>();
  readonly #reserved = new Set<number>();

  constructor(parts: SaPortParts) {
    this.#parts = parts;
  }

  /** SPIs handed out whose SA is not there yet. */
  get pendingSpis(): number {
    return this.#reserved.size;
  }

  /** What was negotiated for a pair. */
  negotiated(id: number): NegotiatedChild | undefined {
    return this.#pairs.get(id)?.child;
  }

  reserveSpi(): number | undefined {
    const spi = this.#parts.driver.reserveSpi();
    this.#parts.spiReserved(spi !== undefined);
    if (spi !== undefined) this.#reserved.add(spi);
    return spi;
  }

  releaseSpi(spi: number): void {
    this.#reserved.delete(spi);
    this.#parts.driver.releaseSpi(spi);
  }

  install(pair: NegotiatedChild, part: 'both' | 'inbound-only' | 'outbound-only'): void {
    const { driver, call } = this.#parts;
    let known = this.#pairs.get(pair.id);
    if (known === undefined) {
      known = { child: pair, parameters: parametersOf(pair) };
      this.#pairs.set(pair.id, known);
      this.#parts.added(pair);
    }
    const halves: { inbound?: SaHalf; outbound?: SaHalf } = {};
    if (part !== 'outbound-only') {
      halves.inbound = halfOf(pair, pair.inbound);
      this.#reserved.delete(pair.inbound.spi);
    }
    if (part !== 'inbound-only') halves.outbound = halfOf(pair, pair.outbound);
    driver.install(known.parameters, halves, call.now);
  }

  remove(id: number): void {
    this.#parts.driver.remove(id);
    this.#forget(id);
  }

  move(peerName: string, remoteIdentity: string, from: Endpoint, to: Endpoint): number {
    const { driver, added, removed } = this.#parts;
    let moved = 0;
    for (const [id, { child }] of this.#pairs) {
      if (!child.udpEncapsulated || child.peerName !== peerName) continue;
      if (child.remoteIdentity !== remoteIdentity || !sameEndpoint(child.remoteEndpoint, from))
        continue;
      child.remoteEndpoint = to;
      driver.move(id, pathOf(child));
      // Keepalives, if there are any, follow.
      removed(id);
      added(child);
      moved++;
    }
    return moved;
  }

  lastInbound(id: number): Instant | undefined {
    return this.#parts.driver.lastInbound(id);
  }

  standDown(id: number): void {
    this.#parts.driver.standDown(id);
  }

  #forget(id: number): void {
    if (this.#pairs.delete(id)) this.#parts.removed(id);
  }
}

function parametersOf(pair: NegotiatedChild): SaPairParameters {
  return {
    id: pair.id,
    policy: pair.child.name,
    protocol: pair.protocol,
    suite: pair.suite,
    mode: pair.mode,
    udpEncapsulated: pair.udpEncapsulated,
    selector: pair.selector,
    localAddress: pair.localEndpoint.address,
    remoteAddress: pair.remoteEndpoint.address,
    path: pathOf(pair),
    peer: `${pair.peerName} ${pair.remoteIdentity}`,
    ...(pair.udpEncapsulated && { nat: natTraitsOf(pair) }),
    lifetimeSeconds: pair.lifetime.seconds,
    lifetimeKilobytes: pair.lifetime.kilobytes,
    lifetimePackets: pair.extras.lifetimePackets,
    esn: pair.esn,
    tfcOctets: pair.extras.tfcOctets,
    tunnelHeader: pair.extras.tunnelHeader,
    replayWindow: pair.replayWindow,
  };
}

function natTraitsOf({ remoteBehindNat, remoteMayMove, covered }: NegotiatedChild): NatTraits {
  return { remoteBehindNat, remoteMayMove, covered };
}

/** RFC 3948 2: ESP in UDP goes between the ports of IKE; else it is a protocol of its own. */
function pathOf(pair: NegotiatedChild): Path {
  if (pair.udpEncapsulated) {
    return { carrier: 'udp', local: pair.localEndpoint, remote: pair.remoteEndpoint };
  }
  return {
    carrier: 'link',
    local: { address: pair.localEndpoint.address, port: 0 },
    remote: { address: pair.remoteEndpoint.address, port: 0 },
  };
}

function halfOf(pair: NegotiatedChild, half: NegotiatedChild['inbound']): SaHalf {
  return { spi: half.spi, keys: divideKeymat(pair.suite, half.keymat.reveal()) };
}
