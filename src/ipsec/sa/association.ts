/**
 * The state of a pair of SAs, or of a bundle of two (RFC 4301 4.4.2.1). The data path changes it in place.
 * A host may hold ten thousand pairs, so what is the same for many is apart.
 */

import type { Path } from '../../base/batch.ts';
import type { Instant } from '../../base/time.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { WordStore } from '../../base/word-store.ts';
import type { AhMac, EspOpener, EspSealer, Offloadable } from '../../crypto/provider.ts';
import { type ChecksumFix, checksumFixOf } from '../packet/checksum-fix.ts';
import type { PairLayout } from './layout.ts';
import type { PathMtu } from './path-mtu.ts';
import { ReplayWindow } from './replay.ts';
import type { SaPairParameters } from './sa.ts';
import { type PairTerms, termsOf } from './terms.ts';

/** Why a pair takes no more packets although it is still installed. */
export type EndReason = 'kilobytes' | 'packets' | 'sequence';

/**
 * A pair is worn when this much of a limit is used up. Each pair draws its own part between the
 * two, so that both ends of one do not begin to renew it with the same packet.
 */
export const WORN_LEAST = 0.8;
const WORN_MOST = 0.9;

/** What a pair has beside its parameters. */
export interface PairSurroundings {
  /** 32 random bits: how soon it counts as worn. */
  readonly wornDraw: number;
  /** Octets of an IP packet that the link takes. */
  readonly linkMtu: number;
  /** Its policy entry's selector, where that says the same: packets are compared with one object. */
  readonly selector?: TrafficSelector | undefined;
}

/** Two SAs that one quick mode made; either may still be missing. */
export class SaPair {
  readonly parameters: SaPairParameters;
  readonly selector: TrafficSelector;
  readonly terms: PairTerms;
  /** As a signed number: the half above 2^31 would be an object of its own. */
  readonly #wornDraw: number;
  /** What the path takes: as the link says, until something smaller is learned. */
  pathMtu: PathMtu;
  readonly createdAt: Instant;
  /** Where packets go out; the peer's NAT may move it. */
  path: Path;
  /** Another peer's pair is for the same traffic: see peer-flows.ts. */
  contested = false;
  readonly checksumFix: ChecksumFix | undefined;
  inbound: InboundSa | undefined;
  outbound: OutboundSa | undefined;
  ended: EndReason | undefined;
  /** `sink.worn` has been told. */
  worn = false;

  /** A pair without its halves. Throws a RangeError for a suite that cannot be. */
  constructor(
    parameters: SaPairParameters,
    { wornDraw, linkMtu, selector }: PairSurroundings,
    now: Instant,
  ) {
    this.parameters = parameters;
    this.selector = selector ?? parameters.selector;
    this.terms = termsOf(parameters, linkMtu);
    this.#wornDraw = wornDraw | 0;
    this.pathMtu = this.terms.linkPathMtu;
    this.createdAt = now;
    this.path = parameters.path;
    this.checksumFix = checksumFixOf(parameters);
  }

  get layout(): PairLayout {
    return this.terms.layout;
  }

  get authenticated(): boolean {
    return this.terms.authenticated;
  }

  /** The part of a limit at which the pair counts as worn, so that a new one can be had in time. */
  get wornPart(): number {
    return WORN_LEAST + (WORN_MOST - WORN_LEAST) * ((this.#wornDraw >>> 0) / 2 ** 32);
  }
}

/** What both directions count. */
export class SaUse {
  readonly pair: SaPair;
  readonly #spi: number;
  /** Hardware does all of its work. */
  readonly offloaded: boolean;
  packets = 0;
  /** Octets of the clear packets. */
  octets = 0;
  /** Octets that the cipher worked on, padding included: what a volume limit means (RFC 4301 4.4.2.1). */
  cipherOctets = 0;
  /** Packets that the cipher worked on, dummy packets included: what a limit of packets means. */
  cipherPackets = 0;
  lastUsedAt: Instant | undefined;

  constructor(pair: SaPair, spi: number, ...means: readonly (Offloadable | undefined)[]) {
    this.pair = pair;
    // As a signed number: the half above 2^31 would be an object of its own.
    this.#spi = spi | 0;
    this.offloaded = areOffloaded(means);
  }

  /** ESP's, or AH's where that is alone. */
  get spi(): number {
    return this.#spi >>> 0;
  }
}

/** What makes packets of ESP. */
export interface OutboundEsp {
  readonly spi: number;
  readonly sealer: EspSealer;
}

/** What makes packets of AH. */
export interface OutboundAh {
  readonly spi: number;
  readonly mac: AhMac;
}

/** The outbound half of a pair. Where it has ESP, it is itself what `esp` says. */
export class OutboundSa extends SaUse {
  readonly sealer: EspSealer | undefined;
  readonly ah: OutboundAh | undefined;
  /** The last sequence number sent; both SAs of a bundle count the same packets. */
  sequence = 0;

  constructor(pair: SaPair, spi: number, sealer: EspSealer | undefined, ah?: OutboundAh) {
    super(pair, spi, sealer, ah?.mac);
    this.sealer = sealer;
    this.ah = ah;
  }

  /** Undefined where AH is alone. */
  get esp(): OutboundEsp | undefined {
    return this.sealer === undefined ? undefined : (this as OutboundEsp);
  }
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

/** The inbound half of a pair. Where it has ESP, it is itself what `esp` says, and counts what came by ESP. */
export class InboundSa extends SaUse {
  readonly opener: EspOpener | undefined;
  readonly window: ReplayWindow;
  replayed = 0;
  late = 0;
  badIcv = 0;
  readonly ah: InboundAh | undefined;

  /** Throws a RangeError for a replay window that cannot be. */
  constructor(
    pair: SaPair,
    spi: number,
    opener: EspOpener | undefined,
    ah: OutboundAh | undefined,
    windows: WordStore,
  ) {
    super(pair, spi, opener, ah?.mac);
    this.opener = opener;
    this.window = windowOf(pair, windows);
    if (ah === undefined) return;
    const window = opener === undefined ? this.window : windowOf(pair, windows);
    this.ah = { spi: ah.spi, window, replayed: 0, late: 0, badIcv: 0, mac: ah.mac };
  }

  /** Undefined where AH is alone. */
  get esp(): InboundEsp | undefined {
    return this.opener === undefined ? undefined : (this as InboundEsp);
  }
}

function windowOf({ authenticated, parameters }: SaPair, windows: WordStore): ReplayWindow {
  // RFC 4303 3.4.3: no anti-replay where nothing proves the number. AH outside proves ESP's too.
  const size = authenticated ? parameters.replayWindow : 0;
  return new ReplayWindow(size, authenticated && parameters.esn, windows);
}

/** One of two that the computer itself does leaves the packet to it. */
function areOffloaded(means: readonly (Offloadable | undefined)[]): boolean {
  return means.every((one) => one === undefined || one.offloaded === true);
}
