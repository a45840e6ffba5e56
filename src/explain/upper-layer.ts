/** What IP packets carry: UDP, TCP, ICMP, ESP, AH, IP again, and the rest by name. */

import { icmpCodec, icmpv6Codec } from '../wire/icmp.ts';
import { ICMP_TYPES, ICMPV6_TYPES, PROTOCOL_NUMBER, PROTOCOL_NUMBERS } from '../wire/numbers/ip.ts';
import { tcpCodec } from '../wire/tcp.ts';
import { explainAh } from './ah-layer.ts';
import type { Context, Ends } from './context.ts';
import { addLayer, type Dissection, readInto, type Span } from './dissection.ts';
import { explainEsp } from './esp-layer.ts';
import { explainUdp } from './udp-layer.ts';

/** Explains the payload of an IP packet. */
export function explainUpper(
  context: Context,
  into: Dissection,
  protocol: number,
  span: Span,
  ends: Ends,
): void {
  switch (protocol) {
    case PROTOCOL_NUMBER.udp:
      return explainUdp(context, into, span, ends);
    case PROTOCOL_NUMBER.esp:
      return explainEsp(context, into, span, ends);
    case PROTOCOL_NUMBER.ah:
      return explainAh(context, into, span, ends);
    case PROTOCOL_NUMBER.ipv4:
    case PROTOCOL_NUMBER.ipv6:
      return context.ip(into, span);
    case PROTOCOL_NUMBER.tcp:
      return explainTcp(context, into, span);
    case PROTOCOL_NUMBER.icmp:
    case PROTOCOL_NUMBER.icmpv6:
      return explainIcmp(context, into, protocol, span);
    default: {
      const name = PROTOCOL_NUMBERS.entryOf(protocol)?.name ?? `protocol ${protocol}`;
      const layer = addLayer(into, 'payload', name, span);
      if (layer !== undefined) into.info = `${span.end - span.start} octets`;
    }
  }
}

function explainTcp(context: Context, into: Dissection, span: Span): void {
  const layer = addLayer(into, 'tcp', 'TCP', span);
  if (layer === undefined) return;
  const { value } = readInto(into, layer, tcpCodec(undefined, 'ignored'), span, context.tracing);
  if (value === undefined) return;
  const ports = `${value.sourcePort} > ${value.destinationPort}`;
  layer.title = `TCP ${ports}`;
  into.protocol = 'TCP';
  into.info = `${ports}, ${value.payload.length} octets`;
}

function explainIcmp(context: Context, into: Dissection, protocol: number, span: Span): void {
  const is4 = protocol === PROTOCOL_NUMBER.icmp;
  const layer = addLayer(into, is4 ? 'icmp' : 'icmpv6', is4 ? 'ICMP' : 'ICMPv6', span);
  if (layer === undefined) return;
  const codec = is4 ? icmpCodec('ignored') : icmpv6Codec(undefined, 'ignored');
  const { value } = readInto(into, layer, codec, span, context.tracing);
  if (value === undefined) return;
  into.info = (is4 ? ICMP_TYPES : ICMPV6_TYPES).nameOf(value.type);
  if (value.body.kind === 'echo') into.info += `, sequence ${value.body.sequence}`;
}
