/** Protected packets that one host sent and no other host received, by the captures of both. */

import { countText } from '../../observe/units.ts';
import type { ClassId } from './classes.ts';
import type { SideEvidence } from './evidence.ts';
import { type Finding, finding, WEIGHT } from './finding.ts';
import type { FrameFacts } from './frame-facts.ts';
import { lastSurelyArrived } from './under-way.ts';

/** Nothing repeats them but what is above IP: which ones are lost says why. */
export function lostPackets(sides: readonly SideEvidence[]): Finding[] {
  if (sides.filter(({ frames }) => frames.length > 0).length < 2) return [];
  const end = lastSurelyArrived(sides);
  return sides.flatMap((side) => {
    const others = sides.filter((other) => other !== side);
    const reachable = new Set(others.flatMap(({ addresses }) => addresses));
    const arrived = new Set(others.flatMap(({ frames }) => frames.flatMap(digestOf)));
    const sent = side.frames.filter(
      ({ packet, source, destination, at }) =>
        packet !== undefined &&
        side.addresses.includes(source) &&
        reachable.has(destination) &&
        at < end,
    );
    const [lost, rest] = parted(sent, (frame) => !digestOf(frame).some((one) => arrived.has(one)));
    const [first] = lost;
    if (first === undefined) return [];
    const { id, why } = reasonOf(lost, rest);
    return [
      finding({
        class: id,
        certainty: id === 'packets-lost' ? 'certain' : 'likely',
        weight: WEIGHT.lost,
        at: first.at,
        host: side.name,
        seen: `${countText(lost.length, 'protected packet')} of this host came nowhere${why}`,
        others: id === 'packets-lost' ? [] : ['packets-lost'],
      }),
    ];
  });
}

function reasonOf(
  lost: readonly FrameFacts[],
  rest: readonly FrameFacts[],
): { readonly id: ClassId; readonly why: string } {
  if (lost.every(({ fragment }) => fragment)) {
    return { id: 'fragments-lost', why: ', all of them fragments' };
  }
  const smallest = Math.min(...lost.map(({ octets }) => octets));
  const largest = Math.max(0, ...rest.map(({ octets }) => octets));
  if (rest.length > 0 && smallest > largest) {
    return {
      id: 'packet-too-big',
      why: `, and they are those of ${smallest} octets or more; ${largest} octets came through`,
    };
  }
  return { id: 'packets-lost', why: '' };
}

function digestOf({ packet }: FrameFacts): string[] {
  return packet === undefined ? [] : [packet.digest];
}

function parted(
  frames: readonly FrameFacts[],
  isFirst: (frame: FrameFacts) => boolean,
): readonly [FrameFacts[], FrameFacts[]] {
  return [frames.filter(isFirst), frames.filter((frame) => !isFirst(frame))];
}
