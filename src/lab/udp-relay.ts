/** A UDP relay that treats datagrams as a bad network does, the same for the same seed. */

import type { RemoteInfo, Socket } from 'node:dgram';
import { type Endpoint, parseAddress } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import { type Random, seededRandom } from '../base/random.ts';
import type { Instant } from '../base/time.ts';
import { systemNow } from '../net/clock.ts';
import { sendTrouble } from '../net/errors.ts';
import type { RealEndpoint } from '../net/socket-plan.ts';
import { closeUdpSocket, newUdpSocket, openUdpSocket } from '../net/udp-socket.ts';
import type { Link } from '../sim/link.ts';
import type { NetemOptions } from '../sim/netem.ts';
import { NetemWay, type WayStatistics } from './netem-way.ts';

/** One listening socket and where its datagrams go. */
export interface RelayLeg {
  readonly listen: RealEndpoint;
  readonly to: RealEndpoint;
  /** The socket from which the far side hears whoever spoke last; else each client has its own. */
  readonly from?: RealEndpoint | undefined;
  /** With `from`: the one client, so that the far side may speak first. */
  readonly client?: RealEndpoint | undefined;
}

export interface RelayOptions {
  readonly legs: readonly RelayLeg[];
  readonly network: NetemOptions;
  readonly seed: string;
  /** The clock of what passes; the system's unless said. */
  readonly now?: () => Instant;
  /** What stands in front of the network, both ways of all legs: faults. */
  readonly through?: (link: Link) => Link;
  /** Told, as a sentence, what the network refuses. */
  readonly onTrouble: (sentence: string) => void;
}

export interface RelayStatistics {
  /** From the clients to the far side. */
  readonly there: WayStatistics;
  readonly back: WayStatistics;
  /** Datagrams of senders between whom the relay does not stand. */
  readonly strangers: number;
  /** Clients that were given a socket of their own. */
  readonly clients: number;
}

interface OpenLeg {
  readonly leg: RelayLeg;
  readonly socket: Socket;
  readonly there: NetemWay;
  readonly back: NetemWay;
  /** By the client's address and port; the first has been silent for longest. */
  readonly clients: Map<string, Client>;
}

/** A client and the socket that stands for it at the far side. */
interface Client {
  endpoint: RealEndpoint | undefined;
  upstream: Socket;
  /** Of the client's datagrams and back, made anew when it moves. */
  paths: { readonly there: Path; readonly back: Path };
}

/** What faults call the two sides. */
const RELAY_SIDES = { near: 'client', far: 'far' } as const;

/** The key of the one client of a leg with a fixed socket. */
const ONLY = '';

export class UdpRelay {
  readonly #options: RelayOptions;
  readonly #legs: OpenLeg[] = [];
  #strangers = 0;
  #clients = 0;
  #closed = false;

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  /** Binds every socket, or none. Throws an EdgeError. */
  async open(): Promise<void> {
    try {
      for (const leg of this.#options.legs) await this.#openLeg(leg);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  statistics(): RelayStatistics {
    return {
      there: sumOf(this.#legs.map(({ there }) => there.statistics())),
      back: sumOf(this.#legs.map(({ back }) => back.statistics())),
      strangers: this.#strangers,
      clients: this.#clients,
    };
  }

  /**
   * Gives every client that has a socket of its own another one, as a NAT does that has forgotten
   * its mappings. Answers how many.
   */
  rebind(): number {
    let count = 0;
    for (const open of this.#legs) {
      if (open.leg.from !== undefined) continue;
      for (const client of open.clients.values()) {
        client.upstream.close();
        client.upstream = this.#newUpstream(open.leg);
        this.#hear(open, client);
        count++;
      }
    }
    return count;
  }

  /** Closes all sockets; what is held back is lost. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const sockets = this.#legs.flatMap(({ socket, there, back, clients }) => {
      there.close();
      back.close();
      return [socket, ...Array.from(clients.values(), ({ upstream }) => upstream)];
    });
    await Promise.all(sockets.map(closeUdpSocket));
  }

  async #openLeg(leg: RelayLeg): Promise<void> {
    const { seed } = this.#options;
    const random = seededRandom(seed).fork(`leg ${this.#legs.length}`);
    const { near, far } = RELAY_SIDES;
    const open: OpenLeg = {
      leg,
      socket: await openUdpSocket(leg.listen, this.#troubleWith('the clients')),
      there: this.#newWay(near, far, random.fork('there')),
      back: this.#newWay(far, near, random.fork('back')),
      clients: new Map(),
    };
    this.#legs.push(open);
    if (leg.from !== undefined) {
      const upstream = await openUdpSocket(leg.from, this.#troubleWith(leg.to.address));
      const client = { endpoint: leg.client, upstream, paths: pathsOf(leg, leg.client) };
      this.#hear(open, client);
      open.clients.set(ONLY, client);
    }
    open.socket.on('message', (bytes, sender) => this.#fromClient(open, bytes, sender));
  }

  #newWay(sender: string, receiver: string, random: Random): NetemWay {
    const { network, now = systemNow, through } = this.#options;
    return new NetemWay({ sender, receiver, network, random, now, through });
  }

  #fromClient(open: OpenLeg, bytes: Uint8Array, sender: RemoteInfo): void {
    const { leg, clients, there } = open;
    if (leg.client !== undefined && !isSame(leg.client, sender)) {
      this.#strangers++;
      return;
    }
    const key = leg.from === undefined ? `${sender.address}|${sender.port}` : ONLY;
    const client = clients.get(key) ?? this.#admit(open);
    if (client.endpoint === undefined || !isSame(client.endpoint, sender)) {
      client.endpoint = { address: sender.address, port: sender.port };
      client.paths = pathsOf(leg, client.endpoint);
    }
    clients.delete(key);
    clients.set(key, client);
    there.carry(bytes, client.paths.there, (carried) =>
      this.#send(client.upstream, carried, leg.to),
    );
  }

  #admit(open: OpenLeg): Client {
    const { leg, clients } = open;
    if (clients.size >= LIMITS.relayClients) {
      const [silent] = clients.keys();
      clients.get(silent!)?.upstream.close();
      clients.delete(silent!);
    }
    this.#clients++;
    const upstream = this.#newUpstream(leg);
    const client: Client = { endpoint: undefined, upstream, paths: pathsOf(leg, undefined) };
    this.#hear(open, client);
    return client;
  }

  #newUpstream({ to }: RelayLeg): Socket {
    const upstream = newUdpSocket(to.address);
    upstream.on('error', this.#troubleWith(to.address));
    return upstream;
  }

  /** Carries what the far side says to a client's socket. */
  #hear({ leg, back, socket }: OpenLeg, client: Client): void {
    client.upstream.on('message', (bytes, sender) => {
      const { endpoint: to, paths } = client;
      if (to === undefined || !isSame(leg.to, sender)) this.#strangers++;
      else back.carry(bytes, paths.back, (carried) => this.#send(socket, carried, to));
    });
  }

  #send(socket: Socket, bytes: Uint8Array, to: RealEndpoint): void {
    if (this.#closed) return;
    const trouble = this.#troubleWith(`${to.address}:${to.port}`);
    try {
      socket.send(bytes, to.port, to.address, (error) => {
        if (error !== null) trouble(error);
      });
    } catch (error) {
      // The socket of a client that was silent for longest may be closed by now.
      trouble(error);
    }
  }

  #troubleWith(whom: string): (error: unknown) => void {
    return (error) => {
      if (!this.#closed) this.#options.onTrouble(sendTrouble(error, whom));
    };
  }
}

/** As the client's datagrams travel, and what answers them. */
function pathsOf(leg: RelayLeg, client: RealEndpoint | undefined): Client['paths'] {
  const [near, far] = [endpointOf(client ?? leg.listen), endpointOf(leg.to)];
  return {
    there: { carrier: 'udp', local: near, remote: far },
    back: { carrier: 'udp', local: far, remote: near },
  };
}

function endpointOf({ address, port }: RealEndpoint): Endpoint {
  return { address: parseAddress(address), port };
}

function isSame(left: RealEndpoint, right: RealEndpoint): boolean {
  return left.port === right.port && left.address === right.address;
}

function sumOf(all: readonly WayStatistics[]): WayStatistics {
  const sum = { received: 0, forwarded: 0, lost: 0, duplicated: 0, corrupted: 0, overflowed: 0 };
  for (const one of all) {
    for (const name of Object.keys(sum) as (keyof WayStatistics)[]) sum[name] += one[name];
  }
  return sum;
}
