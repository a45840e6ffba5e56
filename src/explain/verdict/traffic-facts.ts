/** What travels in a frame, in clear or opened: requests and answers that can be held against each other. */

import { readU16, toHex } from '../../base/bytes.ts';
import type { Dissection, Layer } from '../dissection.ts';

/** The innermost packet of a frame. */
export interface TrafficFacts {
  readonly kind: 'echo request' | 'echo reply' | 'udp' | 'fragment';
  /** The same for a request and the answer to it. */
  readonly exchange: string;
  /** Of the innermost IP packet, hexadecimal. */
  readonly source: string;
}

const ECHO: ReadonlyMap<string, TrafficFacts['kind']> = new Map([
  ['icmp 8', 'echo request'],
  ['icmp 0', 'echo reply'],
  ['icmpv6 128', 'echo request'],
  ['icmpv6 129', 'echo reply'],
]);
const ECHO_OCTETS = 8;
const UDP_OCTETS = 8;

/** The facts of what a frame carries; undefined where that is something else, or cannot be read. */
export function trafficFacts(dissection: Dissection): TrafficFacts | undefined {
  const { layers } = dissection;
  const ip = layers.findLast(({ protocol }) => protocol === 'ipv4' || protocol === 'ipv6');
  const shield = layers.findLastIndex(({ protocol }) => protocol === 'esp' || protocol === 'ah');
  // The UDP around ESP is not what it carries.
  const last = layers.slice(shield + 1).findLast(({ protocol }) => CARRIED.has(protocol));
  if (ip === undefined || last === undefined) return undefined;
  const [source, destination] = endsOf(dissection, ip);
  if (source === undefined || destination === undefined) return undefined;
  const between = [source, destination].sort().join(' ');
  if (last.protocol === 'fragment') {
    return { kind: 'fragment', exchange: `fragment ${between}`, source };
  }
  const octets = dissection.buffers[last.buffer]!.octets.subarray(last.start);
  if (last.protocol === 'udp') {
    if (octets.length < UDP_OCTETS) return undefined;
    const ends = [`${source} ${readU16(octets, 0)}`, `${destination} ${readU16(octets, 2)}`];
    return { kind: 'udp', exchange: `udp ${ends.sort().join(' ')}`, source };
  }
  if (octets.length < ECHO_OCTETS) return undefined;
  const kind = ECHO.get(`${last.protocol} ${octets[0]}`);
  if (kind === undefined) return undefined;
  return { kind, exchange: `echo ${between} ${toHex(octets.subarray(4, 8))}`, source };
}

const CARRIED: ReadonlySet<string> = new Set(['icmp', 'icmpv6', 'udp', 'fragment']);

function endsOf(
  { buffers }: Dissection,
  { protocol, buffer, start }: Layer,
): readonly [string?, string?] {
  const [at, length] = protocol === 'ipv4' ? [12, 4] : [8, 16];
  const octets = buffers[buffer]!.octets.subarray(start + at, start + at + 2 * length);
  if (octets.length < 2 * length) return [];
  return [toHex(octets.subarray(0, length)), toHex(octets.subarray(length))];
}
