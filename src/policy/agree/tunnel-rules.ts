/** The two rules of a tunnel, one a direction: which of them belong together. Pure. */

import type { Address } from '../../base/address.ts';
import type { SpecificQuickModeFilter } from '../compiled.ts';
import type { Computer } from './computer.ts';
import { covers, reversed } from './wish.ts';

/** The rule for the way back of a tunnel's filter: for the same packets, by the same filter action. */
export function wayBackOf(
  { expansion }: Computer,
  filter: SpecificQuickModeFilter,
): SpecificQuickModeFilter | undefined {
  const ways = expansion.quickMode.filter((one) => isWayOf(one, filter));
  // The first one out belongs to the first one in.
  const same = ways.filter(({ direction }) => direction === filter.direction);
  const back = ways.filter(({ direction }) => direction !== filter.direction);
  return back[same.indexOf(filter)];
}

/** Where a tunnel leads, by the rule out; undefined where there is only one in. */
export function farEndOf(computer: Computer, filter: SpecificQuickModeFilter): Address | undefined {
  const out = filter.direction === 'outbound' ? filter : wayBackOf(computer, filter);
  const end = out?.generic.tunnel;
  return end === 'me' ? undefined : end;
}

/** Whether two filters are one way of the same tunnel, or both ways of it. */
function isWayOf(one: SpecificQuickModeFilter, filter: SpecificQuickModeFilter): boolean {
  if (one.generic.tunnel === undefined || filter.generic.tunnel === undefined) return false;
  if (one.generic.policy !== filter.generic.policy) return false;
  if (one.action !== 'negotiate' || filter.action !== 'negotiate') return false;
  const same = one.direction === filter.direction ? one : reversed(one);
  return covers(same, filter) && covers(filter, same);
}
