/** UDP datagrams, and what the ports and the first octets say that they carry (RFC 3948 2). */

import { readU16, readU32 } from '../base/bytes.ts';
import { bytes, struct } from '../wire/codec.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { udpHeader } from '../wire/headers.ts';
import { ipv4ChecksumValid } from '../wire/ip.ts';
import type { Context, Ends } from './context.ts';
import { addLayer, type Dissection, fault, readInto, type Span } from './dissection.ts';
import { explainEsp } from './esp-layer.ts';
import { hasMarker, looksLikeIsakmp, looksLikeMarkedIsakmp } from './isakmp-guess.ts';
import { explainIsakmp } from './isakmp-layer.ts';

const IKE_PORT = 500;
const NATT_PORT = 4500;
const MARKER_OCTETS = 4;

const marker = struct('a non-ESP marker', { marker: bytes(MARKER_OCTETS, 'the non-ESP marker') });

/** Explains a UDP datagram. */
export function explainUdp(context: Context, into: Dissection, span: Span, ends: Ends): void {
  const layer = addLayer(into, 'udp', 'UDP', span);
  if (layer === undefined) return;
  const { value, end } = readInto(into, layer, udpHeader, span, context.tracing);
  layer.end = end;
  if (value === undefined) return;
  const { sourcePort, destinationPort, length } = value;
  layer.title = `UDP ${sourcePort} > ${destinationPort}`;
  into.protocol = 'UDP';
  into.ports ??= [sourcePort, destinationPort];
  into.info = `${sourcePort} > ${destinationPort}, ${span.end - end} octets`;
  const claimed = span.start + length;
  if (length < end - span.start || claimed > span.end) {
    const cut = into.frame.originalLength > into.frame.octets.length;
    const have = span.end - span.start;
    if (cut && claimed > span.end) {
      layer.notes.push(`the capture keeps ${have} octets of ${length}`);
    } else {
      const detail = `a datagram of ${length} octets, but ${have} are there`;
      layer.fault ??= fault('bad-length', span.start + 4, detail, 'length');
    }
  }
  const payload = { ...span, start: end, end: Math.max(end, Math.min(claimed, span.end)) };
  explainUdpPayload(context, into, payload, ends, [sourcePort, destinationPort]);
}

/** What the payload of a datagram is. */
type Kind = 'isakmp' | 'marked' | 'esp' | 'keepalive' | 'ip' | 'data';

/** Explains what a datagram between two ports carries. */
export function explainUdpPayload(
  context: Context,
  into: Dissection,
  span: Span,
  ends: Ends,
  ports: readonly number[],
): void {
  const { octets } = into.buffers[span.buffer]!;
  const kind = kindOf(context, octets, span, ports);
  switch (kind) {
    case 'isakmp':
      return explainIsakmp(context, into, span, ends);
    case 'marked':
      return explainMarked(context, into, span, ends, ports);
    case 'esp':
      return explainEsp(context, into, span, ends);
    case 'ip': {
      into.layers.at(-1)?.notes.push('an IP packet in UDP, as on the link of an Espial lab');
      return context.ip(into, span);
    }
    case 'keepalive': {
      const layer = addLayer(into, 'nat-keepalive', 'NAT keepalive', span);
      layer?.notes.push('one octet that holds a NAT mapping open (RFC 3948 2.3)');
      return;
    }
    case 'data':
      return undefined;
  }
}

function kindOf(
  context: Context,
  octets: Uint8Array,
  { start, end }: Span,
  ports: readonly number[],
): Kind {
  const length = end - start;
  const shared = ports.some((port) => port === NATT_PORT || context.ports.has(port));
  const learnt = ports.some((port) => context.markedPorts.has(port));
  if (shared || learnt) {
    if (length === 1 && octets[start] === 0xff) return 'keepalive';
    if (hasMarker(octets, start, end) && (shared || looksLikeMarkedIsakmp(octets, start, end))) {
      return 'marked';
    }
    if (looksLikeIsakmp(octets, start, end)) return 'isakmp';
    return length >= ESP_HEADER_OCTETS ? 'esp' : 'data';
  }
  if (looksLikeMarkedIsakmp(octets, start, end)) return 'marked';
  if (ports.includes(IKE_PORT)) return length === 0 ? 'data' : 'isakmp';
  if (looksLikeIsakmp(octets, start, end)) return 'isakmp';
  if (length >= ESP_HEADER_OCTETS && context.keys.hasSpi(readU32(octets, start))) return 'esp';
  return looksLikeIp(octets, start, end) ? 'ip' : 'data';
}

function explainMarked(
  context: Context,
  into: Dissection,
  span: Span,
  ends: Ends,
  ports: readonly number[],
): void {
  const layer = addLayer(into, 'non-esp-marker', 'non-ESP marker', span);
  if (layer === undefined) return;
  const { end } = readInto(into, layer, marker, span, context.tracing);
  layer.end = end;
  const { octets } = into.buffers[span.buffer]!;
  if (looksLikeIsakmp(octets, end, span.end)) {
    for (const port of ports) context.markedPorts.set(port, true);
  }
  explainIsakmp(context, into, { ...span, start: end }, ends);
}

/** Whether octets are one IP packet from end to end. */
function looksLikeIp(octets: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length >= 20 && octets[start] === 0x45) {
    return readU16(octets, start + 2) === length && ipv4ChecksumValid(octets, start, start + 20);
  }
  const isIpv6 = length >= 40 && octets[start]! >> 4 === 6;
  return isIpv6 && readU16(octets, start + 4) === length - 40;
}
