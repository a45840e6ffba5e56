/**
 * The network of a scenario between processes: a switch in the runner's own process. Every host has
 * sockets of its own here, one for each address and role that it may send to; what comes there
 * becomes a flight between the addresses that hosts believe in, goes through the scenario's network,
 * and leaves by the socket that stands for its sender at its receiver.
 */

import type { RemoteInfo, Socket } from 'node:dgram';
import { addressOfBytes, type Endpoint } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { LIMITS } from '../../base/limits.ts';
import type { Duration } from '../../base/time.ts';
import type { HostConfig } from '../../host/config.ts';
import type { AddressSockets, SocketsSection } from '../../lab/socket-map.ts';
import { AddressTable } from '../../net/address-table.ts';
import { sendTrouble } from '../../net/errors.ts';
import type { PeerClock } from '../../net/lab-clock.ts';
import type { RealEndpoint } from '../../net/socket-plan.ts';
import { closeUdpSocket } from '../../net/udp-socket.ts';
import type { Flight } from '../../sim/link.ts';
import type { Injected } from '../world.ts';
import { ATTACKER, type ScenarioNetwork } from './network.ts';
import { openPorts, planOf, type SwitchPort } from './switch-ports.ts';

/** A host of a switch. */
export interface SwitchedHost {
  readonly name: string;
  readonly config: HostConfig;
  /** Own addresses that speak IKE, with their real sockets. */
  readonly own: Readonly<Record<string, AddressSockets>>;
  /** What else it may send to. */
  readonly others: SwitchedAddresses;
}

interface SwitchedAddresses {
  /** Addresses that may speak IKE. */
  readonly speaking: readonly string[];
  /** Addresses that only appear in packets. */
  readonly silent: readonly string[];
  /** Outside addresses of NATs, and the ports that they give. */
  readonly nats: readonly string[];
  readonly ports: readonly number[];
}

export interface SwitchOptions {
  readonly hosts: readonly SwitchedHost[];
  readonly network: ScenarioNetwork;
  readonly clock: Pick<PeerClock, 'realTime'>;
  /** Whether a host is there to receive. */
  readonly isThere: (host: string) => boolean;
  /** Since the play began. */
  readonly now: () => Duration;
  /** Told, as a sentence, what the network refuses. */
  readonly onTrouble: (sentence: string) => void;
}

interface OpenHost {
  readonly host: SwitchedHost;
  readonly section: SocketsSection;
  readonly table: AddressTable;
  /** By real port. */
  readonly ports: ReadonlyMap<number, SwitchPort>;
}

/** The least octets of an IP header of each version, and where its addresses are. */
const IP_ADDRESSES = {
  4: { least: 20, source: 12, destination: 16, octets: 4 },
  6: { least: 40, source: 8, destination: 24, octets: 16 },
} as const;

export class UdpSwitch {
  readonly #options: SwitchOptions;
  readonly #hosts = new Map<string, OpenHost>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #lastFlight = 0;
  #closed = false;

  constructor(options: SwitchOptions) {
    this.#options = options;
  }

  /** Opens all sockets, or none. Throws an EdgeError. */
  async open(): Promise<void> {
    const { hosts, onTrouble } = this.#options;
    const kept = new Set(hosts.flatMap(portsOf));
    try {
      for (const host of hosts) {
        const opened = await openPorts(host, kept, onTrouble);
        const plan = planOf(opened.section);
        const table = new AddressTable(host.config, plan);
        this.#hosts.set(host.name, { host, table, ...opened });
        for (const port of opened.ports.values()) {
          port.socket.on('message', (bytes, from) => this.#came(host.name, port, bytes, from));
        }
      }
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /** What the file of a host says of its sockets. */
  sectionOf(name: string): SocketsSection {
    return this.#hosts.get(name)!.section;
  }

  /** Lets a datagram of somebody on the wire arrive now. */
  inject({ path, receiver, bytes }: Injected): void {
    const number = ++this.#lastFlight;
    const sentAt = this.#options.now();
    const flight: Flight = { number, sender: ATTACKER, path, bytes, sentAt };
    this.#arrive(receiver === undefined ? flight : { ...flight, receiver });
  }

  /** Closes all sockets; what is under way is lost. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const sockets = [...this.#hosts.values()].flatMap(({ ports }) =>
      [...ports.values()].map(({ socket }) => socket),
    );
    this.#hosts.clear();
    await Promise.all(sockets.map((socket: Socket) => closeUdpSocket(socket)));
  }

  #came(sender: string, port: SwitchPort, bytes: Uint8Array, from: RemoteInfo): void {
    const host = this.#hosts.get(sender);
    if (host === undefined || this.#closed) return;
    const path = port.role === 'link' ? linkPath(bytes) : udpPath(host, port, from);
    if (path === undefined) return;
    const number = ++this.#lastFlight;
    const flight: Flight = {
      number,
      sender,
      path,
      bytes: Uint8Array.from(bytes),
      sentAt: this.#options.now(),
    };
    this.#options.network.carry(flight, (arriving, after) => this.#later(arriving, after));
  }

  #later(flight: Flight, after: Duration): void {
    const wait = this.#options.clock.realTime(after);
    // A timer waits for a millisecond at least, and datagrams without a delay are to keep their order.
    if (wait < 1) return this.#arrive(flight);
    if (this.#timers.size >= LIMITS.relayDatagrams) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#arrive(flight);
    }, wait);
    this.#timers.add(timer);
  }

  #arrive(flight: Flight): void {
    if (this.#closed) return;
    const { network, isThere } = this.#options;
    const name = network.receiverOf(flight);
    const host = name === undefined || !isThere(name) ? undefined : this.#hosts.get(name);
    const way = host && this.#wayTo(host, flight);
    network.arrived(flight, way === undefined ? undefined : name);
    if (way === undefined) return;
    const { port, to } = way;
    port.socket.send(flight.bytes, to.port, to.address, (error) => {
      // A host that has stopped refuses what comes for it, as an absent one would not.
      if (error !== null && !this.#closed) {
        this.#options.onTrouble(sendTrouble(error, `${to.address}:${to.port}`));
      }
    });
  }

  /** The socket that stands for the sender at the receiver, and the receiver's own. */
  #wayTo(
    { host, table, ports }: OpenHost,
    { path }: Flight,
  ): { readonly port: SwitchPort; readonly to: RealEndpoint } | undefined {
    const isLink = path.carrier === 'link';
    const own = host.config.addresses.some(({ text }) => text === path.remote.address.text);
    const to = isLink ? table.realLink(path.remote.address) : table.realUdp(path.remote);
    if (!own || to === undefined || to.address === path.remote.address.text) return undefined;
    const port = isLink
      ? [...ports.values()].find(({ role }) => role === 'link')
      : ports.get(table.realUdp(path.local).port);
    return port === undefined ? undefined : { port, to };
  }
}

function udpPath({ table }: OpenHost, { real }: SwitchPort, from: RemoteInfo): Path {
  return {
    carrier: 'udp',
    local: table.hostLevel(from.address, from.port),
    remote: table.hostLevel(real.address, real.port),
  };
}

/** A whole IP packet says itself from where to where it goes; what is none goes nowhere. */
function linkPath(packet: Uint8Array): Path | undefined {
  const version = (packet[0] ?? 0) >> 4;
  if (version !== 4 && version !== 6) return undefined;
  const { least, source, destination, octets } = IP_ADDRESSES[version];
  if (packet.length < least) return undefined;
  const endpoint = (at: number): Endpoint => ({
    address: addressOfBytes(packet.subarray(at, at + octets)),
    port: 0,
  });
  return { carrier: 'link', local: endpoint(source), remote: endpoint(destination) };
}

/** The real ports that a host will open. */
function portsOf({ own }: SwitchedHost): readonly number[] {
  return Object.values(own)
    .flatMap(({ ike, natT, link }) => [ike, natT, link])
    .flatMap((real) => (real === undefined ? [] : [Number(real.slice(real.lastIndexOf(':') + 1))]));
}
