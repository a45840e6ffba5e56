/** ESP and AH as captures show them: sequence numbers that are missing or come again, by SPI. */

import type { FrameFacts, ProtectedFacts } from './frame-facts.ts';

/** Packets under one SPI. */
export interface ProtectedFlow {
  readonly protocol: 'esp' | 'ah';
  readonly spi: number;
  readonly source: string;
  readonly destination: string;
  readonly packets: number;
  readonly first: number;
  readonly highest: number;
  /** Numbers below the highest that were not seen, as ranges. */
  readonly missing: readonly (readonly [number, number])[];
  /** Numbers that came again, with the same octets or with others. */
  readonly repeated: readonly number[];
  /** Numbers of packets whose ICV is wrong by the key that was given. */
  readonly icvWrong: readonly number[];
  readonly paddingWrong: readonly number[];
  /** Ports and addresses from which they came, in order; more than one where a NAT has changed. */
  readonly places: readonly string[];
  readonly lastAt: number;
}

/** Ranges of missing numbers that are kept. */
const MOST_RANGES = 50;

/** The flows of a capture, in the order in which they began. */
export function protectedFlows(frames: readonly FrameFacts[]): readonly ProtectedFlow[] {
  const groups = new Map<string, FrameFacts[]>();
  for (const frame of frames) {
    if (frame.packet === undefined) continue;
    const { protocol, spi } = frame.packet;
    const key = `${protocol} ${spi} ${frame.destination}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [frame]);
    else group.push(frame);
  }
  return [...groups.values()].map(flowOf);
}

function flowOf(frames: readonly FrameFacts[]): ProtectedFlow {
  const [{ source, destination, packet }] = frames as [FrameFacts];
  const packets = frames.map((frame) => frame.packet!);
  const numbers = packets.map(({ sequence }) => sequence);
  const unique = [...new Set(numbers)].sort((left, right) => left - right);
  return {
    protocol: packet!.protocol,
    spi: packet!.spi,
    source,
    destination,
    packets: frames.length,
    first: unique[0]!,
    highest: unique.at(-1)!,
    missing: gaps(unique),
    repeated: again(numbers),
    icvWrong: numbersWhere(packets, ({ icv }) => icv === 'wrong'),
    paddingWrong: numbersWhere(packets, ({ paddingWrong }) => paddingWrong),
    places: places(frames),
    lastAt: frames.at(-1)!.at,
  };
}

function gaps(sorted: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (let i = 1; i < sorted.length && ranges.length < MOST_RANGES; i++) {
    const [before, after] = [sorted[i - 1]!, sorted[i]!];
    if (after > before + 1) ranges.push([before + 1, after - 1]);
  }
  return ranges;
}

function again(numbers: readonly number[]): number[] {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const number of numbers) {
    if (seen.has(number)) repeated.add(number);
    seen.add(number);
  }
  return [...repeated];
}

function numbersWhere(
  packets: readonly ProtectedFacts[],
  isWanted: (packet: ProtectedFacts) => boolean,
): number[] {
  return packets.filter(isWanted).map(({ sequence }) => sequence);
}

function places(frames: readonly FrameFacts[]): string[] {
  const found: string[] = [];
  for (const { source, ports } of frames) {
    const place = ports === undefined ? source : `${source}:${ports[0]}`;
    if (found.at(-1) !== place) found.push(place);
  }
  return found;
}

/** `3, 7 to 9`. */
export function rangesText(ranges: readonly (readonly [number, number])[]): string {
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ');
}
