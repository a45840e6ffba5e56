/** What a flight carries, behind IP and UDP headers and the non-ESP marker. */

import { readU32 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { hasMarker, looksLikeIsakmp, looksLikeMarkedIsakmp } from '../../explain/isakmp-guess.ts';
import { Recent } from '../../explain/recent.ts';
import type { Flight } from '../../sim/link.ts';
import { ipv4ChecksumValid } from '../../wire/ip.ts';
import { HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { newPacketView, type PacketView, viewPacket } from '../../wire/packet-view.ts';

/** Where a message lies in a flight's octets, and what it is. */
export interface Parcel {
  readonly kind: 'ike' | 'esp' | 'ah' | 'keepalive' | 'icmp' | 'udp' | 'other';
  readonly start: number;
  readonly end: number;
  readonly ipFragment: boolean;
  /** Whether the flight's octets are an IP packet from its header on. */
  readonly isIp: boolean;
  /** Of the IP packet, headers included. */
  readonly octets: number;
}

const IKE_PORT = 500;
const NATT_PORT = 4500;
const MARKER_OCTETS = 4;
const UDP_HEADER_OCTETS = 8;
const ESP_HEADER_OCTETS = 8;
const MTU_HEADERS = { 4: 28, 6: 48 } as const;

/** Looks into flights; remembers ports on which IKE travels behind a marker, since ESP is there too. */
export class ParcelReader {
  readonly #markedPorts = new Recent<number, true>(LIMITS.explainedPorts);
  readonly #view: PacketView = newPacketView();

  read({ path, bytes }: Flight): Parcel {
    if (path.carrier !== 'udp') return this.#ofIp(bytes);
    const ports = [path.local.port, path.remote.port];
    const { kind, start } = this.#udpKind(bytes, 0, bytes.length, ports);
    if (kind === 'udp' && looksLikeIp(bytes)) return this.#ofIp(bytes);
    const octets = bytes.length + MTU_HEADERS[path.local.address.version];
    return { kind, start, end: bytes.length, ipFragment: false, isIp: false, octets };
  }

  #ofIp(bytes: Uint8Array): Parcel {
    const view = this.#view;
    const octets = bytes.length;
    if (!viewPacket(view, bytes, 0, octets))
      return { kind: 'other', start: 0, end: octets, ipFragment: false, isIp: false, octets };
    const { headerEnd: start, totalEnd: end, protocol } = view;
    const ipFragment = view.moreFragments || view.fragmentOffset > 0;
    const whole = { start, end, ipFragment, isIp: true, octets };
    // Behind the first fragment's offset there is no header to be read.
    if (view.fragmentOffset > 0) return { kind: kindOfRest(protocol), ...whole };
    const inside = end - start;
    if (protocol === PROTOCOL_NUMBER.esp && inside >= ESP_HEADER_OCTETS)
      return { kind: 'esp', ...whole };
    if (protocol === PROTOCOL_NUMBER.ah && inside >= AH_OCTETS) return { kind: 'ah', ...whole };
    if (protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6)
      return { kind: 'icmp', ...whole };
    if (protocol !== PROTOCOL_NUMBER.udp) return { kind: 'other', ...whole };
    const ports = [view.sourcePort, view.destinationPort];
    const found = this.#udpKind(bytes, start + UDP_HEADER_OCTETS, end, ports);
    return { ...whole, ...found };
  }

  #udpKind(
    octets: Uint8Array,
    start: number,
    end: number,
    ports: readonly number[],
  ): Pick<Parcel, 'kind' | 'start'> {
    const length = end - start;
    if (looksLikeMarkedIsakmp(octets, start, end)) {
      for (const port of ports) this.#markedPorts.set(port, true);
      return { kind: 'ike', start: start + MARKER_OCTETS };
    }
    if (looksLikeIsakmp(octets, start, end)) return { kind: 'ike', start };
    const shared = ports.some((port) => port === NATT_PORT || this.#markedPorts.has(port));
    if (!shared) {
      const isIke = ports.includes(IKE_PORT) && length >= HEADER_OCTETS;
      return { kind: isIke ? 'ike' : 'udp', start };
    }
    if (length === 1 && octets[start] === 0xff) return { kind: 'keepalive', start };
    if (hasMarker(octets, start, end)) {
      const behind = start + MARKER_OCTETS;
      return { kind: end - behind >= HEADER_OCTETS ? 'ike' : 'udp', start: behind };
    }
    return { kind: length >= ESP_HEADER_OCTETS ? 'esp' : 'udp', start };
  }
}

const AH_OCTETS = 12;

function kindOfRest(protocol: number): Parcel['kind'] {
  if (protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6) return 'icmp';
  return protocol === PROTOCOL_NUMBER.udp ? 'udp' : 'other';
}

/** An IP packet in UDP, as on the link of an Espial lab. */
function looksLikeIp(octets: Uint8Array): boolean {
  const { length } = octets;
  if (length >= 20 && octets[0] === 0x45)
    return (readU32(octets, 0) & 0xffff) === length && ipv4ChecksumValid(octets, 0, 20);
  return length >= 40 && octets[0]! >> 4 === 6 && readU32(octets, 4) >>> 16 === length - 40;
}
