/** The state of a pair of ESP SAs (RFC 4301 4.4.2.1). The data path changes it in place. */

import type { Path } from '../base/batch.ts';
import type { Instant } from '../base/time.ts';
import {
  type EspLayout,
  encrypts,
  espLayout,
  INTEGRITY,
  isCombined,
} from '../crypto/algorithms.ts';
import type { EspOpener, EspSealer } from '../crypto/provider.ts';
import { type ChecksumFix, checksumFixOf } from './checksum-fix.ts';
import { newPathMtu, type PathMtu } from './path-mtu.ts';
import { ReplayWindow } from './replay.ts';
import type { SaPairParameters } from './sa.ts';
import { type CompiledSelector, compileSelector } from './selector.ts';

/** Why a pair takes no more packets although it is still installed. */
export type EndReason = 'kilobytes' | 'packets' | 'sequence';

/** Two SAs that one quick mode made; either may still be missing. */
export interface SaPair {
  readonly parameters: SaPairParameters;
  readonly selector: CompiledSelector;
  readonly layout: EspLayout;
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
  readonly spi: number;
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
  readonly sealer: EspSealer;
  /** The last sequence number sent. */
  sequence: number;
}

export interface InboundSa extends SaUse {
  readonly opener: EspOpener;
  readonly window: ReplayWindow;
  replayed: number;
  late: number;
  badIcv: number;
}

/** The last sequence number that there is: the counter must not wrap (RFC 4303 3.3.3). */
export const LAST_SEQUENCE = 0xffff_ffff;
/** The same for 64 bits, short of 2^64: the last that a number holds, and out of any SA's reach. */
const LAST_EXTENDED_SEQUENCE = Number.MAX_SAFE_INTEGER;

/** What a pair has beside its parameters. */
export interface PairSurroundings {
  readonly wornPart: number;
  readonly linkMtu: number;
}

/** A pair without its halves. Throws a RangeError for a suite that cannot be. */
export function newPair(
  parameters: SaPairParameters,
  { wornPart, linkMtu }: PairSurroundings,
  now: Instant,
): SaPair {
  const { suite, lifetimeKilobytes, lifetimePackets } = parameters;
  const layout = espLayout(suite);
  return {
    parameters,
    selector: compileSelector(parameters.selector),
    layout,
    confidential: encrypts(suite.encryption),
    authenticated: isCombined(suite.encryption) || INTEGRITY[suite.integrity].icvOctets > 0,
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

export function newOutboundSa(pair: SaPair, spi: number, sealer: EspSealer): OutboundSa {
  return { ...unused(pair, spi), sealer, sequence: 0 };
}

/** Throws a RangeError for a replay window that cannot be. */
export function newInboundSa(pair: SaPair, spi: number, opener: EspOpener): InboundSa {
  // RFC 4303 3.4.3: no anti-replay where nothing proves the number.
  const { authenticated, parameters } = pair;
  const size = authenticated ? parameters.replayWindow : 0;
  const window = new ReplayWindow(size, authenticated && parameters.esn);
  return { ...unused(pair, spi), opener, window, replayed: 0, late: 0, badIcv: 0 };
}

function unused(pair: SaPair, spi: number): SaUse {
  return {
    pair,
    spi,
    packets: 0,
    octets: 0,
    cipherOctets: 0,
    cipherPackets: 0,
    lastUsedAt: undefined,
  };
}
