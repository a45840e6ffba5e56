/** What hexadecimal text holds: said by the user, or told by its first octets. */

import { readU16 } from '../base/bytes.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { ETHER_TYPE, LINK_TYPE } from '../wire/numbers/link.ts';
import { explainAh } from './ah-layer.ts';
import type { HexKind } from './captured-frame.ts';
import type { Context, Ends } from './context.ts';
import { addLayer, type Dissection, type Span } from './dissection.ts';
import { explainEsp } from './esp-layer.ts';
import { looksLikeIsakmp, looksLikeMarkedIsakmp } from './isakmp-guess.ts';
import { explainIsakmp } from './isakmp-layer.ts';
import { explainLink } from './link-layer.ts';
import { explainUdpPayload } from './udp-layer.ts';

const NATT_PORT = 4500;
const ETHERNET_OCTETS = 14;
/** Between whom a bare datagram went is not known. */
const NOBODY: Ends = { source: new Uint8Array(4), destination: new Uint8Array(4) };

/** Explains the octets of hexadecimal text. */
export function explainHex(context: Context, into: Dissection, kind: HexKind, span: Span): void {
  const { octets } = into.frame;
  switch (kind === 'guess' ? guess(octets) : kind) {
    case 'isakmp':
      return explainIsakmp(context, into, span, NOBODY);
    case 'udp-payload':
      return explainUdpPayload(context, into, span, NOBODY, [NATT_PORT]);
    case 'esp':
      return explainEsp(context, into, span, NOBODY);
    case 'ah':
      return explainAh(context, into, span, NOBODY);
    case 'ip':
      return context.ip(into, span);
    case 'ethernet':
      return explainLink(context, into, LINK_TYPE.ethernet, span);
    default: {
      const layer = addLayer(into, 'unknown', 'octets', span);
      layer?.notes.push('neither ISAKMP nor an IP packet nor ESP: --as says what it is');
    }
  }
}

function guess(octets: Uint8Array): HexKind {
  const { length } = octets;
  if (looksLikeIsakmp(octets, 0, length)) return 'isakmp';
  if (looksLikeMarkedIsakmp(octets, 0, length)) return 'udp-payload';
  if (looksLikeIp(octets, 0)) return 'ip';
  const etherType = length > ETHERNET_OCTETS ? readU16(octets, 12) : 0;
  const isTagged = etherType === ETHER_TYPE.vlan || etherType === ETHER_TYPE.serviceVlan;
  if (isTagged || (isIpType(etherType) && looksLikeIp(octets, ETHERNET_OCTETS))) return 'ethernet';
  // Whatever is left and has a version of ISAKMP in its place is a malformed message rather than ESP.
  if (length > 17 && (octets[17] === 0x10 || octets[17] === 0x20)) return 'isakmp';
  return length >= ESP_HEADER_OCTETS + 8 ? 'esp' : 'guess';
}

function isIpType(etherType: number): boolean {
  return etherType === ETHER_TYPE.ipv4 || etherType === ETHER_TYPE.ipv6;
}

/** Whether an IP header with a length that fits begins here. */
function looksLikeIp(octets: Uint8Array, at: number): boolean {
  const left = octets.length - at;
  const version = octets[at]! >> 4;
  if (version === 4 && left >= 20) {
    const total = readU16(octets, at + 2);
    return (octets[at]! & 0x0f) >= 5 && total >= 20 && total <= left;
  }
  return version === 6 && left >= 40 && readU16(octets, at + 4) <= left - 40;
}
