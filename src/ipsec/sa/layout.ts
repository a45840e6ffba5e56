/** What stands around a payload that a pair protects: ESP, AH, or ESP inside AH. */

import { type EspLayout, espLayout, INTEGRITY } from '../../crypto/algorithms.ts';
import type { ProtectionParts } from '../../crypto/protection.ts';
import type { AhIntegrity } from '../../crypto/provider.ts';
import { AH_FIXED_OCTETS } from '../../wire/ah.ts';
import { cipherOctetsFor, espPacketOctets, largestPayload, payloadAt } from '../packet/esp.ts';

export interface PairLayout {
  /** Octets of the AH header with its padding; 0 without AH. */
  readonly ahOctets: number;
  /** Undefined where AH is alone. */
  readonly esp: EspLayout | undefined;
}

/** Layouts by what they are of: there are some hundreds in all, and each SA has one. */
const LAYOUTS = new Map<string, PairLayout>();

/** The layout of a pair's packets between addresses of a version. Throws a RangeError for what cannot be. */
export function layoutOf({ suite, ah }: ProtectionParts, version: 4 | 6): PairLayout {
  const name = `${suite?.encryption} ${suite?.keyBits} ${suite?.integrity} ${ah} ${version}`;
  let layout = LAYOUTS.get(name);
  if (layout === undefined) {
    const ahOctets = ah === undefined ? 0 : ahHeaderOctets(ah, version);
    layout = { ahOctets, esp: suite && espLayout(suite) };
    LAYOUTS.set(name, layout);
  }
  return layout;
}

/** RFC 4302 2.6: the header is a multiple of 4 octets in IPv4 and of 8 in IPv6. */
function ahHeaderOctets(integrity: AhIntegrity, version: 4 | 6): number {
  const unit = version === 4 ? 4 : 8;
  return Math.ceil((AH_FIXED_OCTETS + INTEGRITY[integrity].icvOctets) / unit) * unit;
}

/** Octets from the first protecting header to the end of the packet. */
export function protectedOctets({ ahOctets, esp }: PairLayout, payloadOctets: number): number {
  return ahOctets + (esp === undefined ? payloadOctets : espPacketOctets(esp, payloadOctets));
}

/** How far behind the first protecting header the payload starts. */
export function payloadOffset({ ahOctets, esp }: PairLayout): number {
  return ahOctets + (esp === undefined ? 0 : payloadAt(esp));
}

/** The longest payload of at most `octets` protected octets; 0 if there is room for none. */
export function longestPayload({ ahOctets, esp }: PairLayout, octets: number): number {
  const room = Math.max(0, octets - ahOctets);
  return esp === undefined ? room : largestPayload(esp, room);
}

/** Octets that the algorithms work on, as limits of volume count them (RFC 4301 4.4.2.1). */
export function workOctets({ esp }: PairLayout, payloadOctets: number): number {
  return esp === undefined ? payloadOctets : cipherOctetsFor(esp, payloadOctets);
}
