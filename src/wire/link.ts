/** Link headers of captures: Ethernet with its tags, Linux cooked, and loopback. */

import { toHex } from '../base/bytes.ts';
import { bits, enumeration, struct, u8, u16, u32 } from './codec.ts';
import { COOKED_PACKET_TYPES, ETHER_TYPES } from './numbers/link.ts';
import { shownBytes } from './shown.ts';

const etherType = enumeration(u16, ETHER_TYPES);
const hardwareAddress = shownBytes(6, 'a hardware address', colons);
const linkAddress = shownBytes(8, 'a link address', colons);

/** Ethernet II: what follows is told by `etherType`; below 1536 it is a length (IEEE 802.3). */
export const ethernetHeader = struct('an Ethernet header', {
  destination: hardwareAddress,
  source: hardwareAddress,
  etherType,
});

/** A VLAN tag behind its Ethernet type (IEEE 802.1Q). */
export const vlanTag = struct('a VLAN tag', {
  tag: bits(u16, { priority: 3, dropEligible: 1, vlan: 12 }),
  etherType,
});

/** Linux cooked capture, version 1. */
export const linuxCookedHeader = struct('a Linux cooked header', {
  packetType: enumeration(u16, COOKED_PACKET_TYPES),
  hardwareType: u16,
  addressLength: u16,
  address: linkAddress,
  etherType,
});

/** Linux cooked capture, version 2. */
export const linuxCooked2Header = struct('a Linux cooked header, version 2', {
  etherType,
  reserved: u16,
  interfaceIndex: u32,
  hardwareType: u16,
  packetType: enumeration(u8, COOKED_PACKET_TYPES),
  addressLength: u8,
  address: linkAddress,
});

/** BSD loopback: an address family, in the byte order of the host that captured. */
export const loopbackHeader = struct('a loopback header', {
  family: enumeration(u32, (value) => familyName(familyOf(value))),
});

/** The IP version of an address family, whichever system's number and byte order it is. */
export function familyOf(value: number): 4 | 6 | undefined {
  const family = value > 0xffff ? swapped(value) : value;
  if (family === 2) return 4;
  // AF_INET6 of Linux, the BSDs, FreeBSD and macOS.
  return [10, 24, 28, 30].includes(family) ? 6 : undefined;
}

function familyName(version: 4 | 6 | undefined): string {
  return version === undefined ? 'no IP' : `IPv${version}`;
}

function swapped(value: number): number {
  return (
    (((value & 0xff) << 24) |
      ((value & 0xff00) << 8) |
      ((value >>> 8) & 0xff00) |
      (value >>> 24)) >>>
    0
  );
}

function colons(octets: Uint8Array): string {
  return toHex(octets).replace(/..(?!$)/g, '$&:');
}
