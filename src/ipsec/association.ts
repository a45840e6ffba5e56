/** The state of a pair of SAs, or of a bundle of two (RFC 4301 4.4.2.1). The data path changes it in place. */

import type { Path } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import type { TrafficSelector } from '../base/traffic.ts';
import type { WordStore } from '../base/word-store.ts';
import { authenticates, isConfidential } from '../crypto/protection.ts';
import type { AhMac, EspOpener, EspSealer, Offloadable } from '../crypto/provider.ts';
import { type ChecksumFix, checksumFixOf } from './checksum-fix.ts';
import { layoutOf, type PairLayout } from './layout.ts';
import { newPathMtu, type PathMtu } from './path-mtu.ts';
import { ReplayWindow } from './replay.ts';
import type { SaPairParameters } from './sa.ts';

/** Why a pair takes no more packets although it is still installed. */
export type EndReason = 'kilobytes' | 'packets' | 'sequence';

/** Two SAs that one quick mode made; either may still be missing. */
export interface SaPair {
  readonly parameters: SaPairParameters;
  readonly selector: TrafficSelector;
  readonly layout: PairLayout;
  readonly confidential: boolean;
  readonly authenticated: boolean;
  /** Octets that each half may protect; Infinity if the volume is not limited. */
  readonly limitOctets: number;
  /** Packets that each half may carry; Infinity if they are not limited. */
  readonly limitPackets: number;
  /** The part of a limit at which the pair counts as worn, so that a new one can be had in time. */
  readonly wornPart: number;
  /** The last sequence number that there is for it. */
  readonly lastSequence: number;
  /** Octets of an IP packet that the link takes: the path's MTU until a smaller one is learned. */
  readonly linkMtu: number;
  readonly pathMtu: PathMtu;
  readonly createdAt: Instant;
  /** Where packets go out; the peer's NAT may move it. */
  path: Path;
  /** Another peer's pair is for the same traffic: see peer-flows.ts. */
  contested: boolean;
  readonly checksumFix: ChecksumFix | undefined;
  inbound: InboundSa | undefined;
  outbound: OutboundSa | undefined;
  ended: EndReason | undefined;
  /** `sink.worn` has been told. */
  worn: boolean;
}

/** What both directions count. */
export interface SaUse {
  readonly pair: SaPair;
  /** ESP's, or AH's where that is alone. */
  readonly spi: number;
  /** Hardware does all of its work. */
  readonly offloaded: boolean;
  packets: number;
  /** Octets of the clear packets. */
  octets: number;
  /** Octets that the cipher worked on, padding included: what a volume limit means (RFC 4301 4.4.2.1). */
  cipherOctets: number;
  /** Packets that the cipher worked on, dummy packets included: what a limit of packets means. */
  cipherPackets: number;
  lastUsedAt: Instant | undefined;
}

export interface OutboundSa extends SaUse {
  readonly esp: { readonly spi: number; readonly sealer: EspSealer } | undefined;
  readonly ah: { readonly spi: number; readonly mac: AhMac } | undefined;
  /** The last sequence number sent; both SAs of a bundle count the same packets. */
  sequence: number;
}

export interface InboundSa extends SaUse {
  readonly esp: InboundEsp | undefined;
  readonly ah: InboundAh | undefined;
}

/** What one protocol's SA knows of the packets that came by it. */
export interface Arrivals {
  readonly spi: number;
  readonly window: ReplayWindow;
  replayed: number;
  late: number;
  badIcv: number;
}

export interface InboundEsp extends Arrivals {
  readonly opener: EspOpener;
}

export interface InboundAh extends Arrivals {
  readonly mac: AhMac;
}

/** The last sequence number that there is: the counter must not wrap (RFC 4303 3.3.3). */
export const LAST_SEQUENCE = 0xffff_ffff;
/** The same for 64 bits, short of 2^64: the last that a number holds, and out of any SA's reach. */
const LAST_EXTENDED_SEQUENCE = Number.MAX_SAFE_INTEGER;

/** What a pair has beside its parameters. */
export interface PairSurroundings {
  readonly wornPart: number;
  readonly linkMtu: number;
  /** Its policy entry's selector, where that says the same: packets are compared with one object. */
  readonly selector?: TrafficSelector | undefined;
}

/** A pair without its halves. Throws a RangeError for a suite that cannot be. */
export function newPair(
  parameters: SaPairParameters,
  { wornPart, linkMtu, selector }: PairSurroundings,
  now: Instant,
): SaPair {
  const { lifetimeKilobytes, lifetimePackets } = parameters;
  const layout = layoutOf(parameters, parameters.localAddress.version);
  return {
    parameters,
    selector: selector ?? parameters.selector,
    layout,
    confidential: isConfidential(parameters),
    authenticated: authenticates(parameters),
    limitOctets: lifetimeKilobytes === 0 ? Number.POSITIVE_INFINITY : lifetimeKilobytes * 1024,
    limitPackets: lifetimePackets === 0 ? Number.POSITIVE_INFINITY : lifetimePackets,
    wornPart,
    lastSequence: parameters.esn ? LAST_EXTENDED_SEQUENCE : LAST_SEQUENCE,
    linkMtu,
    pathMtu: newPathMtu({ parameters, layout }, linkMtu),
    createdAt: now,
    path: parameters.path,
    contested: false,
    checksumFix: checksumFixOf(parameters),
    inbound: undefined,
    outbound: undefined,
    ended: undefined,
    worn: false,
  };
}

/** What makes the packets of an outbound half. */
export type OutboundMeans = Pick<OutboundSa, 'esp' | 'ah'>;

export function newOutboundSa(pair: SaPair, spi: number, { esp, ah }: OutboundMeans): OutboundSa {
  return {
    pair,
    spi,
    offloaded: areOffloaded(esp?.sealer, ah?.mac),
    packets: 0,
    octets: 0,
    cipherOctets: 0,
    cipherPackets: 0,
    lastUsedAt: undefined,
    esp,
    ah,
    sequence: 0,
  };
}

/** What opens the packets of an inbound half. */
export interface InboundMeans {
  readonly esp: { readonly spi: number; readonly opener: EspOpener } | undefined;
  readonly ah: { readonly spi: number; readonly mac: AhMac } | undefined;
}

/** Throws a RangeError for a replay window that cannot be. */
export function newInboundSa(
  pair: SaPair,
  spi: number,
  { esp, ah }: InboundMeans,
  windows: WordStore,
): InboundSa {
  return {
    pair,
    spi,
    offloaded: areOffloaded(esp?.opener, ah?.mac),
    packets: 0,
    octets: 0,
    cipherOctets: 0,
    cipherPackets: 0,
    lastUsedAt: undefined,
    esp: esp && {
      spi: esp.spi,
      window: windowOf(pair, windows),
      replayed: 0,
      late: 0,
      badIcv: 0,
      opener: esp.opener,
    },
    ah: ah && {
      spi: ah.spi,
      window: windowOf(pair, windows),
      replayed: 0,
      late: 0,
      badIcv: 0,
      mac: ah.mac,
    },
  };
}

function windowOf({ authenticated, parameters }: SaPair, windows: WordStore): ReplayWindow {
  // RFC 4303 3.4.3: no anti-replay where nothing proves the number. AH outside proves ESP's too.
  const size = authenticated ? parameters.replayWindow : 0;
  return new ReplayWindow(size, authenticated && parameters.esn, windows);
}

/** One of two that the computer itself does leaves the packet to it. */
function areOffloaded(...means: readonly (Offloadable | undefined)[]): boolean {
  return means.every((one) => one === undefined || one.offloaded === true);
}
