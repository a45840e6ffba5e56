/**
 * Proposals of one number are one unit (RFC 2408 4.2): ESP, AH, or both, of which each gets one
 * transform chosen.
 */

import { readU32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../wire/isakmp/sa.ts';
import { PROTOCOL, protocolName } from '../../wire/numbers/isakmp.ts';
import { type AttributeSet, readAttributes } from './attribute-set.ts';
import { LIFE } from './quick-mode-transform.ts';

/** One transform of each proposal of a unit. */
export interface Combination {
  readonly esp: Chosen | undefined;
  readonly ah: Chosen | undefined;
  readonly isEspFirst: boolean;
}

/** A transform with its proposal. */
export interface Chosen {
  readonly proposal: Proposal;
  readonly transform: Transform;
  /** What the transform says. */
  readonly attributes: AttributeSet;
}

/** The units of an SA payload, in its order. */
export function unitsOf({ proposals }: SaPayload): readonly (readonly Proposal[])[] {
  const units: Proposal[][] = [];
  for (const proposal of proposals) {
    const last = units.at(-1);
    if (last?.[0]?.number === proposal.number) last.push(proposal);
    else units.push([proposal]);
  }
  return units;
}

/** The parts of a combination in the order in which their proposals came. */
export function partsOf({ ah, esp, isEspFirst }: Combination): Chosen[] {
  const parts = isEspFirst ? [esp, ah] : [ah, esp];
  return parts.filter((one) => one !== undefined);
}

/**
 * Every way to choose a transform of each proposal of a unit, AH's in turn for each of ESP's; those
 * that `fits` refuses are left out before they are combined. None if the unit cannot be used.
 */
export function combinationsOf(
  unit: readonly Proposal[],
  fits: (one: Chosen) => boolean,
): Combination[] {
  if (faultsOfUnit(unit).length > 0) return [];
  const of = (protocol: number) => chosenOf(unit, protocol).filter(fits);
  const isThere = (protocol: number) => unit.some((proposal) => proposal.protocol === protocol);
  const isEspFirst = unit[0]?.protocol === PROTOCOL.esp;
  if (!isThere(PROTOCOL.ah))
    return of(PROTOCOL.esp).map((esp) => ({ esp, ah: undefined, isEspFirst }));
  const ahs = of(PROTOCOL.ah);
  if (!isThere(PROTOCOL.esp)) return ahs.map((ah) => ({ esp: undefined, ah, isEspFirst }));
  return combined(of(PROTOCOL.esp), ahs, isEspFirst);
}

/** Every transform of a unit for a protocol. */
function chosenOf(unit: readonly Proposal[], protocol: number): Chosen[] {
  const all: Chosen[] = [];
  for (const proposal of unit) {
    if (proposal.protocol !== protocol) continue;
    for (const transform of proposal.transforms)
      all.push({ proposal, transform, attributes: readAttributes(transform.attributes, LIFE) });
  }
  return all;
}

/** A few hundred transforms make ten thousands of combinations: what is beyond the bound is not looked at. */
function combined(
  esps: readonly Chosen[],
  ahs: readonly Chosen[],
  isEspFirst: boolean,
): Combination[] {
  const all: Combination[] = [];
  for (const esp of esps) {
    for (const ah of ahs) {
      if (all.length >= LIMITS.combinationsPerSa) return all;
      all.push({ esp, ah, isEspFirst });
    }
  }
  return all;
}

/** What keeps a unit from being used, whatever its transforms are. */
export function faultsOfUnit(unit: readonly Proposal[]): string[] {
  const names = unit.map(({ protocol }) => protocolName(protocol));
  const isSpoken = unit.every(
    ({ protocol }) => protocol === PROTOCOL.esp || protocol === PROTOCOL.ah,
  );
  const faults: string[] = [];
  if (unit.length > 1 && (!isSpoken || new Set(names).size < names.length))
    faults.push(`a bundle of ${names.join(' and ')}`);
  else if (!isSpoken) faults.push(`protocol ${names.join()}`);
  for (const { spi } of unit) {
    if (spi.length !== 4) faults.push(`an SPI of ${spi.length} octets`);
    // RFC 4303 2.1, RFC 4302 2.4: SPIs 0 to 255 are reserved.
    else if (readU32(spi, 0) < 256) faults.push(`the reserved SPI ${readU32(spi, 0)}`);
  }
  return faults;
}
