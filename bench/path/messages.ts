/** What a path bench and the processes at its two ends tell each other. */

import type { IoChoice } from '../../src/cli/io.ts';
import type { CryptoChoice } from '../../src/cli/providers.ts';

/** Octets of the IP packets that are sent, in turn; one size is sent over and over. */
export type Sizes = readonly number[];

/** `none`: ESP is laid out and taken apart, and nothing is encrypted or authenticated. */
export type PathCrypto = CryptoChoice | 'none';

/** How packets travel: as they are, or through two Espial hosts. */
export type Way =
  | { readonly kind: 'plain' }
  | {
      readonly kind: 'espial';
      readonly crypto: PathCrypto;
      readonly io: IoChoice;
      readonly suite: string;
    };

export interface EndOptions {
  readonly way: Way;
  readonly side: 'sender' | 'receiver';
  readonly sizes: Sizes;
  /** Real ports on 127.0.0.1: IKE, NAT-T and link of the sender, then those of the receiver. */
  readonly ports: readonly number[];
}

/** To an end. `send` is for the sender alone, the counts are the receiver's. */
export type Request =
  | { readonly kind: 'send'; readonly milliseconds: number; readonly packetsPerSecond: number }
  | { readonly kind: 'count' }
  | { readonly kind: 'stop' };

/** From an end: `ready` once, then one answer for each request. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'sent'; readonly packets: number }
  | { readonly kind: 'counted'; readonly arrivals: Arrivals };

/** What arrived since it was asked before. */
export interface Arrivals {
  readonly packets: number;
  readonly octets: number;
  /** From the first arrival to the last. */
  readonly nanoseconds: number;
  /** From sending to delivery, sorted. */
  readonly latencies: readonly number[];
}

/** Packets that are handed over together: what a sender reads from wherever its packets come from. */
export const BURST = 32;
