/** Pairs of SAs as plain data, without secrets. */

import { type Instant, SECOND } from '../../base/time.ts';
import { selectorText } from '../../base/traffic.ts';
import {
  type ProtectionProtocol,
  protectionLabel,
  protectionWeaknesses,
  protocolOf,
} from '../../crypto/protection.ts';
import type { AhIntegrity, EspSuite } from '../../crypto/provider.ts';
import type { Arrivals, InboundSa, OutboundSa, SaPair } from './association.ts';
import { UNLIMITED_MTU } from './path-mtu.ts';

/** A pair of SAs. */
export interface SaPairView {
  readonly id: number;
  readonly policy: string;
  readonly protocol: ProtectionProtocol;
  readonly mode: 'transport' | 'tunnel';
  readonly udpEncapsulated: boolean;
  /** 64-bit sequence numbers (RFC 4303 2.2.1). */
  readonly esn: boolean;
  readonly suite: string;
  /** ESP's algorithms, if it has ESP. */
  readonly esp: EspSuite | undefined;
  /** AH's, if it has AH. */
  readonly ah: AhIntegrity | undefined;
  /** What is weak about it, in words; empty for a sound one. */
  readonly weaknesses: readonly string[];
  readonly selector: string;
  readonly local: string;
  readonly remote: string;
  readonly createdAt: Instant;
  /** By seconds only; undefined if they are not limited. */
  readonly expiresAt: Instant | undefined;
  readonly lifetimeSeconds: number;
  readonly lifetimeKilobytes: number;
  /** Packets that either SA may carry; 0 = not limited. */
  readonly lifetimePackets: number;
  /** Octets of an IP packet that the path takes; undefined where nothing limits it. */
  readonly pathMtu: number | undefined;
  readonly inbound: SaHalfView | undefined;
  readonly outbound: SaHalfView | undefined;
}

/** One direction of a pair. */
export interface SaHalfView {
  /** ESP's, or AH's where that is alone. */
  readonly spi: number;
  readonly packets: number;
  /** Octets of the clear packets. */
  readonly octets: number;
  readonly lastUsedAt: Instant | undefined;
  /** Outbound: the last number sent. Inbound: the highest one accepted. */
  readonly sequence: number;
  /** Inbound only. */
  readonly replay: ReplayView | undefined;
  readonly badIcv: number;
  /** Of a bundle: the AH outside. */
  readonly ah: AhHalfView | undefined;
}

/** What an anti-replay window refused. */
interface ReplayView {
  readonly window: number;
  readonly replayed: number;
  readonly late: number;
}

/** The AH of a bundle, which carries the same packets as the ESP inside. */
interface AhHalfView {
  readonly spi: number;
  readonly sequence: number;
  readonly replay: ReplayView | undefined;
  readonly badIcv: number;
}

export function viewOfPair(pair: SaPair): SaPairView {
  const { parameters, createdAt, inbound, outbound } = pair;
  const { lifetimeSeconds } = parameters;
  return {
    id: parameters.id,
    policy: parameters.policy,
    protocol: protocolOf(parameters),
    mode: parameters.mode,
    udpEncapsulated: parameters.udpEncapsulated,
    esn: parameters.esn,
    suite: protectionLabel(parameters),
    esp: parameters.suite,
    ah: parameters.ah,
    weaknesses: protectionWeaknesses(parameters),
    selector: selectorText(parameters.selector),
    local: parameters.localAddress.text,
    // A tunnel's peer may have moved; in transport mode it keeps the address of its packets.
    remote: (parameters.mode === 'tunnel' ? pair.path.remote.address : parameters.remoteAddress)
      .text,
    createdAt,
    expiresAt: lifetimeSeconds === 0 ? undefined : createdAt + lifetimeSeconds * SECOND,
    lifetimeSeconds,
    lifetimeKilobytes: parameters.lifetimeKilobytes,
    lifetimePackets: parameters.lifetimePackets,
    pathMtu: pair.pathMtu.octets === UNLIMITED_MTU ? undefined : pair.pathMtu.octets,
    inbound: inbound && viewOfInbound(inbound),
    outbound: outbound && viewOfOutbound(outbound),
  };
}

function viewOfInbound(sa: InboundSa): SaHalfView {
  const { spi, packets, octets, lastUsedAt, esp, ah } = sa;
  const own = viewOfArrivals((esp ?? ah)!);
  const outside = esp === undefined ? undefined : ah;
  return {
    ...own,
    spi,
    packets,
    octets,
    lastUsedAt,
    ah: outside && viewOfArrivals(outside),
  };
}

function viewOfArrivals({ spi, window, replayed, late, badIcv }: Arrivals): AhHalfView {
  return { spi, sequence: window.highest, replay: { window: window.size, replayed, late }, badIcv };
}

function viewOfOutbound(sa: OutboundSa): SaHalfView {
  const { spi, packets, octets, lastUsedAt, sequence, esp, ah } = sa;
  const outside = esp === undefined ? undefined : ah;
  const none = { sequence, replay: undefined, badIcv: 0 };
  return {
    ...none,
    spi,
    packets,
    octets,
    lastUsedAt,
    ah: outside && { ...none, spi: outside.spi },
  };
}
