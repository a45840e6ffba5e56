/** What a verdict needs of a frame: plain facts, without its octets. */

import { readU16, readU32, toHex } from '../../base/bytes.ts';
import { DecodeError, decode } from '../../wire/codec.ts';
import { attributeNumber } from '../../wire/isakmp/attribute-number.ts';
import { decodeHeader, FLAG_ENCRYPTION, HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import type { DecodedPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal } from '../../wire/isakmp/sa.ts';
import { IKE_ATTRIBUTE, ikeAttributeName, ikeAttributeValueName } from '../../wire/numbers/ike.ts';
import { PAYLOAD, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { findVendorId } from '../../wire/numbers/vendor-ids.ts';
import type { Dissection, Layer } from '../dissection.ts';
import { namedType, payloadsCodec } from '../payload-kinds.ts';
import { type TrafficFacts, trafficFacts } from './traffic-facts.ts';

/** One notify or delete that a message carried. */
interface NotifyFact {
  readonly type: number;
  readonly protocol: number;
}

/** One ISAKMP message. Cookies are hexadecimal. */
export interface IkeFacts {
  readonly initiatorCookie: string;
  readonly responderCookie: string;
  readonly exchangeType: number;
  readonly messageId: number;
  readonly version: number;
  readonly encrypted: boolean;
  /** Its payloads are known: it is in clear, or a key opened it. */
  readonly readable: boolean;
  /** A key was there and gave nothing. */
  readonly keyWrong: boolean;
  /** Types of its payloads, in their order. */
  readonly payloads: readonly number[];
  readonly notifies: readonly NotifyFact[];
  readonly deletes: readonly number[];
  /** Transforms of phase 1 in words, an attribute each: name and value. */
  readonly transforms: readonly (readonly (readonly [string, string])[])[];
  /** The authentication methods that they name. */
  readonly methods: readonly number[];
  /** What is wrong with it as such. */
  readonly fault: string | undefined;
  readonly octets: number;
  /** The same for the same octets. */
  readonly digest: string;
  /** It is one part of a message that was sent in parts. */
  readonly part: boolean;
  /** Its sender says that it is an Espial. */
  readonly espial: boolean;
}

/** One ESP or AH packet. */
export interface ProtectedFacts {
  readonly protocol: 'esp' | 'ah';
  readonly spi: number;
  readonly sequence: number;
  readonly octets: number;
  readonly digest: string;
  /** `opened` where a key fitted, `wrong` where one was there and did not, else `unknown`. */
  readonly icv: 'opened' | 'wrong' | 'unknown';
  readonly paddingWrong: boolean;
}

export interface FrameFacts {
  readonly number: number;
  /** Milliseconds since 1970, 0 where the capture has no times. */
  readonly at: number;
  readonly source: string;
  readonly destination: string;
  readonly ports: readonly [number, number] | undefined;
  readonly ike: IkeFacts | undefined;
  readonly packet: ProtectedFacts | undefined;
  /** An ICMP error outside of protection that says that a packet is too big, and what fits. */
  readonly tooBig: number | undefined;
  /** Anything else in clear, by its protocol. */
  readonly clear: string | undefined;
  readonly keepalive: boolean;
  /** Its outermost IP packet is a fragment. */
  readonly fragment: boolean;
  /** On the wire. */
  readonly octets: number;
  /** What it carries, where that is in clear or a key opened it. */
  readonly traffic: TrafficFacts | undefined;
}

/** The facts of an explained frame. `digest` answers the same text for the same octets. */
export function factsOf(
  dissection: Dissection,
  digest: (octets: Uint8Array) => string,
): FrameFacts {
  const { frame, source, destination, ports, layers } = dissection;
  const { time } = frame;
  const isakmp = layers.findLast(({ protocol }) => protocol === 'isakmp');
  const shield = layers.find(({ protocol }) => protocol === 'esp' || protocol === 'ah');
  const keepalive = layers.some(({ protocol }) => protocol === 'nat-keepalive');
  const isIke = isakmp !== undefined && shield === undefined;
  return {
    number: frame.number,
    at: time === undefined ? 0 : time.seconds * 1000 + time.nanos / 1e6,
    source,
    destination,
    ports,
    ike: isIke ? ikeFacts(dissection, isakmp, digest) : undefined,
    packet: shield && protectedFacts(dissection, shield, digest),
    tooBig: shield === undefined ? tooBig(dissection) : undefined,
    clear:
      source !== '' && !isIke && shield === undefined && !keepalive
        ? clearWords(dissection)
        : undefined,
    keepalive,
    fragment: dissection.fragment !== undefined,
    octets: frame.originalLength,
    traffic: isIke || keepalive ? undefined : trafficFacts(dissection),
  };
}

function ikeFacts(
  dissection: Dissection,
  layer: Layer,
  digest: (octets: Uint8Array) => string,
): IkeFacts | undefined {
  const octets = dissection.buffers[layer.buffer]!.octets.subarray(layer.start, layer.end);
  if (octets.length < HEADER_OCTETS) return undefined;
  const header = decodeHeader(octets);
  const encrypted = (header.flags & FLAG_ENCRYPTION) !== 0;
  const { layers, buffers } = dissection;
  const inner = layers.find(
    ({ protocol }, at) => protocol === 'isakmp-decrypted' && at > layers.indexOf(layer),
  );
  const body = encrypted
    ? inner && buffers[inner.buffer]!.octets.subarray(inner.start, inner.end)
    : octets.subarray(
        HEADER_OCTETS,
        Math.max(HEADER_OCTETS, Math.min(header.length, octets.length)),
      );
  const payloads = body && payloadsOf(header.nextPayload, header.exchangeType, body);
  const proposals = (payloads ?? []).flatMap((payload) =>
    payload.kind === 'sa' ? payload.proposals : [],
  );
  return {
    initiatorCookie: toHex(header.initiatorCookie),
    responderCookie: toHex(header.responderCookie),
    exchangeType: header.exchangeType,
    messageId: header.messageId,
    version: header.majorVersion,
    encrypted,
    readable: payloads !== undefined,
    keyWrong: layer.fault?.code === 'not-decrypted',
    payloads: (payloads ?? []).map(({ type }) => namedType(type, header.exchangeType)),
    notifies: (payloads ?? []).flatMap((payload) =>
      payload.kind === 'notify' ? [{ type: payload.notifyType, protocol: payload.protocol }] : [],
    ),
    deletes: (payloads ?? []).flatMap((payload) =>
      payload.kind === 'delete' ? [payload.protocol] : [],
    ),
    transforms: transformsOf(proposals),
    methods: methodsOf(proposals),
    fault:
      layer.fault?.code === 'not-decrypted' ? undefined : (layer.fault ?? inner?.fault)?.detail,
    octets: octets.length,
    digest: digest(octets),
    part: payloads?.length === 1 && payloads[0]!.type === PAYLOAD.FRAGMENT,
    espial: (payloads ?? []).some(
      (payload) => payload.kind === 'vendor-id' && findVendorId(payload.data)?.key === 'ESPIAL',
    ),
  };
}

function payloadsOf(
  first: number,
  exchangeType: number,
  body: Uint8Array,
): readonly DecodedPayload[] | undefined {
  try {
    return decode(payloadsCodec(first, exchangeType), body).payloads;
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}

function transformsOf(proposals: readonly Proposal[]): IkeFacts['transforms'] {
  return proposals
    .filter(({ protocol }) => protocol === PROTOCOL.isakmp)
    .flatMap(({ transforms }) => transforms)
    .map(({ attributes }) =>
      attributes.map((attribute): readonly [string, string] => {
        const value = attributeNumber(attribute);
        const text = value === undefined ? '?' : ikeAttributeValueName(attribute.type, value);
        return [ikeAttributeName(attribute.type), text === '' ? String(value) : text];
      }),
    );
}

function methodsOf(proposals: readonly Proposal[]): number[] {
  const methods = proposals
    .filter(({ protocol }) => protocol === PROTOCOL.isakmp)
    .flatMap(({ transforms }) => transforms)
    .flatMap(({ attributes }) => attributes)
    .filter(({ type }) => type === IKE_ATTRIBUTE.AUTHENTICATION)
    .flatMap((attribute) => attributeNumber(attribute) ?? []);
  return [...new Set(methods)];
}

function protectedFacts(
  dissection: Dissection,
  layer: Layer,
  digest: (octets: Uint8Array) => string,
): ProtectedFacts | undefined {
  const { octets } = dissection.buffers[layer.buffer]!;
  const isEsp = layer.protocol === 'esp';
  const at = layer.start + (isEsp ? 0 : 4);
  if (at + 8 > octets.length) return undefined;
  const wrong = layer.fault?.code === 'bad-icv';
  const opened = isEsp
    ? dissection.layers.some(({ protocol }) => protocol === 'esp-trailer')
    : layer.notes.some((note) => note.startsWith('its ICV is right'));
  const trailer = dissection.layers.find(({ protocol }) => protocol === 'esp-trailer');
  return {
    protocol: isEsp ? 'esp' : 'ah',
    spi: readU32(octets, at),
    sequence: readU32(octets, at + 4),
    octets: octets.length - layer.start,
    digest: digest(octets.subarray(layer.start)),
    icv: opened ? 'opened' : wrong ? 'wrong' : 'unknown',
    paddingWrong:
      trailer?.fault !== undefined ||
      trailer?.notes.some((note) => note.startsWith('the padding is not')) === true,
  };
}

/** ICMP type 3 code 4, or ICMPv6 type 2 (RFC 1191, RFC 8201): octets that fit. */
function tooBig({ buffers, layers }: Dissection): number | undefined {
  const layer = layers.find(({ protocol }) => protocol === 'icmp' || protocol === 'icmpv6');
  if (layer === undefined) return undefined;
  const { octets } = buffers[layer.buffer]!;
  if (layer.start + 8 > octets.length) return undefined;
  const [type, code] = [octets[layer.start]!, octets[layer.start + 1]!];
  if (layer.protocol === 'icmp') {
    return type === 3 && code === 4 ? readU16(octets, layer.start + 6) : undefined;
  }
  return type === 2 ? readU32(octets, layer.start + 4) : undefined;
}

function clearWords({ protocol, fragment, layers }: Dissection): string {
  if (fragment !== undefined && !layers.some((layer) => layer.protocol === 'udp'))
    return 'fragment';
  return protocol;
}
