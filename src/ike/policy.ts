/** What the engine asks of policy: plain data, and one port that the host answers. */

import type { Address, Endpoint } from '../base/address.ts';
import type { Secret } from '../base/secret.ts';
import type { Instant } from '../base/time.ts';
import {
  DEFAULT_TUNNEL_HEADER,
  type EncapsulationMode,
  type TrafficSelector,
  type TunnelHeaderPolicy,
} from '../base/traffic.ts';
import type {
  AhIntegrity,
  CbcName,
  EspSuite,
  GroupId,
  HashName,
  Protection,
} from '../crypto/provider.ts';
import type { IdentificationPayload } from '../wire/isakmp/payload.ts';
import type { Authentication } from './auth/credentials.ts';

/** One acceptable set of phase 1 attributes (RFC 2409 App. A). */
export interface MainModeProposal {
  readonly encryption: CbcName;
  /** 64, 192 (3DES), 128, 192 or 256. */
  readonly keyBits: number;
  readonly hash: HashName;
  readonly group: GroupId;
}

/** One acceptable method of a quick mode: ESP, AH, or both in one bundle. */
export type QuickModeProposal = Protection & {
  /** In place of the policy entry's: Windows' methods have a lifetime each. */
  readonly lifetime?: Lifetime | undefined;
};

/** An identity as a person writes it (RFC 2407 4.6.2). */
export interface IdentityConfig {
  readonly type: 'address' | 'fqdn' | 'user-fqdn' | 'key-id' | 'dn';
  /** The address, name, or key ID as text; a distinguished name as `C=XX, O=Lab, CN=alpha`. */
  readonly value: string;
}

/** Retransmission and waiting, in milliseconds. */
export interface TimerProfile {
  readonly name: 'default' | 'lab' | 'windows-2003';
  /** The gaps before each retransmission; after the last gap has passed unanswered the exchange fails. */
  readonly retransmitGaps: readonly number[];
  /** A responder of main mode repeats its last message by timer too, as Windows 2003 does. */
  readonly responderRetransmits: boolean;
  /** How long a half-open main mode may last. */
  readonly halfOpen: number;
}

export interface Lifetime {
  readonly seconds: number;
  /** 0 = not limited by volume. */
  readonly kilobytes: number;
}

/** How the SAs with a peer are renewed, watched over and ended. */
export interface KeepingPolicy {
  /** Renew both phases before they expire (RFC 2408 4.3); else they end and are made anew when wanted. */
  readonly rekey: boolean;
  /** RFC 3706: ask a peer that has been silent for so long whether it lives; undefined: never ask. */
  readonly dpd: { readonly idleSeconds: number } | undefined;
  /** Set the commit bit as a responder of quick mode and send CONNECTED (RFC 2408 3.1). */
  readonly commitBit: boolean;
  /** Say INITIAL-CONTACT with the first main mode after a start (RFC 2407 4.6.3.3). */
  readonly initialContact: boolean;
  /** What an offer that asks for a longer lifetime than one's own gets (RFC 2407 4.5.4). */
  readonly longerLifetime: 'notify' | 'refuse' | 'shorten-silently';
  /**
   * How many quick modes a main mode may carry; 0 = any number. With 1 and a PFS group the identities
   * have forward secrecy too (RFC 2409 8).
   */
  readonly quickModesPerMainMode: number;
  /** End a pair that no packet has used for so long, in either direction; never unless said. */
  readonly idle?: IdleLimits | undefined;
}

/** How long a pair may be idle, in seconds. */
interface IdleLimits {
  readonly seconds: number;
  /** With a peer that says it is one of a cluster (NLBS_PRESENT). */
  readonly clusterSeconds: number;
}

export const DEFAULT_KEEPING: KeepingPolicy = {
  rekey: true,
  dpd: undefined,
  commitBit: false,
  initialContact: true,
  longerLifetime: 'notify',
  quickModesPerMainMode: 0,
};

/** What a host sends and takes where the RFCs leave room. */
export interface Dialect {
  readonly name: 'default' | 'windows-2003';
  /** `accept`: as a responder only; `initiate`: this host begins with it, and accepts it. */
  readonly aggressive: 'never' | 'accept' | 'initiate';
  /** Refuse what is weak: DES, MD5, groups 1 and 2, aggressive mode with a pre-shared key. */
  readonly refuseWeak: boolean;
}

export const DEFAULT_DIALECT: Dialect = {
  name: 'default',
  aggressive: 'never',
  refuseWeak: false,
};

/** What the ESP SAs of a policy entry have besides algorithms. */
export interface EspExtras {
  /** Extended sequence numbers (RFC 4304): `offer` proposes and takes both, preferring them. */
  readonly esn: 'off' | 'offer' | 'require';
  /** Packets that either SA may carry; 0 = not limited. */
  readonly lifetimePackets: number;
  /** Tunnel mode: fill inner packets up to so many octets (RFC 4303 2.7); 0 = no TFC padding. */
  readonly tfcOctets: number;
  readonly tunnelHeader: TunnelHeaderPolicy;
}

export const DEFAULT_ESP_EXTRAS: EspExtras = {
  esn: 'off',
  lifetimePackets: 0,
  tfcOctets: 0,
  tunnelHeader: DEFAULT_TUNNEL_HEADER,
};

/** Everything main mode needs to know about one peer. */
export interface PeerPolicy {
  readonly name: string;
  /** Undefined: any address (responder only). */
  readonly address: Address | undefined;
  /** UDP port of the peer's IKE, normally 500. */
  readonly port: number;
  /** The local address to speak from. */
  readonly localAddress: Address;
  readonly proposals: readonly MainModeProposal[];
  /** What this host may prove itself with, in the order of preference; at least one. */
  readonly authentication: readonly Authentication[];
  /** Undefined: the local address. */
  readonly localIdentity: IdentityConfig | undefined;
  /** Identities accepted of the peer. Undefined: any identity that is proved. */
  readonly remoteIdentity: IdentityConfig | undefined;
  readonly lifetime: Lifetime;
  /** `auto`: RFC 3947 detection; `force`: claim a NAT so that both encapsulate; `off`: no NAT payloads. */
  readonly natTraversal: 'auto' | 'force' | 'off';
  readonly natKeepaliveSeconds: number;
  readonly timers: TimerProfile;
  readonly keeping: KeepingPolicy;
  readonly dialect: Dialect;
  /** A packet from its address under an unknown SPI makes this host begin; true unless said. */
  readonly promptedBySpi?: boolean | undefined;
}

/** Everything quick mode needs to know about one protected policy entry. */
export interface ChildPolicy {
  readonly name: string;
  /** The name of the PeerPolicy whose main mode protects it. */
  readonly peer: string;
  readonly mode: EncapsulationMode;
  readonly selector: TrafficSelector;
  readonly proposals: readonly QuickModeProposal[];
  readonly pfsGroup: GroupId | undefined;
  readonly lifetime: Lifetime;
  readonly replayWindow: number;
  /** Send IDci and IDcr even where they are the peers' own addresses. */
  readonly sendIdentities: boolean;
  readonly extras: EspExtras;
  /**
   * What a peer asks for goes by the first entry that covers it, not by the one that is exactly it: the
   * packets of this side will meet the first one too.
   */
  readonly firstCovers?: boolean | undefined;
  /** PFS by the group that main mode used, whatever `pfsGroup` says. */
  readonly pfsOfMainMode?: boolean | undefined;
  /** Where nobody at all answers, go on in clear for so long; never unless said. */
  readonly soft?: { readonly expirySeconds: number } | undefined;
}

/** Answered by the host from its configuration. */
export interface PolicyPort {
  /** A first message that no policy is for is a failure to report, not only a message to drop. */
  readonly strangersFail?: boolean | undefined;
  /**
   * The peer policy for an address: an exact match, else one for any address, of which the identity
   * that aggressive mode states picks one. `local` is where it asks.
   */
  peerFor(
    remote: Address,
    identity?: IdentificationPayload,
    local?: Address,
  ): PeerPolicy | undefined;
  /** `remote` is where it is now, where its address is any: its pre-shared key may go by that. */
  peerNamed(name: string, remote?: Address): PeerPolicy | undefined;
  /**
   * The name of the one entry by which a peer's request is answered, where the first entry that covers
   * it decides alone; undefined where that protects nothing. `ends` is the traffic as this host's
   * addresses have it, whatever a NAT shows. Without this any entry that covers it may serve.
   */
  deciding?(peerName: string, traffic: TrafficSelector, ends: TrafficSelector): string | undefined;
  /** All protected entries of a peer, in the order of the SPD. */
  childrenOf(peerName: string): readonly ChildPolicy[];
  childNamed(name: string): ChildPolicy | undefined;
}

/** What the peer says that the two addresses were before a NAT changed them (NAT-OA, RFC 3947 5.2). */
export interface OriginalAddresses {
  readonly peer: Address;
  /** This host's, as the peer knows it. */
  readonly self: Address | undefined;
}

/** The addresses of a transport packet as its sender knows them, seen from this host. */
export interface CoveredAddresses {
  readonly local: Address;
  readonly remote: Address;
}

/** One direction of a pair: the SA of ESP, or of AH where that is alone. */
export interface NegotiatedHalf {
  readonly spi: number;
  readonly keymat: Secret;
  /** Of a bundle: the SA of the AH outside. */
  readonly ah?: { readonly spi: number; readonly keymat: Secret } | undefined;
}

/** A pair of SAs, or a bundle of two, that a finished quick mode hands to the data plane. Keys are KEYMAT, divided. */
export interface NegotiatedChild {
  /** Unique in this host, for deletes and display. */
  readonly id: number;
  readonly child: ChildPolicy;
  readonly peerName: string;
  readonly role: 'initiator' | 'responder';
  /** ESP's algorithms; undefined where AH is alone. */
  readonly suite: EspSuite | undefined;
  /** AH's; absent where ESP is alone. */
  readonly ah?: AhIntegrity | undefined;
  readonly mode: EncapsulationMode;
  /** True for modes 3 and 4 of RFC 3947. */
  readonly udpEncapsulated: boolean;
  readonly selector: TrafficSelector;
  /** Their keys are empty once they are forgotten. */
  readonly inbound: NegotiatedHalf;
  readonly outbound: NegotiatedHalf;
  /** Where IKE speaks: ESP in UDP uses the same pair of endpoints. */
  readonly localEndpoint: Endpoint;
  /** The one thing of a pair that changes: when the peer's NAT gives it another port or address. */
  remoteEndpoint: Endpoint;
  readonly remoteBehindNat: boolean;
  /** Packets that prove themselves may come from elsewhere, and answers then go there (RFC 3947 7). */
  readonly remoteMayMove: boolean;
  /** Addresses that the peer's TCP and UDP checksums cover, where they may not be the packet's. */
  readonly covered: CoveredAddresses | 'unknown' | undefined;
  /** What main mode has proved the other end to be. */
  readonly remoteIdentity: string;
  readonly lifetime: Lifetime;
  readonly replayWindow: number;
  readonly extras: EspExtras;
  /** Agreed: 64-bit sequence numbers (RFC 4304). */
  readonly esn: boolean;
  readonly natKeepaliveSeconds: number;
  readonly behindNat: boolean;
  /** The data plane has both halves: nothing installs them once more. */
  forgetKeys(): void;
}

/** The data plane as the engine sees it: it reserves SPIs and takes finished pairs. */
export interface SaPort {
  /** A fresh inbound SPI (RFC 4303 2.1: 256 or more), reserved until installed or released; undefined if none is left. */
  reserveSpi(): number | undefined;
  releaseSpi(spi: number): void;
  /**
   * Installs both SAs. A responder installs the inbound half when it answers (`inbound-only`)
   * and the outbound half with message 3; an initiator installs both.
   */
  install(pair: NegotiatedChild, part: 'both' | 'inbound-only' | 'outbound-only'): void;
  remove(id: number): void;
  /** UDP-encapsulated pairs of an other end send to another endpoint from now on; answers how many. */
  move(peerName: string, remoteIdentity: string, from: Endpoint, to: Endpoint): number;
  /** Packets leave by this pair only where no other serves its policy entry: it is about to go. */
  standDown(id: number): void;
  /** When a pair last received a packet whose integrity check value was right. */
  lastInbound(id: number): Instant | undefined;
  /** When a pair last carried a packet, either way. */
  lastUsed(id: number): Instant | undefined;
}
