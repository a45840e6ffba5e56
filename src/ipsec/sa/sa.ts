/** A security association as the SAD is given it (RFC 4301 4.4.2). */

import type { Address } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import type { EncapsulationMode, TrafficSelector, TunnelHeaderPolicy } from '../../base/traffic.ts';
import type { AhIntegrity, EspKeys, EspSuite } from '../../crypto/provider.ts';

/** What both SAs of a pair share. */
export interface SaPairParameters {
  /** Unique in this host. */
  readonly id: number;
  /** Name of the SPD entry it was made for. */
  readonly policy: string;
  /** ESP's algorithms; undefined where AH is alone. */
  readonly suite: EspSuite | undefined;
  /** AH's; absent where ESP is alone. With both, ESP is inside. */
  readonly ah?: AhIntegrity | undefined;
  readonly mode: EncapsulationMode;
  /** ESP inside UDP (RFC 3948): then `path.carrier` is `udp`, else `link`. */
  readonly udpEncapsulated: boolean;
  readonly selector: TrafficSelector;
  /** Outer addresses of a tunnel; in transport mode the packet's own. */
  readonly localAddress: Address;
  readonly remoteAddress: Address;
  /** Where the protected packets go out, at first. */
  readonly path: Path;
  /** Who the peer is, besides its address; absent where one address is one peer. */
  readonly peer?: string | undefined;
  /** Absent where ESP does not travel in UDP. */
  readonly nat?: NatTraits | undefined;
  readonly lifetimeSeconds: number;
  /** 0 = not limited. */
  readonly lifetimeKilobytes: number;
  /** Packets that either SA may carry; 0 = not limited. */
  readonly lifetimePackets: number;
  /** 64-bit sequence numbers, of which the low half travels (RFC 4303 2.2.1). */
  readonly esn: boolean;
  /** Tunnel mode: inner packets are filled up to so many octets (RFC 4303 2.7); 0 = not. */
  readonly tfcOctets: number;
  readonly tunnelHeader: TunnelHeaderPolicy;
  /** Packets, 32 to 8192; 0 = no anti-replay, for keys set by hand (RFC 4303 3.3.3). */
  readonly replayWindow: number;
}

/** What a pair whose packets go through a NAT has besides. */
export interface NatTraits {
  /** It is behind a NAT, where others may be that have the same traffic. */
  readonly remoteBehindNat: boolean;
  /** The newest packet that proves itself says where the peer is (RFC 3947 7). */
  readonly remoteMayMove: boolean;
  /** The addresses that the peer's TCP and UDP checksums cover, in transport mode. */
  readonly covered: { readonly local: Address; readonly remote: Address } | 'unknown' | undefined;
}

/** One direction's SPI and keys: of ESP, or of AH where that is alone, whose key is `keys.integrity`. */
export interface SaHalf {
  readonly spi: number;
  readonly keys: EspKeys;
  /** Of a bundle: the AH outside. */
  readonly ah?: { readonly spi: number; readonly key: Uint8Array } | undefined;
}
