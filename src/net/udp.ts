/** Real UDP sockets as the carrier of one host: IKE, NAT-T and link. */

import type { RemoteInfo, Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { addressOfBytes, endpointText, sameEndpoint } from '../base/address.ts';
import { type ArenaPool, arenaPool, type Batch, BatchWriter, type Path } from '../base/batch.ts';
import { LIMITS } from '../base/limits.ts';
import type { Carrier } from '../host/carrier.ts';
import type { HostConfig } from '../host/config.ts';
import type { Input } from '../host/ports.ts';
import { NON_ESP_MARKER } from '../wire/natt.ts';
import { AddressTable, type OwnSocket } from './address-table.ts';
import { EdgeError, sendTrouble } from './errors.ts';
import type { RealEndpoint, SocketPlan } from './socket-plan.ts';
import { closeUdpSocket, openUdpSocket } from './udp-socket.ts';

export interface UdpOptions {
  readonly config: HostConfig;
  readonly plan: SocketPlan;
  /** Where the arenas of sent batches go back to. */
  readonly pool: ArenaPool;
  /** Told, as a sentence, what the network refuses. */
  readonly onTrouble: (sentence: string) => void;
  /** Told of each IKE message that the network refuses, and of errors on receiving. */
  readonly onFailure?: (counter: NetworkFailure) => void;
}

/** Which statistic a failure of the network adds to. */
type NetworkFailure = Extract<Input, { kind: 'network-failure' }>['counter'];

interface OpenSocket extends OwnSocket {
  readonly socket: Socket;
  /** Paths by real sender, so that a path is one object. */
  readonly paths: Map<string, Path>;
}

interface Route {
  readonly socket: Socket;
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
  readonly #arrivalPool = arenaPool(4);
  readonly #arrivals = new BatchWriter(this.#arrivalPool);
  #receiver: ((batch: Batch) => void) | undefined;
  #flushing: NodeJS.Immediate | undefined;
  #pending = 0;
  #closed = false;
  #drained: (() => void) | undefined;

  constructor(options: UdpOptions) {
    this.#options = options;
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
    const { arena, spans, count } = batch;
    const { pool, onTrouble } = this.#options;
    const route = this.#closed ? undefined : this.#routeOf(batch.path);
    if (route === undefined || count === 0) {
      if (!this.#closed) this.#countRefused(batch);
      pool.give(arena);
      return;
    }
    const { socket, real } = route;
    let left = count;
    this.#pending += count;
    const sent = (error: Error | null, index: number): void => {
      this.#pending--;
      if (error !== null) {
        this.#countIfIke(batch, index);
        onTrouble(sendTrouble(error, endpointText(batch.path.remote)));
      }
      if (--left === 0) pool.give(arena);
      if (this.#pending === 0) this.#drained?.();
    };
    for (let i = 0; i < count; i++) {
      const start = spans[i * 2]!;
      const octets = spans[i * 2 + 1]! - start;
      socket.send(arena, start, octets, real.port, real.address, (error) => sent(error, i));
    }
  }

  listen(receiver: (batch: Batch) => void): void {
    this.#receiver = receiver;
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
    await Promise.all(this.#sockets.splice(0).map(({ socket }) => closeUdpSocket(socket)));
  }

  #countRefused(batch: Batch): void {
    for (let i = 0; i < batch.count; i++) this.#countIfIke(batch, i);
  }

  /** On the NAT-T port IKE stands behind its marker, and the rest is ESP. */
  #countIfIke({ path, arena, spans }: Batch, index: number): void {
    if (path.carrier !== 'udp') return;
    const start = spans[index * 2]!;
    const isIke =
      path.local.port !== this.#options.config.natPort ||
      NON_ESP_MARKER.every((octet, i) => arena[start + i] === octet);
    if (isIke) this.#options.onFailure?.('sendsFailed');
  }

  async #bind(own: OwnSocket): Promise<OpenSocket> {
    const socket = await openUdpSocket(own.real, (error) => {
      this.#options.onFailure?.('receivesFailed');
      this.#options.onTrouble(sendTrouble(error, 'the network'));
    });
    const open: OpenSocket = { ...own, socket, paths: new Map() };
    socket.on('message', (message, from) => this.#arrived(open, message, from));
    return open;
  }

  #arrived(open: OpenSocket, message: Uint8Array, from: RemoteInfo): void {
    const path = open.role === 'link' ? linkPath(open, message) : this.#udpPath(open, from);
    this.#arrivals.add(path, message);
    // All datagrams of one turn of the event loop make batches; they are taken right after it.
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = undefined;
    for (const batch of this.#arrivals.drain()) {
      this.#receiver?.(batch);
      this.#arrivalPool.give(batch.arena);
    }
  }

  #udpPath(open: OpenSocket, from: RemoteInfo): Path {
    const key = `${from.address}|${from.port}`;
    let path = open.paths.get(key);
    if (path === undefined) {
      const remote = this.#table.hostLevel(from.address, from.port);
      path = { carrier: 'udp', local: open.local, remote };
      remember(open.paths, key, path);
    }
    return path;
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
function linkPath(open: OpenSocket, packet: Uint8Array): Path {
  const version = packet.length > 0 ? packet[0]! >> 4 : 0;
  let source: Uint8Array | undefined;
  if (version === 4 && packet.length >= 20) source = packet.subarray(12, 16);
  if (version === 6 && packet.length >= 40) source = packet.subarray(8, 24);
  const address = addressOfBytes(source ?? new Uint8Array(open.local.address.bytes.length));
  let path = open.paths.get(address.text);
  if (path === undefined) {
    path = { carrier: 'link', local: open.local, remote: { address, port: 0 } };
    remember(open.paths, address.text, path);
  }
  return path;
}

/** Senders are the network's to choose: the memory of them starts afresh when it is full. */
function remember(paths: Map<string, Path>, key: string, path: Path): void {
  if (paths.size >= LIMITS.rememberedSenders) paths.clear();
  paths.set(key, path);
}
