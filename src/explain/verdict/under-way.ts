/** What may still be on its way when the captures of several hosts end. */

import type { SideEvidence } from './evidence.ts';

/** At least so long, whatever other datagrams took. */
const LEAST_MILLISECONDS = 20;

/** A time, by the captures: what was sent before it has arrived by their end, or is lost. */
export function lastSurelyArrived(sides: readonly SideEvidence[]): number {
  const end = Math.max(...sides.map(({ frames }) => frames.at(-1)?.at ?? 0));
  return end - Math.max(LEAST_MILLISECONDS, 2 * longestWay(sides));
}

/** Milliseconds between the first and the last time that any host had the same octets, sent once. */
function longestWay(sides: readonly SideEvidence[]): number {
  const seen = new Map<string, { readonly side: SideEvidence; readonly at: number }>();
  const again = new Set<string>();
  let longest = 0;
  for (const side of sides) {
    for (const { ike, packet, at } of side.frames) {
      const digest = ike?.digest ?? packet?.digest;
      if (digest === undefined || again.has(digest)) continue;
      const first = seen.get(digest);
      if (first === undefined) seen.set(digest, { side, at });
      // A copy is no measure of the way.
      else if (first.side === side) again.add(digest);
      else longest = Math.max(longest, Math.abs(at - first.at));
    }
  }
  return longest;
}
