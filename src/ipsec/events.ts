/** What the data plane reports. */

import type { Secret } from '../base/secret.ts';
import type { Instant } from '../base/time.ts';
import type { DriverModeName } from './clear/driver-mode.ts';
import type { DiagnosticLine } from './diagnostics.ts';
import type { SaProtocol } from './sa/sad.ts';

/** Why a packet did not pass. Every reason has its counter. */
export type DropReason =
  | 'malformed'
  | 'unknown-spi'
  | 'replayed'
  | 'bad-icv'
  /** A packet of a bundle without its AH or without its ESP (RFC 4301 5.2: protected as the SA says). */
  | 'bundle-incomplete'
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
  | 'unprotected-error'
  /** The driver's mode lets nothing pass but exemptions. */
  | 'blocked-by-mode'
  /** In the stateful mode: it answers nothing that this host sent. */
  | 'no-reply-to-anything'
  /** It waited for an SA of a policy entry that is gone. */
  | 'policy-changed';

/** Why a soft SA is over. */
export type SoftEndReason =
  | 'expired'
  | 'negotiated'
  | 'policy-change'
  | 'service-stop'
  | 'deleted'
  /** There were too many, and no other was silent for longer. */
  | 'displaced';

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
      /** A bundle has an event for each of its SAs. */
      readonly protocol: SaProtocol;
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
  /** The driver cannot use an SA that was negotiated. */
  | {
      readonly kind: 'sa-refused';
      readonly id: number;
      readonly direction: 'inbound' | 'outbound';
      readonly spi: number;
      readonly policy: string;
      readonly reason: string;
    }
  | {
      readonly kind: 'sa-removed';
      readonly id: number;
      readonly direction: 'inbound' | 'outbound';
      readonly protocol: SaProtocol;
      readonly spi: number;
    }
  | {
      readonly kind: 'sa-expired';
      readonly id: number;
      readonly reason: 'seconds' | 'kilobytes' | 'packets' | 'sequence';
    }
  /** The driver goes into another mode; `before` is absent the first time. */
  | {
      readonly kind: 'driver-mode';
      readonly before: DriverModeName | undefined;
      readonly after: DriverModeName;
    }
  /** A flow that policy protects goes in clear from now on, until then. */
  | {
      readonly kind: 'soft-sa-added';
      readonly policy: string;
      readonly local: string;
      readonly remote: string;
      readonly expiresAt: Instant;
    }
  | {
      readonly kind: 'soft-sa-removed';
      readonly policy: string;
      readonly local: string;
      readonly remote: string;
      readonly reason: SoftEndReason;
    }
  /** A packet that policy protects came in clear and was let in. */
  | {
      readonly kind: 'clear-text-accepted';
      readonly packet: string;
      readonly policy: string;
      readonly reason: 'inbound-pass-through' | 'soft-sa' | 'default-response';
    }
  /** What the driver dropped since the last report, as far as its diagnostics level says. */
  | {
      readonly kind: 'driver-diagnostics';
      readonly level: number;
      readonly seconds: number;
      readonly lines: readonly DiagnosticLine[];
      /** Drops that are in none of the lines. */
      readonly more: number;
    };
