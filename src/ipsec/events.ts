/** What the data plane reports. */

import type { Secret } from '../base/secret.ts';

/** Why a packet did not pass. Every reason has its counter. */
export type DropReason =
  | 'malformed'
  | 'unknown-spi'
  | 'replayed'
  | 'bad-icv'
  | 'bad-padding'
  | 'bad-inner-packet'
  | 'selector-mismatch'
  | 'clear-text-required-protection'
  | 'blocked-by-policy'
  | 'no-policy'
  | 'no-sa'
  | 'queue-full'
  | 'lifetime-expired'
  | 'sequence-overflow'
  | 'not-for-this-host'
  | 'too-big'
  /** A fragment where whole packets are needed (RFC 4303 3.1.1, RFC 4301 7). */
  | 'fragment'
  /** Congestion marked on an outer header over an inner packet that cannot carry the mark (RFC 6040 4.2). */
  | 'congestion'
  /** Of a flow that another peer with the same traffic began (RFC 3948 5). */
  | 'flow-of-another-peer'
  /** An ICMP error from outside about a protected packet (RFC 4301 6.1). */
  | 'unprotected-error';

export type IpsecEvent =
  | {
      readonly kind: 'packet-dropped';
      readonly direction: 'inbound' | 'outbound';
      readonly reason: DropReason;
      /** `192.0.2.1 -> 192.0.2.2 udp 7`: what is known of it. */
      readonly packet: string;
      readonly spi: number | undefined;
      readonly sequence: number | undefined;
    }
  | { readonly kind: 'dummy-packet'; readonly spi: number }
  /** Two peers' pairs are for the same traffic (RFC 3948 5): flows tell them apart from now on. */
  | {
      readonly kind: 'traffic-shared';
      readonly policy: string;
      readonly id: number;
      readonly otherId: number;
    }
  /** A router reported that a pair's path takes packets of so many octets (RFC 4301 8.2). */
  | { readonly kind: 'path-mtu'; readonly id: number; readonly octets: number }
  | { readonly kind: 'acquire'; readonly policy: string; readonly packet: string }
  | {
      readonly kind: 'sa-added';
      readonly id: number;
      readonly direction: 'inbound' | 'outbound';
      readonly spi: number;
      readonly policy: string;
      readonly suite: string;
      readonly mode: 'transport' | 'tunnel';
      readonly udpEncapsulated: boolean;
      readonly source: string;
      readonly destination: string;
      readonly encryptionKey: Secret;
      readonly salt: Secret;
      readonly integrityKey: Secret;
    }
  | {
      readonly kind: 'sa-removed';
      readonly id: number;
      readonly direction: 'inbound' | 'outbound';
      readonly spi: number;
    }
  | {
      readonly kind: 'sa-expired';
      readonly id: number;
      readonly reason: 'seconds' | 'kilobytes' | 'packets' | 'sequence';
    };
