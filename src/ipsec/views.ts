/** Pairs of SAs as plain data, without secrets. */

import { type Instant, SECOND } from '../base/time.ts';
import { selectorText } from '../base/traffic.ts';
import { suiteLabel, suiteWeaknesses } from '../crypto/algorithms.ts';
import type { InboundSa, OutboundSa, SaPair } from './association.ts';
import { UNLIMITED_MTU } from './path-mtu.ts';

/** A pair of SAs. */
export interface SaPairView {
  readonly id: number;
  readonly policy: string;
  readonly mode: 'transport' | 'tunnel';
  readonly udpEncapsulated: boolean;
  /** 64-bit sequence numbers (RFC 4303 2.2.1). */
  readonly esn: boolean;
  readonly suite: string;
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
  readonly spi: number;
  readonly packets: number;
  /** Octets of the clear packets. */
  readonly octets: number;
  readonly lastUsedAt: Instant | undefined;
  /** Outbound: the last number sent. Inbound: the highest one accepted. */
  readonly sequence: number;
  /** Inbound only. */
  readonly replay:
    | { readonly window: number; readonly replayed: number; readonly late: number }
    | undefined;
  readonly badIcv: number;
}

export function viewOfPair(pair: SaPair): SaPairView {
  const { parameters, createdAt, inbound, outbound } = pair;
  const { lifetimeSeconds } = parameters;
  return {
    id: parameters.id,
    policy: parameters.policy,
    mode: parameters.mode,
    udpEncapsulated: parameters.udpEncapsulated,
    esn: parameters.esn,
    suite: suiteLabel(parameters.suite),
    weaknesses: suiteWeaknesses(parameters.suite),
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
  const { spi, packets, octets, lastUsedAt, window, replayed, late, badIcv } = sa;
  const replay = { window: window.size, replayed, late };
  return { spi, packets, octets, lastUsedAt, sequence: window.highest, replay, badIcv };
}

function viewOfOutbound(sa: OutboundSa): SaHalfView {
  const { spi, packets, octets, lastUsedAt, sequence } = sa;
  return { spi, packets, octets, lastUsedAt, sequence, replay: undefined, badIcv: 0 };
}
