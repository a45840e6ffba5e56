/** From a captured frame to its IP packet: the link header, whatever its kind. */

import type { Codec } from '../wire/codec.ts';
import {
  ethernetHeader,
  familyOf,
  linuxCooked2Header,
  linuxCookedHeader,
  loopbackHeader,
  vlanTag,
} from '../wire/link.ts';
import { ETHER_TYPE, ETHER_TYPES, LINK_TYPE, LINK_TYPES } from '../wire/numbers/link.ts';
import type { Context } from './context.ts';
import { addLayer, type Dissection, fault, readInto, type Span } from './dissection.ts';
import { explainHex } from './hex-guess.ts';

/** Explains a whole frame. */
export function explainFrame(context: Context, into: Dissection): void {
  const { linkType, octets } = into.frame;
  const span: Span = { buffer: 0, start: 0, end: octets.length };
  if (typeof linkType === 'string') return explainHex(context, into, linkType, span);
  explainLink(context, into, linkType, span);
}

/** Explains octets that begin with the header of a link. */
export function explainLink(
  context: Context,
  into: Dissection,
  linkType: number | undefined,
  span: Span,
): void {
  switch (linkType) {
    case LINK_TYPE.ethernet:
      return typed(context, into, 'ethernet', 'Ethernet', ethernetHeader, span);
    case LINK_TYPE.linuxCooked:
      return typed(context, into, 'sll', 'Linux cooked v1', linuxCookedHeader, span);
    case LINK_TYPE.linuxCooked2:
      return typed(context, into, 'sll2', 'Linux cooked v2', linuxCooked2Header, span);
    case LINK_TYPE.null:
    case LINK_TYPE.loop:
      return loopback(context, into, span);
    case LINK_TYPE.raw:
    case LINK_TYPE.rawOpenBsd:
    case LINK_TYPE.rawLibpcap:
    case LINK_TYPE.ipv4:
    case LINK_TYPE.ipv6:
      return context.ip(into, span);
    default: {
      const layer = addLayer(into, 'unknown', linkTypeText(linkType), span);
      layer?.notes.push('Espial does not read this kind of link');
    }
  }
}

/** A link type in words. */
export function linkTypeText(linkType: number | string | undefined): string {
  if (linkType === undefined) return 'a frame of no known interface';
  if (typeof linkType === 'string') return 'hexadecimal text';
  const entry = LINK_TYPES.entryOf(linkType);
  return entry?.name ?? `link type ${linkType}`;
}

function typed(
  context: Context,
  into: Dissection,
  protocol: string,
  title: string,
  codec: Codec<{ readonly etherType: number }>,
  span: Span,
): void {
  const layer = addLayer(into, protocol, title, span);
  if (layer === undefined) return;
  const { value, end } = readInto(into, layer, codec, span, context.tracing);
  layer.end = end;
  if (value !== undefined) behind(context, into, value.etherType, { ...span, start: end });
}

function behind(context: Context, into: Dissection, etherType: number, span: Span): void {
  switch (etherType) {
    case ETHER_TYPE.ipv4:
    case ETHER_TYPE.ipv6:
      return context.ip(into, span);
    case ETHER_TYPE.vlan:
    case ETHER_TYPE.serviceVlan:
    case ETHER_TYPE.oldServiceVlan:
      return typed(context, into, 'vlan', 'VLAN tag', vlanTag, span);
    default: {
      const entry = ETHER_TYPES.entryOf(etherType);
      const name = entry?.name ?? `Ethernet type 0x${etherType.toString(16).padStart(4, '0')}`;
      const layer = addLayer(into, 'other', etherType < 1536 ? 'IEEE 802.3 frame' : name, span);
      if (layer !== undefined) into.info = `${span.end - span.start} octets`;
    }
  }
}

function loopback(context: Context, into: Dissection, span: Span): void {
  const layer = addLayer(into, 'loopback', 'BSD loopback', span);
  if (layer === undefined) return;
  const { value, end } = readInto(into, layer, loopbackHeader, span, context.tracing);
  layer.end = end;
  if (value === undefined) return;
  if (familyOf(value.family) !== undefined) return context.ip(into, { ...span, start: end });
  layer.fault ??= fault('bad-value', span.start, `address family ${value.family} is no IP`);
}
