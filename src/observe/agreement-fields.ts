/** What two policies come to, and which filter a packet hits, as plain fields for programs. */

import { rangeText } from '../base/address.ts';
import { changeText } from '../policy/agree/change-text.ts';
import type { FilterHit, Negotiation, Passage } from '../policy/agree/computer.ts';
import type { Agreement } from '../policy/agree/mend.ts';
import type { SpecificQuickModeFilter } from '../policy/compiled.ts';
import type { FilteredPacket, Hit } from '../policy/filter-of-packet.ts';
import { algorithmsText, mainModeMethodText } from '../policy/method-text.ts';

/** `request`, `answer` (null where none was sent) and `changes`: none needed is [], none found null. */
export function agreementFields({ request, answer, changes }: Agreement) {
  return {
    request: passageFields(request),
    answer: answer === undefined ? null : passageFields(answer),
    changes:
      changes?.map((change) => ({
        kind: change.kind,
        computer: change.computer,
        text: changeText(change),
      })) ?? null,
  };
}

/** The packet, the filter that decides, and those that lost against it. */
export function traceFields({ source, destination, ...packet }: FilteredPacket, hit: Hit) {
  return {
    packet: { ...packet, source: source.text, destination: destination.text },
    filter: hit.filter === undefined ? null : filterFields(hit.filter),
    mainMode:
      hit.mainMode === undefined
        ? null
        : { rule: hit.mainMode.generic.name, policy: hit.mainMode.generic.policy },
    lost: hit.lost.map(filterFields),
  };
}

function passageFields({ from, to, how, why, negotiation, ...hits }: Passage) {
  return {
    from,
    to,
    how,
    why,
    out: hitFields(hits.out),
    in: hitFields(hits.in),
    negotiation: negotiation === undefined ? null : negotiationFields(negotiation),
  };
}

function hitFields(hit: FilterHit | undefined) {
  if (hit === undefined) return null;
  const { computer, action, filter } = hit;
  return { computer, action, filter: typeof filter === 'object' ? filterFields(filter) : filter };
}

function filterFields({ generic, weight, action, ...filter }: SpecificQuickModeFilter) {
  const { direction, source, destination, protocol, sourcePort, destinationPort } = filter;
  return {
    rule: generic.name,
    from: generic.from,
    policy: generic.policy ?? null,
    direction,
    source: rangeText(source),
    destination: rangeText(destination),
    protocol,
    sourcePort,
    destinationPort,
    action,
    weight,
  };
}

function negotiationFields(negotiation: Negotiation) {
  const { initiator, mainMode } = negotiation;
  const main = mainMode && {
    method: mainModeMethodText(mainMode.method),
    authentication: mainMode.authentication,
    rule: mainMode.initiatorFilter.generic.name,
  };
  if (negotiation.ok) {
    const { method, tunnel } = negotiation.quickMode;
    const quickMode = { method: algorithmsText(method), mode: tunnel ? 'tunnel' : 'transport' };
    return { ok: true, initiator, mainMode: main ?? null, quickMode };
  }
  const { code, phase, what, sides } = negotiation.obstacle;
  return { ok: false, initiator, mainMode: main ?? null, obstacle: { code, phase, what, sides } };
}
