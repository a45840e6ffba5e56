/** IPv4 packets as values (RFC 791). */

import { type ChecksumRule, checksummed } from './checksum-codec.ts';
import { sumWords } from './checksum.ts';
import { bits, by, bytes, type Codec, enumeration, lengthOf, mapped, refined, rest } from './codec.ts';
import { type StructValue, struct, u8, u16, WHOLE } from './codec.ts';
import { PROTOCOL_NUMBERS } from './numbers/ip.ts';

/** An IPv4 packet; the lengths in its header follow from `options` and `payload`. */
export interface Ipv4Packet<P = Uint8Array> {
  readonly version: 4;
  /** DSCP and ECN: the second octet whole. */
  readonly trafficClass: number;
  readonly identification: number;
  /** The highest of the three flags, absent while zero as it must be. */
  readonly reservedFlag?: true;
  readonly dontFragment: boolean;
  readonly moreFragments: boolean;
  /** Octets, a multiple of eight. */
  readonly fragmentOffset: number;
  readonly timeToLive: number;
  readonly protocol: number;
  /** Absent where it is right. */
  readonly checksum?: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  /** A multiple of four octets, at most 40. */
  readonly options: Uint8Array;
  readonly payload: P;
}

/** What a payload's codec may depend on. */
export interface Ipv4Scope {
  readonly protocol: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly isFragment: boolean;
}

/** An IPv4 packet whose payload is octets. The checksum must be right. */
export const ipv4: Codec<Ipv4Packet> = ipv4Codec(() => rest);

/** An IPv4 packet; `payload` chooses how to read what it carries. */
export function ipv4Codec<P>(
  payload: (scope: Ipv4Scope) => Codec<P>,
  rule: ChecksumRule = 'required',
): Codec<Ipv4Packet<P>> {
  const wire = struct('an IPv4 packet', {
    head: HEAD,
    trafficClass: u8,
    totalLength: lengthOf(WHOLE, u16),
    identification: u16,
    fragment: FRAGMENT,
    timeToLive: u8,
    protocol: enumeration(u8, PROTOCOL_NUMBERS),
    checksum: u16,
    source: bytes(4, 'the source address'),
    destination: bytes(4, 'the destination address'),
    options: by('IPv4 options', (scope: { head: Head }) => optionOctets(scope.head)),
    payload: by('the payload', (scope: PayloadScope) => payload(scopeOf(scope))),
  });
  const value = mapped<StructValue<typeof wire> extends never ? never : Wire<P>, Ipv4Packet<P>>(
    wire as unknown as Codec<Wire<P>>,
    packetOf,
    wireOf,
  );
  return checksummed(value, { at: 10, sum: headerSum }, rule);
}
