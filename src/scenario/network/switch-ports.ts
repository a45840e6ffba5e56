/** The sockets of a switch for one host, and what the host's file says of them. */

import type { Socket } from 'node:dgram';
import { LOOPBACK } from '../../lab/free-ports.ts';
import type { AddressSockets, SocketsSection } from '../../lab/socket-map.ts';
import { sendTrouble } from '../../net/errors.ts';
import type { RealEndpoint, RoleEndpoints, SocketPlan } from '../../net/socket-plan.ts';
import { closeUdpSocket, openUdpSocket } from '../../net/udp-socket.ts';
import type { SwitchedHost } from './switch.ts';

/** A socket of the switch that stands for an endpoint, or for everybody's link, at one host. */
export interface SwitchPort {
  readonly role: 'udp' | 'link';
  readonly socket: Socket;
  readonly real: RealEndpoint;
}

export interface OpenPorts {
  readonly section: SocketsSection;
  /** By real port. */
  readonly ports: ReadonlyMap<number, SwitchPort>;
}

/**
 * Opens the sockets that stand for everybody else at one host, on ports that are none of those kept
 * for hosts. Throws an EdgeError.
 */
export async function openPorts(
  { own, others }: SwitchedHost,
  kept: ReadonlySet<number>,
  onTrouble: (sentence: string) => void,
): Promise<OpenPorts> {
  const ports = new Map<number, SwitchPort>();
  const open = async (role: SwitchPort['role']): Promise<string> => {
    const socket = await openBeside(kept, (error) => onTrouble(sendTrouble(error, 'a host')));
    const { port } = socket.address();
    ports.set(port, { role, socket, real: { address: LOOPBACK, port } });
    return `${LOOPBACK}:${port}`;
  };
  try {
    const map: Record<string, AddressSockets> = { ...own };
    // An IP packet says itself whose it is: one socket serves every address.
    const link = await open('link');
    for (const address of [...others.speaking, ...others.nats]) {
      if (address in map) continue;
      const roles = { ike: await open('udp'), natT: await open('udp'), link };
      map[address] = roles;
      if (!others.nats.includes(address)) continue;
      const further: Record<string, string> = {};
      for (const port of others.ports) further[port] = await open('udp');
      map[address] = { ...roles, ports: further };
    }
    for (const address of others.silent) map[address] ??= { link };
    return { section: { mode: 'mapped', map }, ports };
  } catch (error) {
    await Promise.all([...ports.values()].map(({ socket }) => closeUdpSocket(socket)));
    throw error;
  }
}

/** A socket of any port but those: they are free until their hosts start. */
async function openBeside(
  kept: ReadonlySet<number>,
  onError: (error: Error) => void,
): Promise<Socket> {
  const wrong: Socket[] = [];
  try {
    for (;;) {
      const socket = await openUdpSocket({ address: LOOPBACK, port: 0 }, onError);
      if (!kept.has(socket.address().port)) return socket;
      // It stays open until another one is found, so that the same port does not come again.
      wrong.push(socket);
    }
  } finally {
    await Promise.all(wrong.map(closeUdpSocket));
  }
}

/** A section as the program that reads it has it. */
export function planOf({ map }: SocketsSection): SocketPlan {
  const entries = Object.entries(map).map(([address, sockets]): [string, RoleEndpoints] => {
    const { ike, natT, link, ports = {} } = sockets;
    const further = Object.entries(ports).map(
      ([port, real]) => [Number(port), realOf(real)!] as const,
    );
    const roles = { ike: realOf(ike), natT: realOf(natT), link: realOf(link) };
    return [address, { ...roles, ports: new Map(further) }];
  });
  return { mode: 'mapped', map: new Map(entries) };
}

function realOf(text: string | undefined): RealEndpoint | undefined {
  if (text === undefined) return undefined;
  const at = text.lastIndexOf(':');
  return { address: text.slice(0, at), port: Number(text.slice(at + 1)) };
}
