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
  | 'fragment';

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
      readonly reason: 'seconds' | 'kilobytes' | 'sequence';
    };
