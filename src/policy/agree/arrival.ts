/** A packet at the computer that it is for: in clear, or by a pair of SAs. Pure. */

import type { SpecificQuickModeFilter } from '../compiled.ts';
import { weightOf } from '../weight.ts';
import type { Change, RuleName } from './change.ts';
import type { Computer, FilterHit, Negotiation, Passage } from './computer.ts';
import { sideOf } from './main-mode.ts';
import { type Association, hit, type Standing, serving } from './standing.ts';
import { farEndOf, wayBackOf } from './tunnel-rules.ts';
import { answeringRule, covers, type Flow, reversed, tunnelEndOf, wishOf } from './wish.ts';

/** A clear packet that has left. */
export function arrivalOfClear(
  from: Computer,
  to: Computer,
  packet: Flow,
  out: FilterHit,
  { associations, soft }: Standing,
): Passage {
  const filter = hit(to, 'inbound', packet);
  const step = { from: from.name, to: to.name, out, negotiation: undefined };
  const seen = (action: FilterHit['action']): FilterHit => ({
    computer: to.name,
    filter,
    action,
  });
  const comes = (action: FilterHit['action'], why: string): Passage => ({
    ...step,
    how: 'clear',
    in: seen(action),
    why,
    changes: [],
  });
  if (filter === undefined) {
    const byDefault = serving(associations, to, undefined, reversed(packet)) !== undefined;
    if (!byDefault) return comes('no-filter', `no filter of ${to.name} knows it`);
    const why = `the default response of ${to.name} lets clear packets in`;
    const hitOfDefault: FilterHit = { ...seen('inbound-pass-through'), filter: 'default response' };
    return { ...comes('inbound-pass-through', why), in: hitOfDefault };
  }
  if (filter.action === 'permit') return comes('permit', `a filter of ${to.name} permits it`);
  const { guid, name, inboundPassThrough } = filter.generic;
  const rule: RuleName = { guid, name };
  if (filter.action === 'block') {
    const why = `a filter of ${to.name} blocks it`;
    const changes: Change[] = [{ kind: 'permit', computer: to.name, rule }];
    return { ...step, how: 'dropped', in: seen('block'), why, changes };
  }
  if (inboundPassThrough)
    return comes('inbound-pass-through', `inbound pass-through of ${to.name} lets it in`);
  if (soft.some((one) => one.computer === to && one.filter.generic === filter.generic))
    return comes('negotiate', `a soft SA of ${to.name} lets it in`);
  const why = `it comes in clear, and a filter of ${to.name} wants it protected`;
  const changes: Change[] = [
    ...ruleToSendBy(from, to, filter, packet, out),
    { kind: 'accept-clear', computer: to.name, rule },
  ];
  return { ...step, how: 'dropped', in: seen('negotiate'), why, changes };
}

/**
 * The sender's rule for what the receiver wants protected: as wide as the receiver's, unless what decides
 * now at the sender is heavier; then for the service, or for these packets.
 */
function ruleToSendBy(
  from: Computer,
  to: Computer,
  filter: SpecificQuickModeFilter,
  packet: Flow,
  out: FilterHit,
): Change[] {
  const back = wayBackOf(to, filter) ?? { ...filter, ...reversed(filter) };
  const far = filter.generic.tunnel === undefined ? undefined : farEndOf(to, filter);
  const end = far ?? (filter.generic.tunnel === undefined ? undefined : tunnelEndOf(from));
  const asked = wishOf({ ...back, generic: { ...back.generic, tunnel: end } }, to, from);
  if (asked === undefined) return [];
  const { authentication = [], policy } = sideOf(to, asked.ends) ?? {};
  const has = { authentication, mainModeMethods: policy?.methods ?? [] };
  const decides = typeof out.filter === 'object' ? out.filter : undefined;
  const exact = reversed(packet);
  const flow = [asked.flow, reversed(servedBy(packet))].find(
    (one) => weightOf(one) > (decides?.weight ?? -1),
  );
  const isInTheWay = decides !== undefined && decides.weight >= weightOf(flow ?? exact);
  const replaces = isInTheWay
    ? { guid: decides.generic.guid, name: decides.generic.name }
    : undefined;
  return [answeringRule({ ...asked, flow: flow ?? exact }, to, from.name, has, replaces)];
}

/** Packets for or from the same service: the other port is whatever it was by chance. */
function servedBy(packet: Flow): Flow {
  const { sourcePort, destinationPort } = packet;
  return sourcePort < destinationPort
    ? { ...packet, destinationPort: 0 }
    : { ...packet, sourcePort: 0 };
}

/**
 * A protected packet. What policy has ahead of the SA's own filter keeps it out where that blocks, or
 * wants it by another tunnel.
 */
export function arrivalOfProtected(
  association: Association,
  from: Computer,
  to: Computer,
  packet: Flow,
  out: FilterHit,
  negotiation: Negotiation | undefined,
): Passage {
  const step = { from: from.name, to: to.name, out, negotiation };
  const own = association.filters.get(to.name);
  const all = to.expansion.quickMode;
  const ahead = all
    .slice(0, own === undefined ? all.length : placeOf(to, own))
    .find((one) => one.direction === 'inbound' && covers(one, packet));
  if (ahead !== undefined && ahead.action !== 'permit') {
    const { guid, name } = ahead.generic;
    const seen: FilterHit = { computer: to.name, filter: ahead, action: ahead.action };
    const dropped = { ...step, how: 'dropped', in: seen } as const;
    if (ahead.action === 'block') {
      const why = `it arrives protected, and a heavier filter of ${to.name} blocks it`;
      const changes: Change[] = [{ kind: 'permit', computer: to.name, rule: { guid, name } }];
      return { ...dropped, why, changes };
    }
    if (wayOf(to, ahead) !== wayOf(to, own)) {
      const why = `it arrives by other SAs than a heavier filter of ${to.name} wants it by`;
      return { ...dropped, why, changes: [] };
    }
  }
  const filter = own ?? 'default response';
  const seen: FilterHit = { computer: to.name, filter, action: 'negotiate' };
  const why = 'a pair of SAs carries it';
  return { ...step, how: 'protected', in: seen, why, changes: [] };
}

/** Where a filter stands; both ways of it stand in one place, the first of the two. */
function placeOf(computer: Computer, own: SpecificQuickModeFilter): number {
  const back = wayBackOf(computer, own);
  return computer.expansion.quickMode.findIndex((one) => one === back || isTwin(one, own));
}

/** The same filter, in either direction. */
function isTwin(one: SpecificQuickModeFilter, other: SpecificQuickModeFilter): boolean {
  const same = one.direction === other.direction ? one : reversed(one);
  return one.generic === other.generic && covers(same, other) && covers(other, same);
}

/** Transport mode, or a tunnel and where it leads. */
function wayOf(computer: Computer, filter: SpecificQuickModeFilter | undefined): string {
  if (filter?.generic.tunnel === undefined) return 'transport';
  return `tunnel ${farEndOf(computer, filter)?.text ?? ''}`;
}
