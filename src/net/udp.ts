/** Real UDP sockets as the carrier of one host: IKE, NAT-T and link. */

import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  type Address,
  addressOfBytes,
  type Endpoint,
  endpointText,
  parseAddress,
  sameEndpoint,
} from '../base/address.ts';
import { type ArenaPool, type Batch, BatchWriter, type Path } from '../base/batch.ts';
import type { Carrier, Sheds } from '../host/carrier.ts';
import type { HostConfig } from '../host/config.ts';
import type { Input } from '../host/ports.ts';
import { isMarked } from '../wire/natt.ts';
import { AddressTable, type OwnSocket } from './address-table.ts';
import { openDgramSocket } from './dgram-socket.ts';
import { EdgeError, sendTrouble } from './errors.ts';
import type { OpenRealSocket, RealSocket, SendEvents, SocketEvents } from './real-socket.ts';
import { Senders } from './senders.ts';
import type { RealEndpoint, SocketPlan } from './socket-plan.ts';

export interface UdpOptions {
  readonly config: HostConfig;
  readonly plan: SocketPlan;
  /** Where the arenas of arrivals come from, and those of sent batches go back to. */
  readonly pool: ArenaPool;
  /** Told, as a sentence, what the network refuses. */
  readonly onTrouble: (sentence: string) => void;
  /** Told of each IKE message that the network refuses, and of errors on receiving. */
  readonly onFailure?: (counter: NetworkFailure) => void;
  /** How sockets are opened; by node:dgram unless said. */
  readonly openSocket?: OpenRealSocket | undefined;
}

/** Which statistic a failure of the network adds to. */
type NetworkFailure = Extract<Input, { kind: 'network-failure' }>['counter'];

interface OpenSocket extends OwnSocket {
  readonly socket: RealSocket;
}

interface Route {
  readonly socket: RealSocket;
  readonly real: RealEndpoint;
}

/** How long closing waits for datagrams that are still on their way out. */
const CLOSE_WAIT_MILLISECONDS = 500;

/** The sockets of one host. */
export class UdpCarrier implements Carrier {
  readonly #options: UdpOptions;
  readonly #table: AddressTable;
  readonly #sockets: OpenSocket[] = [];
  /** Undefined: there is no way for that path. */
  #routes = new WeakMap<Path, Route | { readonly socket: undefined }>();
  /** ESP may be opened where it lies. */
  readonly #arrivals: BatchWriter;
  #receiver: ((batch: Batch) => void) | undefined;
  #sheds: Sheds | undefined;
  #flushing: NodeJS.Immediate | undefined;
  /** Batches that are on their way out. */
  #pending = 0;
  #closed = false;
  #drained: (() => void) | undefined;

  readonly #sendEvents: SendEvents = {
    tellsEach: (batch) => !this.#isEsp(batch),
    refused: (batch, index, error) => {
      this.#countIfIke(batch, index);
      this.#options.onTrouble(sendTrouble(error, endpointText(batch.path.remote)));
    },
    done: (batch) => {
      this.#options.pool.give(batch.arena);
      this.#pending--;
      if (this.#pending === 0) this.#drained?.();
    },
  };

  constructor(options: UdpOptions) {
    this.#options = options;
    this.#arrivals = new BatchWriter(options.pool, true);
    this.#table = new AddressTable(options.config, options.plan);
  }

  /** Binds every socket, or none. Throws an EdgeError. Answers what was bound. */
  async open(): Promise<readonly OwnSocket[]> {
    const wanted = this.#table.ownSockets(machineAddresses());
    if (wanted.length === 0) {
      const addresses = this.#options.config.addresses.map((address) => address.text).join(', ');
      throw new EdgeError(
        'address-not-here',
        `this machine has none of the addresses ${addresses}, and nothing says how else to reach them. Add sockets with mode mapped, or run where the addresses are.`,
      );
    }
    try {
      for (const own of wanted) this.#sockets.push(await this.#bind(own));
    } catch (error) {
      await this.close();
      throw error;
    }
    return wanted;
  }

  send(batch: Batch): void {
    const route = this.#closed ? undefined : this.#routeOf(batch.path);
    if (route === undefined || batch.count === 0) {
      if (!this.#closed) this.#countRefused(batch);
      this.#options.pool.give(batch.arena);
      return;
    }
    this.#pending++;
    route.socket.send(batch, route.real, this.#sendEvents);
  }

  listen(receiver: (batch: Batch) => void, sheds?: Sheds): void {
    this.#receiver = receiver;
    this.#sheds = sheds;
  }

  /** Lets what was sent go out, then closes all sockets. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#pending > 0) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
        setTimeout(resolve, CLOSE_WAIT_MILLISECONDS).unref();
      });
    }
    clearImmediate(this.#flushing);
    await Promise.all(this.#sockets.splice(0).map(({ socket }) => socket.close()));
  }

  #countRefused(batch: Batch): void {
    for (let i = 0; i < batch.count; i++) this.#countIfIke(batch, i);
  }

  #countIfIke(batch: Batch, index: number): void {
    if (this.#isIke(batch, index)) this.#options.onFailure?.('sendsFailed');
  }

  #isEsp(batch: Batch): boolean {
    for (let i = 0; i < batch.count; i++) if (this.#isIke(batch, i)) return false;
    return true;
  }

  /** On the NAT-T port IKE stands behind its marker, and the rest is ESP. */
  #isIke({ path, arena, spans }: Batch, index: number): boolean {
    if (path.carrier !== 'udp') return false;
    if (path.local.port !== this.#options.config.natPort) return true;
    return isMarked(arena, spans[index * 2]!);
  }

  async #bind(own: OwnSocket): Promise<OpenSocket> {
    const { openSocket = openDgramSocket } = this.#options;
    return { ...own, socket: await openSocket(own.real, this.#eventsOf(own)) };
  }

  /** The paths of datagrams are by the real sender; on a link, by what the packet says of itself. */
  #eventsOf({ role, local }: OwnSocket): SocketEvents {
    const isLink = role === 'link';
    const senders = new Senders((address, port) =>
      isLink
        ? { carrier: 'link', local, remote: { address: parseAddress(address), port } }
        : { carrier: 'udp', local, remote: this.#table.hostLevel(address, port) },
    );
    return {
      perDatagram: isLink,
      sheds: (octets, start, end) =>
        !isLink && this.#sheds?.(octets, start, end, local.port) === true,
      pathOf: (address, port, arena, start, end) =>
        isLink
          ? senders.pathOf(sourceOf(arena, start, end, local).text, 0)
          : senders.pathOf(address, port),
      arrived: (batch) => this.#receiver?.(batch),
      arrivedOne: (path, datagram) => {
        this.#arrivals.add(path, datagram);
        // All datagrams of one turn of the event loop make batches; they are taken right after it.
        this.#flushing ??= setImmediate(() => this.#flush());
      },
      failed: (error) => {
        this.#options.onFailure?.('receivesFailed');
        this.#options.onTrouble(sendTrouble(error, 'the network'));
      },
    };
  }

  #flush(): void {
    this.#flushing = undefined;
    for (const batch of this.#arrivals.drain()) {
      this.#receiver?.(batch);
      this.#options.pool.give(batch.arena);
    }
  }

  #routeOf(path: Path): Route | undefined {
    let route = this.#routes.get(path);
    if (route === undefined) {
      route = this.#findRoute(path) ?? { socket: undefined };
      this.#routes.set(path, route);
    }
    return route.socket === undefined ? undefined : route;
  }

  #findRoute(path: Path): Route | undefined {
    const link = path.carrier === 'link';
    const real = link
      ? this.#table.realLink(path.remote.address)
      : this.#table.realUdp(path.remote);
    // Any link socket that can send there will do: the IP packet says whose it is.
    const own = this.#sockets.find((open) =>
      link
        ? open.role === 'link' && isIPv6(open.real.address) === isIPv6(real?.address ?? '')
        : open.role !== 'link' && sameEndpoint(open.local, path.local),
    );
    if (own !== undefined && real !== undefined) return { socket: own.socket, real };
    const way = own === undefined ? `from ${endpointText(path.local)}` : 'as a whole IP packet';
    this.#options.onTrouble(
      `there is no way to ${path.remote.address.text} ${way}: ${link ? 'it has no link socket. Give both sides one, or force NAT traversal so that ESP travels in UDP' : 'no socket of this peer has that address and port'}. Such datagrams are dropped.`,
    );
    return undefined;
  }
}

/** The addresses that this machine has. */
function machineAddresses(): Set<string> {
  const found = new Set<string>();
  for (const list of Object.values(networkInterfaces())) {
    for (const { address } of list ?? []) found.add(address);
  }
  return found;
}

/** On a link the packet itself says who it is from; what is no IP packet comes from nowhere. */
function sourceOf(arena: Uint8Array, start: number, end: number, local: Endpoint): Address {
  const octets = end - start;
  const version = octets > 0 ? arena[start]! >> 4 : 0;
  if (version === 4 && octets >= 20) return addressOfBytes(arena.subarray(start + 12, start + 16));
  if (version === 6 && octets >= 40) return addressOfBytes(arena.subarray(start + 8, start + 24));
  return addressOfBytes(new Uint8Array(local.address.octets));
}
