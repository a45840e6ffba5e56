/** Memory of a kernel handed out to others, so that what they have in it needs no copy to be worked on. */

import type { ArenaRoom } from '../../base/batch.ts';
import { SLACK_OCTETS } from './module.ts';

/** What is to lie on whole pages may be read by more than the kernel. */
const PAGE_OCTETS = 4096;

/** Hands out `memory` from an offset on, to its end. Nothing is taken back. */
export function roomOf(memory: Uint8Array, from: number): ArenaRoom {
  let next = onPage(from);
  return (octets) => {
    const end = next + octets;
    if (end + SLACK_OCTETS > memory.length) return undefined;
    const room = memory.subarray(next, end);
    next = onPage(end);
    return room;
  };
}

function onPage(offset: number): number {
  return Math.ceil(offset / PAGE_OCTETS) * PAGE_OCTETS;
}
