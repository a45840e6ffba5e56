/** UDP sockets on the inner side of a host: what programs of this machine send and get through it. */

import {
  type Address,
  addressOfBytes,
  type Endpoint,
  endpointText,
  sameAddress,
} from '../../base/address.ts';
import { type ArenaPool, type Batch, BatchWriter, type Path } from '../../base/batch.ts';
import { readU16, writeU16 } from '../../base/bytes.ts';
import type { StackConfig } from '../../host/config.ts';
import { transportChecksum } from '../../wire/checksum.ts';
import {
  IPV4_HEADER_OCTETS,
  IPV6_HEADER_OCTETS,
  writeIpv4Header,
  writeIpv6Header,
} from '../../wire/ip.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { newPacketView, viewPacket } from '../../wire/packet-view.ts';
import { UDP_HEADER_OCTETS } from '../../wire/udp.ts';

/** Ports that the system would choose from too (RFC 6335 6). */
const FIRST_OWN_PORT = 49_152;
const LAST_PORT = 65_535;
const HOP_LIMIT = 64;

export interface InnerUdpOptions {
  /** Whose ports are the small stack's. */
  readonly stack: StackConfig;
  readonly pool: ArenaPool;
  /** What the batches say of where they come from. */
  readonly path: Path;
  /** Takes batches that programs of this machine send; the arena stays the caller's. */
  readonly send: (batch: Batch) => void;
}

/** One port of one of the host's addresses. */
export interface InnerSocket {
  readonly local: Endpoint;
  /** Goes out in the batch of this turn of the event loop. */
  send(to: Endpoint, payload: Uint8Array): void;
  close(): void;
}

/** Takes the payload of a datagram that came, which is valid during the call only. */
export type InnerReceiver = (payload: Uint8Array, from: Endpoint) => void;

interface Bound {
  readonly local: Endpoint;
  readonly receiver: InnerReceiver;
  /** The last sender: datagrams come in runs. */
  from: Endpoint | undefined;
}

/** The inner UDP ports of one host. */
export class InnerUdp {
  readonly #options: InnerUdpOptions;
  readonly #writer: BatchWriter;
  readonly #bound = new Map<number, Bound[]>();
  readonly #view = newPacketView();
  #nextPort = FIRST_OWN_PORT;
  #identification = 0;
  #flushing: NodeJS.Immediate | undefined;
  #closed = false;

  constructor(options: InnerUdpOptions) {
    this.#options = options;
    this.#writer = new BatchWriter(options.pool);
  }

  /** A socket at `local`; its port is chosen where it is 0. Answers a sentence where that cannot be. */
  bind(local: Endpoint, receiver: InnerReceiver): InnerSocket | string {
    const { udpEchoPorts, udpSinkPorts } = this.#options.stack;
    const { address } = local;
    const port = local.port === 0 ? this.#freePort(address) : local.port;
    if (port === undefined) return `all ports of ${address.text} are taken`;
    if (udpEchoPorts.includes(port) || udpSinkPorts.includes(port)) {
      return `port ${port} is an echo or sink port of this peer's small stack`;
    }
    if (this.#at(address, port) !== undefined) {
      return `${endpointText({ address, port })} is taken by another forward`;
    }
    const bound: Bound = { local: { address, port }, receiver, from: undefined };
    const ofPort = this.#bound.get(port);
    if (ofPort === undefined) this.#bound.set(port, [bound]);
    else ofPort.push(bound);
    return {
      local: bound.local,
      send: (to, payload) => this.#send(bound.local, to, payload),
      close: () => this.#unbind(bound),
    };
  }

  /** Takes the IP packet `arena[start .. end)` if it is for one of the sockets. */
  take(arena: Uint8Array, start: number, end: number): boolean {
    const view = this.#view;
    if (!viewPacket(view, arena, start, end) || view.protocol !== PROTOCOL_NUMBER.udp) return false;
    if (view.moreFragments || view.fragmentOffset > 0) return false;
    const { destinationAt, sourceAt, addressOctets, headerEnd: at } = view;
    const ofPort = this.#bound.get(view.destinationPort);
    const bound = ofPort?.find(({ local }) => local.address.isAt(arena, destinationAt));
    if (bound === undefined) return false;
    const length = readU16(arena, at + 4);
    if (length < UDP_HEADER_OCTETS || at + length > view.totalEnd) return true;
    const isUnsummed = view.version === 4 && readU16(arena, at + 6) === 0;
    const { protocol } = view;
    if (
      !isUnsummed &&
      transportChecksum(
        arena,
        at,
        at + length,
        protocol,
        sourceAt,
        destinationAt,
        addressOctets,
      ) !== 0
    ) {
      return true;
    }
    const payload = arena.subarray(at + UDP_HEADER_OCTETS, at + length);
    const { from } = bound;
    const isSame = from?.port === view.sourcePort && from.address.isAt(arena, sourceAt);
    if (!isSame) {
      const address = addressOfBytes(arena.subarray(sourceAt, sourceAt + addressOctets));
      bound.from = { address, port: view.sourcePort };
    }
    bound.receiver(payload, bound.from!);
    return true;
  }

  close(): void {
    this.#closed = true;
    clearImmediate(this.#flushing);
    this.#bound.clear();
  }

  #send(local: Endpoint, to: Endpoint, payload: Uint8Array): void {
    if (this.#closed) return;
    const isIpv4 = to.address.version === 4;
    const headerOctets = isIpv4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
    const udpOctets = UDP_HEADER_OCTETS + payload.length;
    const writer = this.#writer;
    const at = writer.reserve(this.#options.path, headerOctets + udpOctets);
    const { arena } = writer;
    const source = local.address.bytes;
    const destination = to.address.bytes;
    if (isIpv4) {
      this.#identification = (this.#identification + 1) & 0xffff;
      writeIpv4Header(arena, at, {
        source,
        destination,
        protocol: PROTOCOL_NUMBER.udp,
        totalLength: headerOctets + udpOctets,
        timeToLive: HOP_LIMIT,
        trafficClass: 0,
        // What is too long for the tunnel is cut up, and needs a number to be put together by.
        identification: this.#identification,
        dontFragment: false,
      });
    } else {
      writeIpv6Header(arena, at, {
        source,
        destination,
        nextHeader: PROTOCOL_NUMBER.udp,
        payloadLength: udpOctets,
        hopLimit: HOP_LIMIT,
        trafficClass: 0,
        flowLabel: 0,
      });
    }
    const udpAt = at + headerOctets;
    const end = udpAt + udpOctets;
    writeU16(arena, udpAt, local.port);
    writeU16(arena, udpAt + 2, to.port);
    writeU16(arena, udpAt + 4, udpOctets);
    writeU16(arena, udpAt + 6, 0);
    arena.set(payload, udpAt + UDP_HEADER_OCTETS);
    const [sourceAt, addressOctets] = isIpv4 ? ([at + 12, 4] as const) : ([at + 8, 16] as const);
    const destinationAt = sourceAt + addressOctets;
    const { udp } = PROTOCOL_NUMBER;
    const sum = transportChecksum(arena, udpAt, end, udp, sourceAt, destinationAt, addressOctets);
    // RFC 768: zero would say that there is none.
    writeU16(arena, udpAt + 6, sum === 0 ? 0xffff : sum);
    writer.commit(at, end);
    // What comes in one turn of the event loop goes out in batches right after it.
    this.#flushing ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#flushing = undefined;
    const { send, pool } = this.#options;
    for (const batch of this.#writer.drain()) {
      send(batch);
      pool.give(batch.arena);
    }
  }

  #at(address: Address, port: number): Bound | undefined {
    return this.#bound.get(port)?.find(({ local }) => sameAddress(local.address, address));
  }

  #unbind(bound: Bound): void {
    const { port } = bound.local;
    const left = (this.#bound.get(port) ?? []).filter((other) => other !== bound);
    if (left.length === 0) this.#bound.delete(port);
    else this.#bound.set(port, left);
  }

  #freePort(address: Address): number | undefined {
    const { udpEchoPorts, udpSinkPorts } = this.#options.stack;
    for (let tries = FIRST_OWN_PORT; tries <= LAST_PORT; tries++) {
      const port = this.#nextPort;
      this.#nextPort = port === LAST_PORT ? FIRST_OWN_PORT : port + 1;
      const isTheStacks = udpEchoPorts.includes(port) || udpSinkPorts.includes(port);
      if (!isTheStacks && this.#at(address, port) === undefined) return port;
    }
    return undefined;
  }
}
