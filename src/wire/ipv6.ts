/** IPv6 packets as values (RFC 8200). */

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
  u32,
} from './codec.ts';
import type { PayloadScope } from './ipv4.ts';
import {
  type ExtensionHeader,
  type Extensions,
  extensionChain,
  isFragmented,
} from './ipv6-extensions.ts';
import { PROTOCOL_NUMBERS } from './numbers/ip.ts';

/** An IPv6 packet; its lengths and next-header fields follow from what it holds. */
export interface Ipv6Packet<P = Uint8Array> {
  readonly version: 6;
  /** DSCP and ECN. */
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly hopLimit: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly extensions: readonly ExtensionHeader[];
  /** The upper layer's number. */
  readonly protocol: number;
  readonly payload: P;
}

/** The parts of the first word. */
export interface Head {
  readonly version: number;
  readonly trafficClass: number;
  readonly flowLabel: number;
}

interface Body<P> {
  readonly chain: Extensions;
  readonly payload: P;
}

/** The fields in the order of the wire, without those that are computed. */
interface Wire<P> {
  readonly head: Head;
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
  readonly body: Body<P>;
}

/** An IPv6 packet whose payload is octets. */
export const ipv6: Codec<Ipv6Packet> = ipv6Codec(() => rest);

/** An IPv6 packet; `payload` chooses how to read what it carries. */
export function ipv6Codec<P>(payload: (scope: PayloadScope) => Codec<P>): Codec<Ipv6Packet<P>> {
  const bodyCodec = (outer: Wire<P>): Codec<Body<P>> =>
    struct('an IPv6 payload', {
      chain: extensionChain(outer.nextHeader),
      payload: by('the payload', (body: Body<P>) => payload(payloadScope(outer, body.chain))),
    });
  const wire: Codec<Wire<P>> = struct('an IPv6 packet', {
    head: ipv6Head(),
    payloadLength: lengthOf('body', u16),
    nextHeader: enumeration(u8, PROTOCOL_NUMBERS),
    hopLimit: u8,
    source: bytes(16, 'the source address'),
    destination: bytes(16, 'the destination address'),
    body: by('an IPv6 payload', bodyCodec),
  });
  return mapped(wire, packetOf<P>, wireOf<P>);
}

/** Version, traffic class and flow label. */
export function ipv6Head(): Codec<Head> {
  const head = bits(u32, { version: 4, trafficClass: 8, flowLabel: 20 });
  const checked: Codec<Head> = refined(head, ({ version }) =>
    version === 6 ? undefined : { code: 'bad-value', detail: `IP version ${version}, not 6` },
  );
  return { ...checked, generate: (draws) => ({ ...head.generate(draws), version: 6 }) };
}

function payloadScope<P>(wire: Wire<P>, chain: Extensions): PayloadScope {
  // RFC 8200 8.1: under way with a routing header, the pseudo-header has the last destination.
  const underWay = chain.extensions.some(
    (header) => header.kind === 'routing' && header.segmentsLeft > 0,
  );
  return {
    protocol: chain.protocol,
    source: wire.source,
    destination: underWay ? undefined : wire.destination,
    isFragment: isFragmented(chain.extensions),
  };
}

function packetOf<P>(wire: Wire<P>): Ipv6Packet<P> {
  const { head, hopLimit, source, destination, body } = wire;
  const { extensions, protocol } = body.chain;
  const { trafficClass, flowLabel } = head;
  const header = { trafficClass, flowLabel, hopLimit, source, destination };
  return { version: 6, ...header, extensions, protocol, payload: body.payload };
}

function wireOf<P>(packet: Ipv6Packet<P>): Wire<P> {
  const { extensions, protocol, hopLimit, source, destination } = packet;
  return {
    head: { version: 6, trafficClass: packet.trafficClass, flowLabel: packet.flowLabel },
    nextHeader: extensions[0]?.type ?? protocol,
    hopLimit,
    source,
    destination,
    body: { chain: { extensions, protocol }, payload: packet.payload },
  };
}
