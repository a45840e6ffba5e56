/**
 * What a load run finds, under the names of the IETF's benchmarking drafts for IPsec devices
 * (draft-ietf-bmwg-ipsec-term, draft-ietf-bmwg-ipsec-meth). Rates are per second, sizes octets.
 */

import type { FloodKind } from './orders.ts';

export interface LoadReport {
  readonly tunnels: number;
  readonly concurrency: number;
  readonly group: number;
  readonly suite: string;
  readonly crypto: string;
  /** Octets of an inner packet. */
  readonly packetOctets: number;
  /** Tunnel capacity: how many of those asked for were held at one time, with traffic on all. */
  readonly held: number;
  /** The first words of a tunnel that did not come up. */
  readonly failure: string | undefined;
  /** Tunnel setup rate: both phases. */
  readonly setupRate: number;
  /** The same of the first and of the last tenth of the tunnels. */
  readonly setupRateFirst: number;
  readonly setupRateLast: number;
  /** Phase 1 and phase 2 rekey rate: a main mode anew, a quick mode anew. */
  readonly phase1Rate: number | undefined;
  readonly phase2Rate: number | undefined;
  /** Time to first packet, in milliseconds: from a packet without a tunnel to its echo. */
  readonly firstPacket: Spread | undefined;
  readonly throughput: Throughput;
  /** Latency by an echo, both ways, in milliseconds, while nothing else passes. */
  readonly latency: Spread | undefined;
  /** Back-to-back frames: the longest burst of which nothing was lost. */
  readonly backToBack: number;
  readonly memory: {
    /** Of the far side, resident: before there was a host, and with all tunnels after a collection. */
    readonly empty: number;
    readonly held: number;
    readonly perTunnel: number;
  };
  readonly resiliency: readonly Resiliency[];
  readonly takenDown: { readonly seconds: number; readonly leftOver: number };
}

/** Of several readings. */
export interface Spread {
  readonly median: number;
  readonly p99: number;
  readonly count: number;
}

export interface Throughput {
  /** Packets a second of which nothing was lost, over all tunnels in turn. */
  readonly lossless: number;
  /** What arrives of as much as can be sent. */
  readonly offered: number;
  readonly received: number;
  /** Frame loss at that: the part that did not arrive. */
  readonly loss: number;
}

/** DoS resiliency: traffic while a stranger sends without end. */
export interface Resiliency {
  readonly kind: FloodKind;
  /** Datagrams a second of the flood, and the most that the far side can receive. */
  readonly rate: number;
  readonly receiveLimit: number;
  /** Packets a second that arrive without it, and with it: of half the rate that can be carried. */
  readonly alone: number;
  readonly under: number;
  /** Packets a second that were sent meanwhile: less than without it where the sender is held up. */
  readonly sentUnder: number;
  /** The same of as many packets as can be sent, which under the flood are fewer on two processors. */
  readonly atFullRate: {
    readonly alone: number;
    readonly under: number;
    readonly sentUnder: number;
  };
  /** Octets by which the far side's resident memory grew. */
  readonly growth: number;
}

/** The spread of some readings; undefined if there are none. */
export function spreadOf(readings: readonly number[]): Spread | undefined {
  if (readings.length === 0) return undefined;
  const sorted = [...readings].sort((left, right) => left - right);
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)]!;
  return { median: at(0.5), p99: at(0.99), count: sorted.length };
}
