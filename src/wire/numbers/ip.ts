/** Numbers of IP and of what it carries: protocols, ICMP types and codes. */

/** A number's name and where it is defined. */
export interface NumberEntry {
  readonly name: string;
  readonly reference: string;
}

/** IP protocol and IPv6 next-header numbers (IANA protocol-numbers). */
export const PROTOCOL_NUMBER = {
  hopByHop: 0,
  icmp: 1,
  igmp: 2,
  ipv4: 4,
  tcp: 6,
  udp: 17,
  dccp: 33,
  ipv6: 41,
  ipv6Route: 43,
  ipv6Fragment: 44,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  ipv6NoNext: 59,
  ipv6Options: 60,
  ospf: 89,
  ipcomp: 108,
  l2tp: 115,
  sctp: 132,
  mobility: 135,
  udpLite: 136,
} as const;

export const PROTOCOL_NUMBERS: Readonly<Record<number, NumberEntry>> = {
  0: { name: 'hopopt', reference: 'RFC 8200 4.3' },
  1: { name: 'icmp', reference: 'RFC 792' },
  2: { name: 'igmp', reference: 'RFC 9776' },
  4: { name: 'ipv4', reference: 'RFC 2003' },
  6: { name: 'tcp', reference: 'RFC 9293' },
  17: { name: 'udp', reference: 'RFC 768' },
  33: { name: 'dccp', reference: 'RFC 4340' },
  41: { name: 'ipv6', reference: 'RFC 2473' },
  43: { name: 'ipv6-route', reference: 'RFC 8200 4.4' },
  44: { name: 'ipv6-frag', reference: 'RFC 8200 4.5' },
  47: { name: 'gre', reference: 'RFC 2784' },
  50: { name: 'esp', reference: 'RFC 4303' },
  51: { name: 'ah', reference: 'RFC 4302' },
  58: { name: 'ipv6-icmp', reference: 'RFC 4443' },
  59: { name: 'ipv6-nonxt', reference: 'RFC 8200 4.7' },
  60: { name: 'ipv6-opts', reference: 'RFC 8200 4.6' },
  89: { name: 'ospf', reference: 'RFC 2328' },
  108: { name: 'ipcomp', reference: 'RFC 3173' },
  115: { name: 'l2tp', reference: 'RFC 3931' },
  132: { name: 'sctp', reference: 'RFC 9260' },
  135: { name: 'mobility-header', reference: 'RFC 6275' },
  136: { name: 'udplite', reference: 'RFC 3828' },
};

/** ICMP message types (IANA icmp-parameters). */
export const ICMP_TYPE = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echoRequest: 8,
  routerAdvertisement: 9,
  routerSolicitation: 10,
  timeExceeded: 11,
  parameterProblem: 12,
  timestamp: 13,
  timestampReply: 14,
} as const;

export const ICMP_TYPES: Readonly<Record<number, NumberEntry>> = {
  0: { name: 'echo reply', reference: 'RFC 792' },
  3: { name: 'destination unreachable', reference: 'RFC 792' },
  4: { name: 'source quench', reference: 'RFC 792, deprecated by RFC 6633' },
  5: { name: 'redirect', reference: 'RFC 792' },
  8: { name: 'echo request', reference: 'RFC 792' },
  9: { name: 'router advertisement', reference: 'RFC 1256' },
  10: { name: 'router solicitation', reference: 'RFC 1256' },
  11: { name: 'time exceeded', reference: 'RFC 792' },
  12: { name: 'parameter problem', reference: 'RFC 792' },
  13: { name: 'timestamp', reference: 'RFC 792' },
  14: { name: 'timestamp reply', reference: 'RFC 792' },
};

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
export const ICMPV6_TYPE = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  timeExceeded: 3,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
  listenerQuery: 130,
  listenerReport: 131,
  listenerDone: 132,
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
  listenerReportV2: 143,
} as const;

export const ICMPV6_TYPES: Readonly<Record<number, NumberEntry>> = {
  1: { name: 'destination unreachable', reference: 'RFC 4443 3.1' },
  2: { name: 'packet too big', reference: 'RFC 4443 3.2' },
  3: { name: 'time exceeded', reference: 'RFC 4443 3.3' },
  4: { name: 'parameter problem', reference: 'RFC 4443 3.4' },
  128: { name: 'echo request', reference: 'RFC 4443 4.1' },
  129: { name: 'echo reply', reference: 'RFC 4443 4.2' },
  130: { name: 'multicast listener query', reference: 'RFC 2710' },
  131: { name: 'multicast listener report', reference: 'RFC 2710' },
  132: { name: 'multicast listener done', reference: 'RFC 2710' },
  133: { name: 'router solicitation', reference: 'RFC 4861 4.1' },
  134: { name: 'router advertisement', reference: 'RFC 4861 4.2' },
  135: { name: 'neighbour solicitation', reference: 'RFC 4861 4.3' },
  136: { name: 'neighbour advertisement', reference: 'RFC 4861 4.4' },
  137: { name: 'redirect', reference: 'RFC 4861 4.5' },
  143: { name: 'multicast listener report v2', reference: 'RFC 9777' },
};

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

/** `esp`, or `unknown (200)`. */
export function protocolName(protocol: number): string {
  return PROTOCOL_NUMBERS[protocol]?.name ?? `unknown (${protocol})`;
}

/** `echo request`, or `unknown (200)`; the types of the two IP versions differ. */
export function icmpTypeName(version: 4 | 6, type: number): string {
  const table = version === 4 ? ICMP_TYPES : ICMPV6_TYPES;
  return table[type]?.name ?? `unknown (${type})`;
}
