/** Numbers of IP and of what it carries: protocols, ICMP types and codes. */

import { numberTable } from './table.ts';

/** IP protocol and IPv6 next-header numbers (IANA protocol-numbers). */
export const PROTOCOL_NUMBERS = numberTable('protocol', {
  hopByHop: [0, 'hopopt', 'RFC 8200 4.3'],
  icmp: [1, 'icmp', 'RFC 792'],
  igmp: [2, 'igmp', 'RFC 9776'],
  ipv4: [4, 'ipv4', 'RFC 2003'],
  tcp: [6, 'tcp', 'RFC 9293'],
  udp: [17, 'udp', 'RFC 768'],
  dccp: [33, 'dccp', 'RFC 4340'],
  ipv6: [41, 'ipv6', 'RFC 2473'],
  ipv6Route: [43, 'ipv6-route', 'RFC 8200 4.4'],
  ipv6Fragment: [44, 'ipv6-frag', 'RFC 8200 4.5'],
  gre: [47, 'gre', 'RFC 2784'],
  esp: [50, 'esp', 'RFC 4303'],
  ah: [51, 'ah', 'RFC 4302'],
  icmpv6: [58, 'ipv6-icmp', 'RFC 4443'],
  ipv6NoNext: [59, 'ipv6-nonxt', 'RFC 8200 4.7'],
  ipv6Options: [60, 'ipv6-opts', 'RFC 8200 4.6'],
  ospf: [89, 'ospf', 'RFC 2328'],
  ipcomp: [108, 'ipcomp', 'RFC 3173'],
  l2tp: [115, 'l2tp', 'RFC 3931'],
  sctp: [132, 'sctp', 'RFC 9260'],
  mobility: [135, 'mobility-header', 'RFC 6275'],
  udpLite: [136, 'udplite', 'RFC 3828'],
});

export const PROTOCOL_NUMBER = PROTOCOL_NUMBERS.numbers;

/** ICMP message types (IANA icmp-parameters). */
export const ICMP_TYPES = numberTable('ICMP type', {
  echoReply: [0, 'echo reply', 'RFC 792'],
  destinationUnreachable: [3, 'destination unreachable', 'RFC 792'],
  sourceQuench: [4, 'source quench', 'RFC 792, deprecated by RFC 6633'],
  redirect: [5, 'redirect', 'RFC 792'],
  echoRequest: [8, 'echo request', 'RFC 792'],
  routerAdvertisement: [9, 'router advertisement', 'RFC 1256'],
  routerSolicitation: [10, 'router solicitation', 'RFC 1256'],
  timeExceeded: [11, 'time exceeded', 'RFC 792'],
  parameterProblem: [12, 'parameter problem', 'RFC 792'],
  timestamp: [13, 'timestamp', 'RFC 792'],
  timestampReply: [14, 'timestamp reply', 'RFC 792'],
});

export const ICMP_TYPE = ICMP_TYPES.numbers;

/** Codes of ICMP destination unreachable (RFC 792, RFC 1191, RFC 1812 5.2.7.1). */
export const ICMP_UNREACHABLE = {
  network: 0,
  host: 1,
  protocol: 2,
  port: 3,
  fragmentationNeeded: 4,
  sourceRouteFailed: 5,
  administrativelyProhibited: 13,
} as const;

/** ICMPv6 message types (IANA icmpv6-parameters). */
export const ICMPV6_TYPES = numberTable('ICMPv6 type', {
  destinationUnreachable: [1, 'destination unreachable', 'RFC 4443 3.1'],
  packetTooBig: [2, 'packet too big', 'RFC 4443 3.2'],
  timeExceeded: [3, 'time exceeded', 'RFC 4443 3.3'],
  parameterProblem: [4, 'parameter problem', 'RFC 4443 3.4'],
  echoRequest: [128, 'echo request', 'RFC 4443 4.1'],
  echoReply: [129, 'echo reply', 'RFC 4443 4.2'],
  listenerQuery: [130, 'multicast listener query', 'RFC 2710'],
  listenerReport: [131, 'multicast listener report', 'RFC 2710'],
  listenerDone: [132, 'multicast listener done', 'RFC 2710'],
  routerSolicitation: [133, 'router solicitation', 'RFC 4861 4.1'],
  routerAdvertisement: [134, 'router advertisement', 'RFC 4861 4.2'],
  neighbourSolicitation: [135, 'neighbour solicitation', 'RFC 4861 4.3'],
  neighbourAdvertisement: [136, 'neighbour advertisement', 'RFC 4861 4.4'],
  redirect: [137, 'redirect', 'RFC 4861 4.5'],
  listenerReportV2: [143, 'multicast listener report v2', 'RFC 9777'],
});

export const ICMPV6_TYPE = ICMPV6_TYPES.numbers;

/** Codes of ICMPv6 destination unreachable (RFC 4443 3.1). */
export const ICMPV6_UNREACHABLE = {
  noRoute: 0,
  administrativelyProhibited: 1,
  beyondScope: 2,
  address: 3,
  port: 4,
} as const;

/** Whether a next-header number is one of IPv6's extension headers (RFC 8200 4); ESP and AH are not. */
export function isExtensionHeader(protocol: number): boolean {
  return (
    protocol === PROTOCOL_NUMBER.hopByHop ||
    protocol === PROTOCOL_NUMBER.ipv6Route ||
    protocol === PROTOCOL_NUMBER.ipv6Fragment ||
    protocol === PROTOCOL_NUMBER.ipv6Options
  );
}
