/** The state of a pair of ESP SAs (RFC 4301 4.4.2.1). The data path changes it in place. */

import type { Instant } from '../base/time.ts';
import { type EspLayout, espLayout, INTEGRITY, isCombined } from '../crypto/algorithms.ts';
import type { EspOpener, EspSealer } from '../crypto/provider.ts';
import { ReplayWindow } from './replay.ts';
import type { SaPairParameters } from './sa.ts';
import { type CompiledSelector, compileSelector } from './selector.ts';

/** Why a pair takes no more packets although it is still installed. */
export type EndReason = 'kilobytes' | 'sequence';

/** Two SAs that one quick mode made; either may still be missing. */
export interface SaPair {
  readonly parameters: SaPairParameters;
  readonly selector: CompiledSelector;
  readonly layout: EspLayout;
  readonly confidential: boolean;
  readonly authenticated: boolean;
  /** Octets that each half may protect; Infinity if the volume is not limited. */
  readonly limitOctets: number;
  readonly createdAt: Instant;
  inbound: InboundSa | undefined;
  outbound: OutboundSa | undefined;
  ended: EndReason | undefined;
}

/** What both directions count. */
interface SaUse {
  readonly spi: number;
  packets: number;
  /** Octets of the clear packets. */
  octets: number;
  /** Octets that the cipher worked on, padding included: what a volume limit means (RFC 4301 4.4.2.1). */
  cipherOctets: number;
  lastUsedAt: Instant | undefined;
}

export interface OutboundSa extends SaUse {
  readonly pair: SaPair;
  readonly sealer: EspSealer;
  /** The last sequence number sent. */
  sequence: number;
}

export interface InboundSa extends SaUse {
  readonly pair: SaPair;
  readonly opener: EspOpener;
  readonly window: ReplayWindow;
  replayed: number;
  late: number;
  badIcv: number;
}

/** The last sequence number that there is: the counter must not wrap (RFC 4303 3.3.3). */
export const LAST_SEQUENCE = 0xffff_ffff;

/** A pair without its halves. Throws a RangeError for a suite that cannot be. */
export function newPair(parameters: SaPairParameters, now: Instant): SaPair {
  const { suite, lifetimeKilobytes } = parameters;
  return {
    parameters,
    selector: compileSelector(parameters.selector),
    layout: espLayout(suite),
    confidential: suite.encryption !== 'null',
    authenticated: isCombined(suite.encryption) || INTEGRITY[suite.integrity].icvOctets > 0,
    limitOctets: lifetimeKilobytes === 0 ? Number.POSITIVE_INFINITY : lifetimeKilobytes * 1024,
    createdAt: now,
    inbound: undefined,
    outbound: undefined,
    ended: undefined,
  };
}

export function newOutboundSa(pair: SaPair, spi: number, sealer: EspSealer): OutboundSa {
  return { pair, ...unused(spi), sealer, sequence: 0 };
}

/** Throws a RangeError for a replay window that cannot be. */
export function newInboundSa(pair: SaPair, spi: number, opener: EspOpener): InboundSa {
  const window = new ReplayWindow(pair.parameters.replayWindow);
  return { pair, ...unused(spi), opener, window, replayed: 0, late: 0, badIcv: 0 };
}

function unused(spi: number): SaUse {
  return { spi, packets: 0, octets: 0, cipherOctets: 0, lastUsedAt: undefined };
}
