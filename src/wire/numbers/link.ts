/** Numbers of links: LINKTYPE values of captures, Ethernet types, address families of loopback. */

import { numberTable } from './table.ts';

/** Link types of captures that can be read (https://www.tcpdump.org/linktypes.html). */
export const LINK_TYPES = numberTable('link type', {
  null: [0, 'BSD loopback', 'LINKTYPE_NULL'],
  ethernet: [1, 'Ethernet', 'LINKTYPE_ETHERNET'],
  rawOpenBsd: [12, 'raw IP', 'LINKTYPE_RAW on most systems'],
  rawLibpcap: [14, 'raw IP', 'LINKTYPE_RAW on OpenBSD'],
  raw: [101, 'raw IP', 'LINKTYPE_RAW'],
  loop: [108, 'OpenBSD loopback', 'LINKTYPE_LOOP'],
  linuxCooked: [113, 'Linux cooked v1', 'LINKTYPE_LINUX_SLL'],
  ipv4: [228, 'raw IPv4', 'LINKTYPE_IPV4'],
  ipv6: [229, 'raw IPv6', 'LINKTYPE_IPV6'],
  linuxCooked2: [276, 'Linux cooked v2', 'LINKTYPE_LINUX_SLL2'],
});
export const LINK_TYPE = LINK_TYPES.numbers;

/** Ethernet types (IEEE 802). */
export const ETHER_TYPES = numberTable('Ethernet type', {
  ipv4: [0x0800, 'IPv4', 'RFC 894'],
  arp: [0x0806, 'ARP', 'RFC 826'],
  vlan: [0x8100, 'VLAN tag', 'IEEE 802.1Q'],
  ipv6: [0x86dd, 'IPv6', 'RFC 2464'],
  serviceVlan: [0x88a8, 'service VLAN tag', 'IEEE 802.1ad'],
  oldServiceVlan: [0x9100, 'VLAN tag (QinQ before 802.1ad)', 'in use'],
});
export const ETHER_TYPE = ETHER_TYPES.numbers;

/** What Linux says of a frame in place of a link header (LINKTYPE_LINUX_SLL). */
export const COOKED_PACKET_TYPES = numberTable('packet type', {
  toUs: [0, 'to this host', 'LINKTYPE_LINUX_SLL'],
  broadcast: [1, 'broadcast', 'LINKTYPE_LINUX_SLL'],
  multicast: [2, 'multicast', 'LINKTYPE_LINUX_SLL'],
  toOthers: [3, 'to another host', 'LINKTYPE_LINUX_SLL'],
  fromUs: [4, 'from this host', 'LINKTYPE_LINUX_SLL'],
});
