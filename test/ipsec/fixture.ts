/** Two data planes that face each other, and packets for them. */

import {
  type Address,
  type Endpoint,
  parseAddress,
  parseRange,
  rangeOfAddress,
} from '../../src/base/address.ts';
import { arenaPool, type Batch, BatchWriter, batchOfOne, type Path } from '../../src/base/batch.ts';
import { copy } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import {
  DEFAULT_TUNNEL_HEADER,
  type EncapsulationMode,
  type TrafficSelector,
  type TunnelHeaderPolicy,
} from '../../src/base/traffic.ts';
import { divideKeymat, INTEGRITY, keyOctets } from '../../src/crypto/algorithms.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { ProtectionParts } from '../../src/crypto/protection.ts';
import type { AhIntegrity, CryptoProvider, EspKeys, EspSuite } from '../../src/crypto/provider.ts';
import type { Exemptions } from '../../src/ipsec/clear/driver-mode.ts';
import type { UnprotectedErrors } from '../../src/ipsec/clear/unprotected-errors.ts';
import { IPSEC_COUNTER } from '../../src/ipsec/counters.ts';
import { Driver } from '../../src/ipsec/driver.ts';
import type { DropReason, IpsecEvent } from '../../src/ipsec/events.ts';
import type { SaHalf, SaPairParameters } from '../../src/ipsec/sa/sa.ts';
import type { DriverSink, WornReason } from '../../src/ipsec/sink.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { udpPacket } from '../../src/wire/udp.ts';

export const A = parseAddress('192.0.2.1');
export const B = parseAddress('192.0.2.2');
/** An address of neither host. */
export const OTHER = parseAddress('192.0.2.77');
export const A6 = parseAddress('2001:db8::1');
export const B6 = parseAddress('2001:db8::2');
export const AES_SHA1: EspSuite = {
  encryption: 'aes-cbc',
  keyBits: 128,
  integrity: 'hmac-sha1-96',
};
export const SPI_A = 0x1000_000a;
export const SPI_B = 0x1000_000b;

/** Everything between two addresses, unless said otherwise. */
export function selector(
  local: string | Address = A,
  remote: string | Address = B,
  more: Partial<TrafficSelector> = {},
): TrafficSelector {
  const range = (side: string | Address) =>
    typeof side === 'string' ? parseRange(side) : rangeOfAddress(side);
  const ranges = { local: range(local), remote: range(remote) };
  return { ...ranges, protocol: 0, localPort: 0, remotePort: 0, ...more };
}

/** The same selector as the other host sees it. */
export function mirrored(one: TrafficSelector): TrafficSelector {
  return {
    local: one.remote,
    remote: one.local,
    protocol: one.protocol,
    localPort: one.remotePort,
    remotePort: one.localPort,
  };
}

/** A driver with all that came out of it. */
export interface Rig {
  readonly driver: Driver;
  readonly network: BatchWriter;
  readonly events: IpsecEvent[];
  readonly delivered: Uint8Array[];
  readonly acquired: string[];
  /** What flow each acquire was for. */
  readonly flows: (TrafficSelector | undefined)[];
  /** What `worn` and `unknownSpi` were told. */
  readonly worn: [number, WornReason][];
  readonly elsewhere: [number, Endpoint][];
  readonly unknown: number[];
  /** What `acquire` does besides being recorded. */
  onAcquire: (policy: string) => void;
  onEvent: (event: IpsecEvent) => void;
}

export interface RigOptions {
  readonly policies?: readonly SpdEntry[];
  readonly unmatched?: 'permit' | 'block';
  readonly addresses?: readonly Address[];
  readonly provider?: CryptoProvider;
  readonly linkMtu?: number | undefined;
  readonly unprotectedErrors?: UnprotectedErrors | undefined;
  readonly exemptions?: Exemptions | undefined;
  readonly gateway?: boolean | undefined;
}

export function rig(options: RigOptions = {}): Rig {
  const { policies = [], unmatched = 'block', addresses = [A], provider = nodeProvider } = options;
  const network = new BatchWriter(arenaPool());
  const sink: DriverSink = {
    network,
    deliver: (arena, start, end) => made.delivered.push(copy(arena.subarray(start, end))),
    acquire(policy, _now, flow) {
      made.acquired.push(policy);
      made.flows.push(flow);
      made.onAcquire(policy);
    },
    unknownSpi: (_path, spi) => made.unknown.push(spi),
    worn: (id, reason) => made.worn.push([id, reason]),
    peerElsewhere: (id, path) => made.elsewhere.push([id, path.remote]),
    note(event) {
      made.events.push(event);
      made.onEvent(event);
    },
  };
  const random = seededRandom(`driver of ${addresses.map(({ text }) => text).join()}`);
  const localAddresses = addresses;
  const { linkMtu, unprotectedErrors, exemptions, gateway } = options;
  const driver = new Driver({
    provider,
    random,
    policies,
    unmatched,
    localAddresses,
    sink,
    linkMtu,
    unprotectedErrors,
    exemptions,
    gateway,
  });
  const made: Rig = {
    driver,
    network,
    events: [],
    delivered: [],
    acquired: [],
    flows: [],
    worn: [],
    elsewhere: [],
    unknown: [],
    onAcquire: () => {},
    onEvent: () => {},
  };
  return made;
}

export interface PairOptions {
  readonly suite?: EspSuite;
  /** In place of `suite`: AH, or AH and ESP. */
  readonly protection?: ProtectionParts;
  readonly mode?: EncapsulationMode;
  readonly udp?: boolean;
  readonly provider?: CryptoProvider;
  /** As the first host sees it. */
  readonly selector?: TrafficSelector;
  readonly outer?: readonly [Address, Address];
  /** Inner addresses of a tunnel. */
  readonly addresses?: readonly [readonly Address[], readonly Address[]];
  readonly replayWindow?: number;
  readonly lifetimeKilobytes?: number;
  readonly lifetimePackets?: number;
  readonly esn?: boolean;
  readonly tfcOctets?: number;
  readonly tunnelHeader?: Partial<TunnelHeaderPolicy>;
  readonly linkMtu?: number;
  readonly unprotectedErrors?: UnprotectedErrors;
  /** The second host is a gateway. */
  readonly gateway?: boolean;
}

export interface Facing {
  readonly a: Rig;
  readonly b: Rig;
  readonly parameters: readonly [SaPairParameters, SaPairParameters];
  /** Keys of the SA from a to b. */
  readonly keys: EspKeys;
  /** The half from a to b as it was installed. */
  readonly half: SaHalf;
}

/** Two drivers with a pair of SAs between them, id 1, policy `peer`. */
export function facing(options: PairOptions = {}): Facing {
  const { suite = AES_SHA1, outer = [A, B], provider = nodeProvider } = options;
  const wanted = options.selector ?? selector(...outer);
  const hosts = [0, 1].map((side) =>
    rig({
      provider,
      linkMtu: options.linkMtu,
      unprotectedErrors: options.unprotectedErrors,
      gateway: side === 1 && options.gateway === true,
      addresses: [outer[side]!, ...(options.addresses?.[side] ?? [])],
      policies: [
        { name: 'peer', action: 'protect', selector: side === 0 ? wanted : mirrored(wanted) },
      ],
    }),
  );
  const [a, b] = hosts as [Rig, Rig];
  const parameters = [
    pairParameters(options, wanted, outer[0], outer[1]),
    pairParameters(options, mirrored(wanted), outer[1], outer[0]),
  ] as const;
  const protection = options.protection ?? { suite };
  const half = halfFor(protection, SPI_B, 'a to b');
  const back = halfFor(protection, SPI_A, 'b to a');
  a.driver.install(parameters[0], { inbound: back, outbound: half }, 0);
  b.driver.install(parameters[1], { inbound: half, outbound: back }, 0);
  return { a, b, parameters, keys: half.keys, half };
}

/** What the AH of a bundle adds to the SPI of its ESP. */
export const AH_SPI_STEP = 0x100;

/** One direction of a pair. */
export function halfFor({ suite, ah }: ProtectionParts, spi: number, label: string): SaHalf {
  const key = ah === undefined ? undefined : keyOf(ah, label);
  if (suite === undefined) {
    const none = new Uint8Array(0);
    return { spi, keys: { encryption: none, salt: none, integrity: key ?? none } };
  }
  const keys = keysFor(suite, label);
  return { spi, keys, ...(key !== undefined && { ah: { spi: spi + AH_SPI_STEP, key } }) };
}

function keyOf(ah: AhIntegrity, label: string): Uint8Array {
  return seededRandom(`ah key ${label}`).bytes(INTEGRITY[ah].keyOctets);
}

/** Parameters of a pair from `local` to `remote`. */
export function pairParameters(
  options: PairOptions = {},
  selected: TrafficSelector = selector(),
  local: Address = A,
  remote: Address = B,
): SaPairParameters {
  const udp = options.udp ?? false;
  return {
    id: 1,
    policy: 'peer',
    ...(options.protection === undefined
      ? { suite: options.suite ?? AES_SHA1 }
      : { suite: options.protection.suite, ah: options.protection.ah }),
    mode: options.mode ?? 'transport',
    udpEncapsulated: udp,
    selector: selected,
    localAddress: local,
    remoteAddress: remote,
    path: pathBetween(local, remote, udp),
    lifetimeSeconds: 3600,
    lifetimeKilobytes: options.lifetimeKilobytes ?? 0,
    lifetimePackets: options.lifetimePackets ?? 0,
    esn: options.esn ?? false,
    tfcOctets: options.tfcOctets ?? 0,
    tunnelHeader: { ...DEFAULT_TUNNEL_HEADER, ...options.tunnelHeader },
    replayWindow: options.replayWindow ?? 64,
  };
}

export function keysFor(suite: EspSuite, label: string): EspKeys {
  return divideKeymat(suite, seededRandom(`keys ${label}`).bytes(keyOctets(suite).total));
}

export function pathBetween(local: Address, remote: Address, udp: boolean): Path {
  const port = udp ? 4500 : 0;
  return {
    carrier: udp ? 'udp' : 'link',
    local: { address: local, port },
    remote: { address: remote, port },
  };
}

/** A path of the inner side. */
export const INNER: Path = { ...pathBetween(A, B, false), carrier: 'inner' };

/** One batch of several packets, with a gap between them. */
export function batchOf(path: Path, packets: readonly Uint8Array[]): Batch {
  const spans = new Uint32Array(packets.length * 2);
  let at = 3;
  packets.forEach((packet, i) => {
    spans.set([at, at + packet.length], i * 2);
    at += packet.length + 3;
  });
  const arena = new Uint8Array(at);
  packets.forEach((packet, i) => {
    arena.set(packet, spans[i * 2]!);
  });
  return { path, arena, spans, count: packets.length };
}

export interface Sent {
  readonly path: Path;
  readonly bytes: Uint8Array;
}

/** Sends clear packets through a host and answers what it put on the network. */
export function send(from: Rig, ...packets: readonly Uint8Array[]): Sent[] {
  from.driver.outbound(batchOf(INNER, packets), 1000);
  return taken(from);
}

/** What a host has put on the network. */
export function taken(from: Rig): Sent[] {
  return from.network.drain().flatMap(({ path, arena, spans, count }) =>
    Array.from({ length: count }, (_, i) => ({
      path,
      bytes: copy(arena.subarray(spans[i * 2]!, spans[i * 2 + 1]!)),
    })),
  );
}

/** The same path seen from its other end. */
export function reversed(path: Path): Path {
  return { carrier: path.carrier, local: path.remote, remote: path.local };
}

/** Hands datagrams to the host at the other end, one batch a datagram. */
export function receive(to: Rig, ...datagrams: readonly Sent[]): void {
  for (const { path, bytes } of datagrams) {
    to.driver.inbound(batchOfOne(reversed(path), bytes), 2000);
  }
}

/** A UDP packet from a to b. */
export function packet(
  octets = 8,
  source: Address = A,
  destination: Address = B,
  ports: readonly [number, number] = [1024, 7],
): Uint8Array {
  const payload = Uint8Array.from({ length: octets }, (_, i) => i * 7 + octets);
  return udpPacket({
    source,
    destination,
    sourcePort: ports[0],
    destinationPort: ports[1],
    payload,
  });
}

/** Reasons of the packets that a host dropped, in their order. */
export function dropped(of: Rig): DropReason[] {
  return of.events.flatMap((event) => (event.kind === 'packet-dropped' ? [event.reason] : []));
}

export function counter(of: Rig, slot: keyof typeof IPSEC_COUNTER): number {
  return of.driver.counters[IPSEC_COUNTER[slot]]!;
}
