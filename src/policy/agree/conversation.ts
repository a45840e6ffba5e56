/**
 * What becomes of a request and its answer between two computers, before any packet is sent: which
 * filters they hit, what is negotiated, what passes. Pure.
 */

import { rangeOfAddress } from '../../base/address.ts';
import type { SpecificQuickModeFilter } from '../compiled.ts';
import { arrivalOfClear, arrivalOfProtected } from './arrival.ts';
import type {
  Computer,
  FilterHit,
  MainModeAgreement,
  Negotiation,
  Passage,
  Traffic,
} from './computer.ts';
import { agreeMainMode, isForOnePair, turned } from './main-mode.ts';
import { agreeQuickMode } from './quick-mode.ts';
import { type Association, hit, type Standing, serving } from './standing.ts';
import { type Flow, type MainModeEnds, reversed, type Wish, wishOf } from './wish.ts';

export interface Conversation {
  readonly request: Passage;
  /** Undefined where the request did not arrive. */
  readonly answer: Passage | undefined;
}

/** A request from the first computer to the second, and its answer. */
export function converse(first: Computer, second: Computer, traffic: Traffic): Conversation {
  const standing: Standing = { associations: [], soft: [], mainModes: new Map() };
  const source = rangeOfAddress(first.address);
  const destination = rangeOfAddress(second.address);
  const packet = { source, destination, ...traffic };
  const request = pass(first, second, packet, standing);
  if (request.how === 'dropped') return { request, answer: undefined };
  return { request, answer: pass(second, first, reversed(packet), standing) };
}

function pass(from: Computer, to: Computer, packet: Flow, standing: Standing): Passage {
  const { associations, soft } = standing;
  const filter = hit(from, 'outbound', packet);
  if (filter === undefined) {
    const known = serving(associations, from, undefined, packet);
    if (known === undefined) {
      const out = { computer: from.name, filter, action: 'no-filter' } as const;
      return arrivalOfClear(from, to, packet, out, standing);
    }
    const out = { computer: from.name, filter: 'default response', action: 'negotiate' } as const;
    return arrivalOfProtected(known, from, to, packet, out, undefined);
  }
  const out: FilterHit = { computer: from.name, filter, action: filter.action };
  if (filter.action === 'permit') return arrivalOfClear(from, to, packet, out, standing);
  if (filter.action === 'block') return blocked(from, to, out, filter);
  const existing = serving(associations, from, filter, packet);
  if (existing !== undefined) return arrivalOfProtected(existing, from, to, packet, out, undefined);
  const wish = wishOf(filter, from, to);
  if (wish === undefined) return nothingToAsk(from, to, out);
  const { negotiation, association, silent } = negotiate(from, to, wish, standing);
  if (association !== undefined) {
    associations.push(association);
    return arrivalOfProtected(association, from, to, packet, out, negotiation);
  }
  if (silent && wish.policy.soft && !wish.isTunnel) {
    soft.push({ computer: from, filter });
    const clear = arrivalOfClear(from, to, packet, out, standing);
    if (clear.how === 'dropped') return { ...clear, negotiation };
    const why = `${to.name} does not answer IKE, and the filter action of ${from.name} lets it fall back to clear (soft SA)`;
    return { ...clear, how: 'soft', why, negotiation };
  }
  const why = negotiation.ok ? '' : negotiation.obstacle.what;
  const changes = negotiation.ok ? [] : negotiation.obstacle.changes;
  const step = { from: from.name, to: to.name, in: undefined };
  return { ...step, how: 'dropped', out, why, negotiation, changes };
}

function blocked(
  from: Computer,
  to: Computer,
  out: FilterHit,
  { generic: { guid, name } }: SpecificQuickModeFilter,
): Passage {
  return {
    from: from.name,
    to: to.name,
    how: 'dropped',
    out,
    in: undefined,
    why: `a filter of ${from.name} blocks it`,
    negotiation: undefined,
    changes: [{ kind: 'permit', computer: from.name, rule: { guid, name } }],
  };
}

function nothingToAsk(from: Computer, to: Computer, out: FilterHit): Passage {
  const why = `the filter of ${from.name} names a filter action that is not there`;
  const step = { from: from.name, to: to.name, in: undefined };
  return { ...step, how: 'dropped', out, why, negotiation: undefined, changes: [] };
}

function negotiate(
  from: Computer,
  to: Computer,
  wish: Wish,
  standing: Standing,
): { negotiation: Negotiation; association?: Association; silent: boolean } {
  const initiator = from.name;
  const between = placeOf(wish.ends);
  const known = standing.mainModes.get(between);
  const main =
    known === undefined ? agreeMainMode(from, to, wish) : ({ ok: true, agreement: known } as const);
  if (!main.ok) {
    const { obstacle, silent } = main;
    return { negotiation: { ok: false, initiator, mainMode: undefined, obstacle }, silent };
  }
  const mainMode: MainModeAgreement = main.agreement;
  const isSpent = isForOnePair(from, wish.ends) || isForOnePair(to, turned(wish.ends));
  if (!isSpent) standing.mainModes.set(between, mainMode);
  const quick = agreeQuickMode(from, to, wish, mainMode.method.group);
  if (!quick.ok) {
    const { obstacle } = quick;
    return { negotiation: { ok: false, initiator, mainMode, obstacle }, silent: false };
  }
  const { agreement } = quick;
  const filters = new Map([
    [from.name, wish.filter],
    [to.name, agreement.responderFilter],
  ]);
  const { flow, isTunnel } = wish;
  return {
    negotiation: { ok: true, initiator, mainMode, quickMode: agreement },
    association: { flow, isTunnel, from, filters },
    silent: false,
  };
}

/** The same for the same two addresses, whoever begins. */
function placeOf({ own, peer }: MainModeEnds): string {
  return [own.text, peer.text].sort().join(' ');
}
