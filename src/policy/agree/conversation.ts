/**
 * What becomes of a request and its answer between two computers, before any packet is sent: which
 * filters they hit, what is negotiated, what passes. Pure.
 */

import { rangeOfAddress } from '../../base/address.ts';
import type { SpecificQuickModeFilter } from '../compiled.ts';
import type {
  Computer,
  FilterHit,
  MainModeAgreement,
  Negotiation,
  Passage,
  Traffic,
} from './computer.ts';
import { agreeMainMode, isForOnePair } from './main-mode.ts';
import { agreeQuickMode, covers, type Flow } from './quick-mode.ts';

/** The filters of each side that a pair of SAs belongs to; undefined: the default response. */
interface Association {
  readonly flow: Flow;
  readonly from: Computer;
  readonly filters: ReadonlyMap<Computer, SpecificQuickModeFilter | undefined>;
}

/** What the two have come to so far. */
interface Standing {
  readonly associations: Association[];
  /** Filters of a computer for whose packets it has fallen back to clear. */
  readonly soft: { readonly computer: Computer; readonly filter: SpecificQuickModeFilter }[];
  /** The main mode that serves both, unless it has made all the quick modes that it may. */
  mainMode: MainModeAgreement | undefined;
}

export interface Conversation {
  readonly request: Passage;
  /** Undefined where the request did not arrive. */
  readonly answer: Passage | undefined;
}

/** A request from the first computer to the second, and its answer. */
export function converse(first: Computer, second: Computer, traffic: Traffic): Conversation {
  const standing: Standing = { associations: [], soft: [], mainMode: undefined };
  const request = pass(first, second, traffic, standing);
  if (request.how === 'dropped') return { request, answer: undefined };
  const { protocol, sourcePort, destinationPort } = traffic;
  const back = { protocol, sourcePort: destinationPort, destinationPort: sourcePort };
  return { request, answer: pass(second, first, back, standing) };
}

function pass(from: Computer, to: Computer, traffic: Traffic, standing: Standing): Passage {
  const { associations, soft } = standing;
  const packet = packetOf(from, to, traffic);
  const filter = hit(from, 'outbound', packet);
  const step = { from: from.name, to: to.name };
  if (filter === undefined) {
    const known = serving(associations, from, undefined, packet);
    if (known === undefined) return inClear(from, to, packet, undefined, standing);
    const out = { computer: from.name, filter: 'default response', action: 'negotiate' } as const;
    return arrive(known, from, to, packet, out, undefined);
  }
  const out: FilterHit = { computer: from.name, filter, action: filter.action };
  if (filter.action === 'permit') return inClear(from, to, packet, out, standing);
  if (filter.action === 'block') {
    const why = `a filter of ${from.name} blocks it`;
    return { ...step, how: 'dropped', out, in: undefined, why, negotiation: undefined };
  }
  const existing = serving(associations, from, filter, packet);
  if (existing !== undefined) return arrive(existing, from, to, packet, out, undefined);
  const { negotiation, association, silent } = negotiate(from, to, filter, standing);
  if (association !== undefined) {
    associations.push(association);
    return arrive(association, from, to, packet, out, negotiation);
  }
  const policy = from.active.quickModePolicies.find(({ name }) => name === filter.generic.policy);
  if (silent && policy?.soft === true) {
    soft.push({ computer: from, filter });
    const clear = inClear(from, to, packet, out, standing);
    if (clear.how === 'dropped') return { ...clear, negotiation };
    const why = `${to.name} does not answer IKE, and the filter action of ${from.name} lets it fall back to clear (soft SA)`;
    return { ...clear, how: 'soft', why, negotiation };
  }
  const what = negotiation.ok ? '' : negotiation.obstacle.what;
  return { ...step, how: 'dropped', out, in: undefined, why: what, negotiation };
}

function negotiate(
  from: Computer,
  to: Computer,
  filter: SpecificQuickModeFilter,
  standing: Standing,
): { negotiation: Negotiation; association?: Association; silent: boolean } {
  const initiator = from.name;
  const main =
    standing.mainMode === undefined
      ? agreeMainMode(from, to)
      : ({ ok: true, agreement: standing.mainMode } as const);
  if (!main.ok) {
    const { obstacle, silent } = main;
    return { negotiation: { ok: false, initiator, mainMode: undefined, obstacle }, silent };
  }
  const mainMode = main.agreement;
  if (!isForOnePair(from, to) && !isForOnePair(to, from)) standing.mainMode = mainMode;
  const quick = agreeQuickMode(from, to, filter, mainMode.method.group);
  if (!quick.ok) {
    const { obstacle } = quick;
    return { negotiation: { ok: false, initiator, mainMode, obstacle }, silent: false };
  }
  const { agreement, flow } = quick;
  const filters = new Map([
    [from, filter],
    [to, agreement.responderFilter],
  ]);
  return {
    negotiation: { ok: true, initiator, mainMode, quickMode: agreement },
    association: { flow, from, filters },
    silent: false,
  };
}

function inClear(
  from: Computer,
  to: Computer,
  packet: Flow,
  out: FilterHit | undefined,
  { associations, soft }: Standing,
): Passage {
  const sent: FilterHit = out ?? { computer: from.name, filter: undefined, action: 'no-filter' };
  const filter = hit(to, 'inbound', packet);
  const step = { from: from.name, to: to.name, out: sent, negotiation: undefined };
  if (filter === undefined) {
    const byDefault = serving(associations, to, undefined, reversed(packet)) !== undefined;
    const seen: FilterHit = byDefault
      ? { computer: to.name, filter: 'default response', action: 'inbound-pass-through' }
      : { computer: to.name, filter: undefined, action: 'no-filter' };
    const why = byDefault
      ? `the default response of ${to.name} lets clear packets in`
      : `no filter of ${to.name} knows it`;
    return { ...step, how: 'clear', in: seen, why };
  }
  if (filter.action === 'permit') {
    const seen: FilterHit = { computer: to.name, filter, action: 'permit' };
    return { ...step, how: 'clear', in: seen, why: `a filter of ${to.name} permits it` };
  }
  if (filter.action === 'negotiate' && filter.generic.inboundPassThrough) {
    const seen: FilterHit = { computer: to.name, filter, action: 'inbound-pass-through' };
    const why = `inbound pass-through of ${to.name} lets it in`;
    return { ...step, how: 'clear', in: seen, why };
  }
  const seen: FilterHit = { computer: to.name, filter, action: filter.action };
  const isSoft = soft.some((one) => one.computer === to && one.filter.generic === filter.generic);
  if (filter.action === 'negotiate' && isSoft)
    return { ...step, how: 'clear', in: seen, why: `a soft SA of ${to.name} lets it in` };
  const why =
    filter.action === 'block'
      ? `a filter of ${to.name} blocks it`
      : `it comes in clear, and a filter of ${to.name} wants it protected`;
  return { ...step, how: 'dropped', in: seen, why };
}

/** A protected packet at its receiver: what policy has ahead of the SA's own filter may block it. */
function arrive(
  association: Association,
  from: Computer,
  to: Computer,
  packet: Flow,
  out: FilterHit,
  negotiation: Negotiation | undefined,
): Passage {
  const step = { from: from.name, to: to.name, out, negotiation };
  const own = association.filters.get(to);
  const all = to.expansion.quickMode;
  // Its two directions stand next to each other in the driver's list.
  const place = own === undefined ? all.length : all.findIndex((one) => isTwin(one, own));
  const block = all
    .slice(0, place)
    .find((one) => one.direction === 'inbound' && covers(one, packet));
  if (block?.action === 'block') {
    const seen: FilterHit = { computer: to.name, filter: block, action: 'block' };
    const why = `it arrives protected, and a heavier filter of ${to.name} blocks it`;
    return { ...step, how: 'dropped', in: seen, why };
  }
  const seen: FilterHit = {
    computer: to.name,
    filter: own ?? 'default response',
    action: 'negotiate',
  };
  return { ...step, how: 'protected', in: seen, why: 'a pair of SAs carries it' };
}

/** The same filter, in either direction. */
function isTwin(one: SpecificQuickModeFilter, other: SpecificQuickModeFilter): boolean {
  const same = one.direction === other.direction ? one : reversed(one);
  return one.generic === other.generic && covers(same, other) && covers(other, same);
}

/** The newest pair of SAs of one filter that a packet of this computer fits. */
function serving(
  associations: readonly Association[],
  computer: Computer,
  filter: SpecificQuickModeFilter | undefined,
  packet: Flow,
): Association | undefined {
  return associations.findLast(({ flow, from, filters }) => {
    if (!filters.has(computer)) return false;
    const own = filters.get(computer);
    if (own?.generic !== filter?.generic) return false;
    return covers(from === computer ? flow : reversed(flow), packet);
  });
}

/** The heaviest filter that a packet hits. */
function hit(
  { expansion }: Computer,
  direction: 'outbound' | 'inbound',
  packet: Flow,
): SpecificQuickModeFilter | undefined {
  return expansion.quickMode.find((one) => one.direction === direction && covers(one, packet));
}

function packetOf(from: Computer, to: Computer, traffic: Traffic): Flow {
  const source = rangeOfAddress(from.address);
  return { source, destination: rangeOfAddress(to.address), ...traffic };
}

function reversed({ source, destination, protocol, sourcePort, destinationPort }: Flow): Flow {
  return {
    source: destination,
    destination: source,
    protocol,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
}
