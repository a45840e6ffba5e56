/** What audit events say of traffic and algorithms: plain values that go over the control socket whole. */

import { type AddressRange, prefixLengthOf } from '../base/address.ts';
import type { TrafficSelector } from '../base/traffic.ts';
import { encryptionLabel, INTEGRITY, isCombined } from '../crypto/algorithms.ts';
import type { AhIntegrity, EspSuite } from '../crypto/provider.ts';

/** What an audit event says of a filter; the source is the host that reports it. */
export interface FilterFacts {
  readonly sourceAddress: string;
  /** Dotted for IPv4, a prefix length for IPv6; the last address where the range is no subnet. */
  readonly sourceMask: string;
  readonly destinationAddress: string;
  readonly destinationMask: string;
  /** IP protocol number, 0 = any. */
  readonly protocol: number;
  /** 0 = any. */
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** The algorithms of a pair of SAs by name; undefined where there is none. */
export interface AlgorithmFacts {
  readonly encryption: string | undefined;
  readonly integrity: string | undefined;
  readonly ah: string | undefined;
}

/** Algorithms as facts. */
export function algorithmFacts({
  suite,
  ah,
}: {
  readonly suite?: EspSuite | undefined;
  readonly ah?: AhIntegrity | undefined;
}): AlgorithmFacts {
  const isApart = suite !== undefined && !isCombined(suite.encryption);
  return {
    encryption: suite && encryptionLabel(suite.encryption, suite.keyBits),
    integrity: isApart && suite.integrity !== 'none' ? INTEGRITY[suite.integrity].label : undefined,
    ah: ah && INTEGRITY[ah].label,
  };
}

/** A selector as facts. */
export function filterFacts(selector: TrafficSelector): FilterFacts {
  return {
    sourceAddress: selector.local.first.text,
    sourceMask: maskOf(selector.local),
    destinationAddress: selector.remote.first.text,
    destinationMask: maskOf(selector.remote),
    protocol: selector.protocol,
    sourcePort: selector.localPort,
    destinationPort: selector.remotePort,
  };
}

function maskOf(range: AddressRange): string {
  const prefix = prefixLengthOf(range);
  if (prefix === undefined) return `to ${range.last.text}`;
  if (range.first.version === 6) return String(prefix);
  return IPV4_MASKS[prefix]!;
}

/** By the length of the prefix. */
const IPV4_MASKS = Array.from({ length: 33 }, (_, prefix) =>
  [0, 8, 16, 24]
    .map((before) => 256 - 2 ** (8 - Math.min(8, Math.max(0, prefix - before))))
    .join('.'),
);
