/** What passed between computers, by kind: protected, or in clear. */

import { LIMITS } from '../base/limits.ts';
import { PROTOCOL_NUMBERS } from '../wire/numbers/ip.ts';
import type { Dissection, Layer } from './dissection.ts';
import { FragmentKinds } from './fragment-kinds.ts';

/** The kinds, in the order in which they are shown. */
export const TRAFFIC_KINDS = ['esp', 'ah', 'ike', 'icmp', 'clear'] as const;
export type TrafficKind = (typeof TRAFFIC_KINDS)[number];

/** What passed between two addresses, either way. */
export interface PairTraffic {
  readonly ends: readonly [string, string];
  readonly packets: Readonly<Record<TrafficKind, number>>;
  readonly octets: Readonly<Record<TrafficKind, number>>;
  /** Frame numbers; undefined where there was none. */
  readonly firstProtected: number | undefined;
  readonly firstClear: number | undefined;
  readonly lastClear: number | undefined;
  /** Protocols of other clear packets, with their numbers of packets, most of them first. */
  readonly clearProtocols: readonly (readonly [string, number])[];
  /** To many computers at once: no SA is ever for such packets. */
  readonly toMany: boolean;
}

export interface TrafficSummary {
  readonly frames: number;
  /** Frames without an IP packet. */
  readonly notIp: number;
  /** Packets of pairs that found the table full. */
  readonly uncounted: number;
  readonly pairs: readonly PairTraffic[];
}

interface Tally {
  readonly ends: readonly [string, string];
  readonly packets: Record<TrafficKind, number>;
  readonly octets: Record<TrafficKind, number>;
  firstProtected: number | undefined;
  firstClear: number | undefined;
  lastClear: number | undefined;
  readonly clearProtocols: Map<string, number>;
}

/** A fragment whose packet's first one has not come. */
interface Waiting {
  readonly tally: Tally;
  readonly number: number;
  readonly octets: number;
  readonly protocol: string;
}

/** IP protocol numbers that say it, of which a capture may hold fragments only. */
const PROTOCOLS: ReadonlyMap<number, TrafficKind> = new Map([
  [1, 'icmp'],
  [50, 'esp'],
  [51, 'ah'],
  [58, 'icmp'],
]);
const KINDS: Readonly<Record<string, TrafficKind>> = {
  esp: 'esp',
  ah: 'ah',
  isakmp: 'ike',
  'non-esp-marker': 'ike',
  'nat-keepalive': 'ike',
  icmp: 'icmp',
  icmpv6: 'icmp',
};

/** Counts frame by frame; what it remembers is bounded. */
export class ProtectionTally {
  readonly #pairs = new Map<string, Tally>();
  readonly #fragments = new FragmentKinds();
  readonly #waiting = new Map<string, Waiting[]>();
  #waitingCount = 0;
  #frames = 0;
  #notIp = 0;
  #uncounted = 0;

  /** Counts one frame. Its octets are not kept. */
  note(dissection: Dissection): void {
    this.#frames++;
    const { source, destination, frame } = dissection;
    if (source === '') {
      this.#notIp++;
      return;
    }
    const tally = this.#tallyOf(source, destination);
    if (tally === undefined) {
      this.#uncounted++;
      return;
    }
    const { number, originalLength: octets } = frame;
    const one: Waiting = { tally, number, octets, protocol: protocolOf(dissection) };
    const { fragment } = dissection;
    if (fragment === undefined || PROTOCOLS.has(fragment.protocol))
      return count(one, kindOf(dissection));
    const kind = this.#fragments.kindOf(dissection, fragment);
    if (kind !== undefined) {
      this.#release(fragment.name, kind);
      count(one, kind);
    } else if (this.#waitingCount < LIMITS.protectionFragments) {
      this.#waitingCount++;
      this.#waiting.set(fragment.name, [...(this.#waiting.get(fragment.name) ?? []), one]);
    } else count(one, 'clear');
  }

  /** Counts what waited for a first fragment. */
  #release(name: string, kind: TrafficKind): void {
    const waiting = this.#waiting.get(name) ?? [];
    this.#waiting.delete(name);
    this.#waitingCount -= waiting.length;
    for (const one of waiting) count(one, kind);
  }

  /** What was counted so far, the pair with most packets first. Nothing waits for its first fragment any more. */
  summary(): TrafficSummary {
    for (const name of [...this.#waiting.keys()]) this.#release(name, 'clear');
    const pairs = [...this.#pairs.values()].map((tally) => ({
      ...tally,
      clearProtocols: [...tally.clearProtocols].sort((one, other) => other[1] - one[1]),
      toMany: tally.ends.some(isMany),
    }));
    pairs.sort((one, other) => packetsOf(other) - packetsOf(one));
    return { frames: this.#frames, notIp: this.#notIp, uncounted: this.#uncounted, pairs };
  }

  #tallyOf(source: string, destination: string): Tally | undefined {
    const ends: [string, string] = [source, destination];
    ends.sort();
    const key = ends.join(' ');
    const known = this.#pairs.get(key);
    if (known !== undefined || this.#pairs.size >= LIMITS.protectionPairs) return known;
    const tally: Tally = {
      ends,
      packets: { esp: 0, ah: 0, ike: 0, icmp: 0, clear: 0 },
      octets: { esp: 0, ah: 0, ike: 0, icmp: 0, clear: 0 },
      firstProtected: undefined,
      firstClear: undefined,
      lastClear: undefined,
      clearProtocols: new Map(),
    };
    this.#pairs.set(key, tally);
    return tally;
  }
}

function count({ tally, number, octets, protocol }: Waiting, kind: TrafficKind): void {
  tally.packets[kind]++;
  tally.octets[kind] += octets;
  if (kind === 'esp' || kind === 'ah')
    tally.firstProtected = Math.min(number, tally.firstProtected ?? number);
  if (kind !== 'clear') return;
  tally.firstClear = Math.min(number, tally.firstClear ?? number);
  tally.lastClear = Math.max(number, tally.lastClear ?? number);
  const known = tally.clearProtocols.get(protocol);
  if (known !== undefined || tally.clearProtocols.size < LIMITS.protectionProtocols)
    tally.clearProtocols.set(protocol, (known ?? 0) + 1);
}

/** All packets of a pair. */
export function packetsOf({ packets }: PairTraffic): number {
  return TRAFFIC_KINDS.reduce((sum, kind) => sum + packets[kind], 0);
}

/** The outermost layer that says it decides: what is inside protection is protected. */
function kindOf(dissection: Dissection): TrafficKind {
  const ofFragment = PROTOCOLS.get(dissection.fragment?.protocol ?? -1);
  if (ofFragment !== undefined) return ofFragment;
  for (const layer of dissection.layers) {
    const kind = KINDS[layer.protocol] ?? kindOfHeader(dissection, layer);
    if (kind !== undefined) return kind;
  }
  return 'clear';
}

/** Fragments show their protocol in the IP header alone. */
function kindOfHeader({ buffers }: Dissection, layer: Layer): TrafficKind | undefined {
  const octets = buffers[layer.buffer]!.octets;
  if (layer.protocol === 'ipv4') return PROTOCOLS.get(octets[layer.start + 9] ?? -1);
  return layer.protocol === 'ipv6' ? PROTOCOLS.get(octets[layer.start + 6] ?? -1) : undefined;
}

/** `TCP`, `UDP 53`: ports under 1024 say what it is. */
function protocolOf({ layers, ports, protocol, fragment }: Dissection): string {
  if (fragment !== undefined) return `fragments of ${PROTOCOL_NUMBERS.nameOf(fragment.protocol)}`;
  if (layers.some((layer) => layer.protocol === 'tcp')) return 'TCP';
  if (!layers.some((layer) => layer.protocol === 'udp')) return protocol;
  const known = ports?.filter((port) => port < 1024) ?? [];
  return known.length === 0 ? 'UDP' : `UDP ${Math.min(...known)}`;
}

function isMany(address: string): boolean {
  if (address.includes(':')) return /^ff/i.test(address);
  const [first = 0, ...rest] = address.split('.').map(Number);
  return (first >= 224 && first <= 239) || [first, ...rest].every((octet) => octet === 255);
}
