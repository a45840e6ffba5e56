/**
 * An address translator as a process: UDP only, and without raw sockets. Each far endpoint has an
 * inside socket that stands for it; what an inside host sends there goes on from a mapped port of
 * the outside address, and answers come back the same way.
 */

import type { RemoteInfo, Socket } from 'node:dgram';
import { type Endpoint, endpointText, parseAddress } from '../base/address.ts';
import { systemNow } from '../net/clock.ts';
import { sendTrouble, systemCode } from '../net/errors.ts';
import type { RealEndpoint } from '../net/socket-plan.ts';
import { closeUdpSocket, openUdpSocket } from '../net/udp-socket.ts';
import { type Mapping, type MappingEnd, type NatRules, NatTable } from '../sim/nat-table.ts';

/** An inside socket, and the far endpoint that it stands for. */
export interface NatLeg {
  readonly inside: RealEndpoint;
  readonly to: RealEndpoint;
}

export interface NatForward {
  readonly port: number;
  readonly to: RealEndpoint;
}

/** A mapping that has come or gone, as texts. */
export interface MappingReport {
  readonly what: 'mapped' | MappingEnd;
  readonly inside: string;
  readonly outside: string;
  /** Where the first datagram went. */
  readonly to: string | undefined;
}

export interface NatOptions {
  readonly legs: readonly NatLeg[];
  readonly outside: string;
  /** Outside ports that lead to inside hosts for good, so that the far side may begin. */
  readonly forwards?: readonly NatForward[];
  readonly rules: NatRules;
  readonly onMapping: (report: MappingReport) => void;
  /** Told, as a sentence, what the network refuses. */
  readonly onTrouble: (sentence: string) => void;
}

export interface NatStatistics {
  /** Datagrams that went out and came in. */
  readonly out: number;
  readonly in: number;
  readonly mappings: number;
  /** From outside: no mapping has this port any more, or its mapping does not let the sender in. */
  readonly noMapping: number;
  readonly filtered: number;
  /** From outside, let in, but of a far endpoint that has no inside socket. */
  readonly noInside: number;
  /** From inside, without a free port. */
  readonly noPort: number;
}

/** The inside host's endpoint, and the outside socket of its mapping once it is there. */
interface Inside {
  readonly endpoint: RealEndpoint;
}

interface OpenLeg {
  readonly leg: NatLeg;
  readonly far: Endpoint;
  readonly socket: Socket;
}

/** How many ports that others hold are passed over for one datagram. */
const PORT_TRIES = 32;
const EXPIRY_MILLISECONDS = 250;

export class UdpNat {
  readonly #options: NatOptions;
  readonly #table: NatTable<Inside>;
  readonly #legs: OpenLeg[] = [];
  readonly #outside = new Map<number, Promise<Socket>>();
  readonly #counts = {
    out: 0,
    in: 0,
    mappings: 0,
    noMapping: 0,
    filtered: 0,
    noInside: 0,
    noPort: 0,
  };
  #expiry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: NatOptions) {
    this.#options = options;
    this.#table = new NatTable(options.rules, {
      ended: (mapping, why) => this.#ended(mapping, why),
    });
  }

  /** Binds the inside sockets, or none. Throws an EdgeError. */
  async open(): Promise<void> {
    const { legs, outside, onTrouble } = this.#options;
    try {
      // An outside address that is not there shows now, not at the first datagram.
      await closeUdpSocket(await openUdpSocket({ address: outside, port: 0 }, () => {}));
      for (const leg of legs) {
        const socket = await openUdpSocket(leg.inside, (error) => {
          onTrouble(sendTrouble(error, 'the inside'));
        });
        const open: OpenLeg = { leg, far: endpointOf(leg.to), socket };
        this.#legs.push(open);
        socket.on('message', (bytes, sender) => void this.#outward(open, bytes, sender));
      }
      for (const { port, to } of this.#options.forwards ?? []) {
        this.#table.forward(to.address, to.port, { endpoint: to }, port);
        await this.#openOutside(port);
      }
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#expiry = setInterval(() => this.#table.expire(systemNow()), EXPIRY_MILLISECONDS);
  }

  /** Forgets every mapping, as a NAT does that is restarted. Answers how many there were. */
  forget(): number {
    return this.#table.forget();
  }

  statistics(): NatStatistics {
    return { ...this.#counts };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#expiry);
    this.#table.forget();
    const outside = await Promise.allSettled(this.#outside.values());
    const opened = outside.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    const inside = this.#legs.map(({ socket }) => socket);
    await Promise.all([...inside, ...opened].map(closeUdpSocket));
  }

  async #outward(open: OpenLeg, bytes: Uint8Array, sender: RemoteInfo): Promise<void> {
    const endpoint = { address: sender.address, port: sender.port };
    for (let tries = 0; tries < PORT_TRIES; tries++) {
      const mapping = this.#table.outward(
        sender.address,
        sender.port,
        { endpoint },
        open.far,
        systemNow(),
      );
      if (mapping === undefined) break;
      const socket = await this.#socketOf(mapping, open.leg.to);
      if (this.#closed) return;
      if (socket === undefined) continue;
      this.#counts.out++;
      this.#send(socket, bytes, open.leg.to);
      return;
    }
    this.#counts.noPort++;
  }

  /** The outside socket of a mapping; undefined where somebody else holds the port. */
  async #socketOf(mapping: Mapping<Inside>, to: RealEndpoint): Promise<Socket | undefined> {
    const { onTrouble } = this.#options;
    const { outsidePort } = mapping;
    let opening = this.#outside.get(outsidePort);
    if (opening === undefined) {
      opening = this.#openOutside(outsidePort);
      opening.then(
        () => {
          this.#counts.mappings++;
          this.#report('mapped', mapping, `${to.address}:${to.port}`);
        },
        () => {},
      );
    }
    try {
      return await opening;
    } catch (error) {
      if (systemCode((error as Error).cause) !== 'EADDRINUSE') onTrouble((error as Error).message);
      this.#table.retract(mapping);
      return undefined;
    }
  }

  #openOutside(port: number): Promise<Socket> {
    const { outside, onTrouble } = this.#options;
    const opening = openUdpSocket({ address: outside, port }, (error) => {
      onTrouble(sendTrouble(error, 'the outside'));
    });
    this.#outside.set(port, opening);
    return opening.then((socket) => {
      socket.on('message', (bytes, sender) => this.#inward(port, bytes, sender));
      return socket;
    });
  }

  #inward(port: number, bytes: Uint8Array, sender: RemoteInfo): void {
    const source = endpointOf(sender);
    const verdict = this.#table.inward(port, source, systemNow());
    if ('refused' in verdict) {
      this.#counts[verdict.refused === 'filtered' ? 'filtered' : 'noMapping']++;
      return;
    }
    const text = endpointText(source);
    const leg = this.#legs.find(({ far }) => endpointText(far) === text);
    if (leg === undefined) {
      this.#counts.noInside++;
      return;
    }
    this.#counts.in++;
    this.#send(leg.socket, bytes, verdict.mapping.inside.endpoint);
  }

  #ended(mapping: Mapping<Inside>, why: MappingEnd): void {
    const opening = this.#outside.get(mapping.outsidePort);
    this.#outside.delete(mapping.outsidePort);
    opening?.then(
      (socket) => socket.close(),
      () => {},
    );
    if (why !== 'port-taken') this.#report(why, mapping, undefined);
  }

  #report(what: MappingReport['what'], mapping: Mapping<Inside>, to: string | undefined): void {
    const { address, port } = mapping.inside.endpoint;
    this.#options.onMapping({
      what,
      inside: `${address}:${port}`,
      outside: `${this.#options.outside}:${mapping.outsidePort}`,
      to,
    });
  }

  #send(socket: Socket, bytes: Uint8Array, to: RealEndpoint): void {
    try {
      socket.send(bytes, to.port, to.address, (error) => {
        if (error !== null && !this.#closed) {
          this.#options.onTrouble(sendTrouble(error, `${to.address}:${to.port}`));
        }
      });
    } catch (error) {
      // A mapping may have ended in this very turn.
      if (systemCode(error) !== 'ERR_SOCKET_DGRAM_NOT_RUNNING') throw error;
    }
  }
}

function endpointOf({ address, port }: RealEndpoint): Endpoint {
  return { address: parseAddress(address), port };
}
