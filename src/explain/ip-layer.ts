/** IP packets of either version: headers, extension headers, fragments. */

import { addressOfBytes } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import { ipv4Header, ipv6Header } from '../wire/headers.ts';
import { ipv4ChecksumValid } from '../wire/ip.ts';
import { type ExtensionHeader, extensionChain } from '../wire/ipv6-extensions.ts';
import { PROTOCOL_NUMBERS } from '../wire/numbers/ip.ts';
import type { Context, Ends } from './context.ts';
import {
  addBuffer,
  addLayer,
  type Dissection,
  fault,
  type Layer,
  octetsOf,
  readInto,
  type Span,
} from './dissection.ts';

/** Explains an IP packet; link padding behind it is left out. */
export function explainIp(context: Context, into: Dissection, span: Span): void {
  const first = into.buffers[span.buffer]!.octets[span.start];
  const version = span.start < span.end && first !== undefined ? first >> 4 : undefined;
  if (version === 4) return explainIpv4(context, into, span);
  if (version === 6) return explainIpv6(context, into, span);
  const layer = addLayer(into, 'ip', 'IP', span);
  if (layer === undefined) return;
  const detail = version === undefined ? 'no octets' : `IP version ${version}, neither 4 nor 6`;
  layer.fault = fault(version === undefined ? 'truncated' : 'bad-value', span.start, detail);
}

interface Fragment {
  readonly identification: number;
  readonly offset: number;
  readonly more: boolean;
}

function explainIpv4(context: Context, into: Dissection, span: Span): void {
  const layer = addLayer(into, 'ipv4', 'IPv4', span);
  if (layer === undefined) return;
  const { value, end } = readInto(into, layer, ipv4Header, span, context.tracing);
  layer.end = end;
  if (value === undefined) return;
  const ends = endsOf(into, layer, value.source, value.destination);
  if (!ipv4ChecksumValid(into.buffers[span.buffer]!.octets, span.start, end)) {
    layer.notes.push('the header checksum is wrong, or left to the network card');
  }
  const total = span.start + value.totalLength;
  if (value.totalLength < end - span.start) {
    const detail = `a packet of ${value.totalLength} octets is shorter than its header`;
    layer.fault = fault('bad-length', span.start + 2, detail, 'totalLength');
  }
  const payload = {
    ...span,
    start: end,
    end: payloadEnd(into, layer, span, total, span.start + 2),
  };
  const { units, moreFragments } = value.fragment;
  const fragment: Fragment | undefined =
    units > 0 || moreFragments === 1
      ? { identification: value.identification, offset: units * 8, more: moreFragments === 1 }
      : undefined;
  carry(context, into, layer, value.protocol, payload, ends, fragment);
}

function explainIpv6(context: Context, into: Dissection, span: Span): void {
  const layer = addLayer(into, 'ipv6', 'IPv6', span);
  if (layer === undefined) return;
  const { value, end } = readInto(into, layer, ipv6Header, span, context.tracing);
  layer.end = end;
  if (value === undefined) return;
  const ends = endsOf(into, layer, value.source, value.destination);
  const total = end + value.payloadLength;
  const rest = { ...span, start: end, end: payloadEnd(into, layer, span, total, span.start + 4) };
  const chain = readInto(into, layer, extensionChain(value.nextHeader), rest, context.tracing);
  layer.end = chain.end;
  if (chain.value === undefined) return;
  const { extensions, protocol } = chain.value;
  const payload = { ...rest, start: chain.end };
  carry(context, into, layer, protocol, payload, ends, fragmentOf(extensions));
}

function fragmentOf(extensions: readonly ExtensionHeader[]): Fragment | undefined {
  for (const header of extensions) {
    if (header.kind !== 'fragment') continue;
    const { units, more } = header.position;
    if (units === 0 && more === 0) continue;
    return { identification: header.identification, offset: units * 8, more: more === 1 };
  }
  return undefined;
}

function endsOf(into: Dissection, layer: Layer, source: Uint8Array, destination: Uint8Array): Ends {
  const [from, to] = [addressOfBytes(source).text, addressOfBytes(destination).text];
  layer.title = `${layer.title} ${from} > ${to}`;
  if (into.source === '') [into.source, into.destination] = [from, to];
  else into.inside += `${from} > ${to} `;
  return { source, destination, packet: { buffer: layer.buffer, start: layer.start } };
}

/** Where the payload ends: by the header's length, or where the octets do. */
function payloadEnd(
  into: Dissection,
  layer: Layer,
  span: Span,
  total: number,
  lengthAt: number,
): number {
  if (total <= span.end) return Math.max(total, layer.end);
  const have = span.end - span.start;
  const cut = into.frame.originalLength > into.frame.octets.length && span.buffer === 0;
  if (cut) layer.notes.push(`the capture keeps ${have} octets of ${total - span.start}`);
  else {
    const detail = `a packet of ${total - span.start} octets, but ${have} are there`;
    layer.fault ??= fault('bad-length', lengthAt, detail);
  }
  return span.end;
}

function carry(
  context: Context,
  into: Dissection,
  layer: Layer,
  protocol: number,
  payload: Span,
  ends: Ends,
  fragment: Fragment | undefined,
): void {
  if (fragment === undefined) {
    if (layer.fault === undefined || payload.end > payload.start) {
      context.upper(into, protocol, payload, ends);
    }
    return;
  }
  const octets = octetsOf(into, payload);
  const { identification, offset, more } = fragment;
  const key = `${toHex(ends.source)}${toHex(ends.destination)}${protocol}/${identification}`;
  if (into.inside === '') into.fragment = { name: key, protocol, offset, payload };
  const whole = context.packets.add(key, { at: offset, octets, last: !more });
  const what = `fragment of ${octets.length} octets at ${offset}${more ? '' : ', the last'}`;
  const name = PROTOCOL_NUMBERS.nameOf(protocol);
  const part = addLayer(into, 'fragment', `IP ${what}`, payload);
  if (part === undefined) return;
  into.info = `of ${name}, identification ${identification}`;
  if (whole === undefined) return;
  part.notes.push(`with this fragment the packet is whole: ${whole.length} octets of ${name}`);
  context.upper(into, protocol, addBuffer(into, 'reassembled IP payload', whole), ends);
}
