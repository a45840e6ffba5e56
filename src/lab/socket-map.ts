/** The `sockets` part of peers' files for hosts that share one machine: every role on its own port. */

import { freeUdpPorts, LOOPBACK } from './free-ports.ts';

/** What a lab needs to know of a host to give it sockets. */
export interface MappedHost {
  readonly name: string;
  /** Addresses that speak IKE: they get sockets for IKE, NAT-T and whole IP packets. */
  readonly outer: readonly string[];
  /** Addresses that only appear in packets: they share the host's first link socket. */
  readonly inner: readonly string[];
}

/** As a peer's file says it. */
export interface SocketsSection {
  readonly mode: 'mapped';
  readonly map: Readonly<Record<string, AddressSockets>>;
}

/** The real sockets of one address. */
export interface AddressSockets {
  readonly ike?: string;
  readonly natT?: string;
  readonly link?: string;
  /** By further ports. */
  readonly ports?: Readonly<Record<string, string>>;
}

export const ROLES = ['ike', 'natT', 'link'] as const;

/** One section that serves every host of a lab: each finds its own sockets and the others' in it. */
export async function mapSockets(hosts: readonly MappedHost[]): Promise<SocketsSection> {
  const outerCount = hosts.reduce((sum, host) => sum + host.outer.length, 0);
  const ports = [...(await freeUdpPorts(outerCount * ROLES.length))];
  const map: Record<string, AddressSockets> = {};
  for (const host of hosts) {
    for (const address of host.outer) {
      map[address] = Object.fromEntries(
        ROLES.map((role) => [role, `${LOOPBACK}:${ports.shift()}`] as const),
      );
    }
    const link = map[host.outer[0] ?? '']?.link;
    if (link === undefined) continue;
    for (const address of host.inner) map[address] = { link };
  }
  return { mode: 'mapped', map };
}

/** The real port of a role of an address, for who sends there without being a peer. */
export function portOf(
  section: SocketsSection,
  address: string,
  role: (typeof ROLES)[number],
): number {
  const real = section.map[address]?.[role];
  if (real === undefined) throw new RangeError(`${address} has no ${role} socket`);
  return Number(real.slice(real.lastIndexOf(':') + 1));
}
