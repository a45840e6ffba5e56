/** What two computers have come to so far: SAs, soft SAs, main modes. */

import type { SpecificQuickModeFilter } from '../compiled.ts';
import type { Computer, MainModeAgreement } from './computer.ts';
import { wayBackOf } from './tunnel-rules.ts';
import { covers, type Flow, reversed } from './wish.ts';

/** A pair of SAs. */
export interface Association {
  /** Seen from the computer that began. */
  readonly flow: Flow;
  readonly isTunnel: boolean;
  readonly from: Computer;
  /** The filters that it belongs to, by computers' names; undefined: the default response. */
  readonly filters: ReadonlyMap<string, SpecificQuickModeFilter | undefined>;
}

export interface Standing {
  readonly associations: Association[];
  /** Filters of a computer for whose packets it has fallen back to clear. */
  readonly soft: { readonly computer: Computer; readonly filter: SpecificQuickModeFilter }[];
  /** Main modes that may carry another quick mode, by their two addresses. */
  readonly mainModes: Map<string, MainModeAgreement>;
}

/** The heaviest filter that a packet hits. */
export function hit(
  { expansion }: Computer,
  direction: 'outbound' | 'inbound',
  packet: Flow,
): SpecificQuickModeFilter | undefined {
  return expansion.quickMode.find((one) => one.direction === direction && covers(one, packet));
}

/** The newest pair of SAs of one filter that a packet of this computer fits. */
export function serving(
  associations: readonly Association[],
  computer: Computer,
  filter: SpecificQuickModeFilter | undefined,
  packet: Flow,
): Association | undefined {
  return associations.findLast(({ flow, from, filters }) => {
    if (!filters.has(computer.name)) return false;
    const own = filters.get(computer.name);
    if (!isOfOneFilter(computer, own, filter)) return false;
    return covers(from === computer ? flow : reversed(flow), packet);
  });
}

/** The same filter, one its mirror, or the two rules of one tunnel. */
function isOfOneFilter(
  computer: Computer,
  one: SpecificQuickModeFilter | undefined,
  other: SpecificQuickModeFilter | undefined,
): boolean {
  if (one === undefined || other === undefined || one.generic === other.generic)
    return one?.generic === other?.generic;
  return wayBackOf(computer, one) === other;
}
