/** Memory of a kernel handed out to others, so that what they have in it needs no copy to be worked on. */

import type { Room } from '../../base/batch.ts';

/** What is to lie on whole pages may be read by more than the kernel. */
const PAGE_OCTETS = 4096;
/** The kernel reads whole vectors, a little past what it was given. */
const SLACK_OCTETS = 64;

/** Hands out `memory` from an offset on, to its end. Nothing is taken back. */
export function roomOf(memory: Uint8Array, from: number): Room {
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
