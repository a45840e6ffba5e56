/** IPv4 packets as values (RFC 791). */

import { sumWords } from './checksum.ts';
import { type ChecksumRule, checksummed } from './checksum-codec.ts';
import {
  bits,
  by,
  bytes,
  type Codec,
  enumeration,
  lengthOf,
  mapped,
  refined,
  rest,
  struct,
  u8,
  u16,
  WHOLE,
} from './codec.ts';
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

/** What the codec of a payload may depend on. */
export interface PayloadScope {
  readonly protocol: number;
  readonly source: Uint8Array;
  /** The last destination, so the pseudo-header's; undefined where it cannot be told. */
  readonly destination: Uint8Array | undefined;
  readonly isFragment: boolean;
}

/** The two parts of the first octet. */
export interface Head {
  readonly version: number;
  readonly headerWords: number;
}

/** Flags, and the offset in units of eight octets. */
export interface FragmentBits {
  readonly reserved: number;
  readonly dontFragment: number;
  readonly moreFragments: number;
  readonly units: number;
}

/** The fields in the order of the wire, without those that are computed. */
interface Wire<P> {
  head: Head;
  trafficClass: number;
  identification: number;
  fragment: FragmentBits;
  timeToLive: number;
  protocol: number;
  checksum: number;
  source: Uint8Array;
  destination: Uint8Array;
  options: Uint8Array;
  payload: P;
}

/** An IPv4 packet whose payload is octets. The checksum must be right. */
export const ipv4: Codec<Ipv4Packet> = ipv4Codec(() => rest);

/** An IPv4 packet; `payload` chooses how to read what it carries. */
export function ipv4Codec<P>(
  payload: (scope: PayloadScope) => Codec<P>,
  rule: ChecksumRule = 'required',
): Codec<Ipv4Packet<P>> {
  const wire: Codec<Wire<P>> = struct('an IPv4 packet', {
    head: ipv4Head(),
    trafficClass: u8,
    totalLength: lengthOf(WHOLE, u16),
    identification: u16,
    fragment: ipv4Fragment(),
    timeToLive: u8,
    protocol: enumeration(u8, PROTOCOL_NUMBERS),
    checksum: u16,
    source: bytes(4, 'the source address'),
    destination: bytes(4, 'the destination address'),
    options: by('IPv4 options', (scope: Wire<P>) => ipv4Options(scope.head)),
    payload: by('the payload', (scope: Wire<P>) => payload(payloadScope(scope))),
  });
  const layout = { at: 10, sum: (octets: Uint8Array) => headerSum(octets) };
  return checksummed(mapped(wire, packetOf<P>, wireOf<P>), layout, rule);
}

/** Version and header length. */
export function ipv4Head(): Codec<Head> {
  const head: Codec<Head> = bits(u8, { version: 4, headerWords: 4 });
  const checked = refined(head, ({ version, headerWords }) => {
    if (version !== 4) return { code: 'bad-value', detail: `IP version ${version}, not 4` };
    if (headerWords >= 5) return undefined;
    return { code: 'bad-length', detail: `a header of ${headerWords} words is less than 5` };
  });
  return {
    ...checked,
    generate: (draws) => ({ version: 4, headerWords: 5 + Math.max(0, draws.integer(-10, 10)) }),
  };
}

/** Flags and offset. Whole packets mostly: in fragments nothing more could be read. */
export function ipv4Fragment(): Codec<FragmentBits> {
  const fragment = bits(u16, { reserved: 1, dontFragment: 1, moreFragments: 1, units: 13 });
  return {
    ...fragment,
    generate(draws, scope) {
      if (draws.integer(0, 3) === 0) return fragment.generate(draws, scope);
      return { reserved: 0, dontFragment: draws.integer(0, 1), moreFragments: 0, units: 0 };
    },
  };
}

/** The options that a header of this length has room for. */
export function ipv4Options(head: Head): Codec<Uint8Array> {
  return bytes((head.headerWords - 5) * 4, 'the options field');
}

function payloadScope<P>(wire: Wire<P>): PayloadScope {
  const { protocol, source, destination, fragment } = wire;
  const isFragment = fragment.units > 0 || fragment.moreFragments === 1;
  return { protocol, source, destination, isFragment };
}

function headerSum(octets: Uint8Array): number {
  return sumWords(octets, 0, (octets[0]! & 0x0f) * 4);
}

function packetOf<P>(wire: Wire<P>): Ipv4Packet<P> {
  const { head: _, fragment, ...others } = wire;
  return {
    version: 4,
    ...others,
    ...(fragment.reserved === 1 ? { reservedFlag: true as const } : {}),
    dontFragment: fragment.dontFragment === 1,
    moreFragments: fragment.moreFragments === 1,
    fragmentOffset: fragment.units * 8,
  };
}

function wireOf<P>(packet: Ipv4Packet<P>): Wire<P> {
  const { options, fragmentOffset } = packet;
  return {
    head: { version: 4, headerWords: 5 + options.length / 4 },
    trafficClass: packet.trafficClass,
    identification: packet.identification,
    fragment: {
      reserved: packet.reservedFlag === true ? 1 : 0,
      dontFragment: packet.dontFragment ? 1 : 0,
      moreFragments: packet.moreFragments ? 1 : 0,
      units: fragmentOffset / 8,
    },
    timeToLive: packet.timeToLive,
    protocol: packet.protocol,
    checksum: packet.checksum ?? 0,
    source: packet.source,
    destination: packet.destination,
    options,
    payload: packet.payload,
  };
}
