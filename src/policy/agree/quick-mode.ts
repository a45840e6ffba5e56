/** Whether two computers come to a quick mode for what a filter covers. Pure. */

import { type AddressRange, rangeCovers, rangeOfAddress } from '../../base/address.ts';
import type { QuickModePolicy, SpecificQuickModeFilter } from '../compiled.ts';
import { algorithmsText } from '../method-text.ts';
import type { SecurityMethod } from '../model.ts';
import type { Computer, Obstacle, QuickModeAgreement } from './computer.ts';
import { securityMethodsText } from './words.ts';

/** What SAs are for, seen from the computer that began: packets that it sends. */
export interface Flow {
  readonly source: AddressRange;
  readonly destination: AddressRange;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

export type QuickModeOutcome =
  | { readonly ok: true; readonly agreement: QuickModeAgreement; readonly flow: Flow }
  | { readonly ok: false; readonly obstacle: Obstacle };

/** What the first computer asks for under a filter: the two addresses, or a tunnel's two networks. */
export function flowOf(filter: SpecificQuickModeFilter, own: Computer, peer: Computer): Flow {
  const { protocol, sourcePort, destinationPort } = filter;
  const isTunnel = filter.generic.tunnel !== undefined;
  return {
    source: isTunnel ? filter.source : rangeOfAddress(own.address),
    destination: isTunnel ? filter.destination : rangeOfAddress(peer.address),
    protocol,
    sourcePort,
    destinationPort,
  };
}

/** What happens when the first computer begins a quick mode for one of its filters. `group` is main mode's. */
export function agreeQuickMode(
  initiator: Computer,
  responder: Computer,
  filter: SpecificQuickModeFilter,
  group: 1 | 2 | 3,
): QuickModeOutcome {
  const own = policyNamed(initiator, filter.generic.policy);
  const flow = flowOf(filter, initiator, responder);
  const isTunnel = filter.generic.tunnel !== undefined;
  const candidates = candidatesFor(responder, flow);
  if (candidates.length === 0) {
    return failed('no-filter-for-traffic', {
      what: `${responder.name} has no filter that covers what ${initiator.name} asks for, and does not answer by the default response rule`,
      sides: [],
      change: `Give ${responder.name} a mirrored filter that covers the same addresses, protocol and ports.`,
    });
  }
  let nearest: Obstacle | undefined;
  for (const candidate of candidates) {
    const other = policyNamed(responder, candidate.policy);
    if (own === undefined || other === undefined) continue;
    if (candidate.isTunnel !== isTunnel) {
      nearest ??= modesDiffer(initiator, responder, isTunnel);
      continue;
    }
    const fault = faultOfPfs(initiator, responder, own, other, group);
    if (fault !== undefined) {
      nearest ??= fault;
      continue;
    }
    const method = own.methods.find((one) => other.methods.some((two) => isSame(one, two)));
    if (method !== undefined) {
      const agreement: QuickModeAgreement = {
        initiatorFilter: filter,
        responderFilter: candidate.filter,
        method,
        tunnel: isTunnel,
      };
      return { ok: true, agreement, flow };
    }
    nearest ??= noCommonMethod(initiator, responder, own, other);
  }
  return { ok: false, obstacle: nearest! };
}

/** A filter of the responder that covers a flow; without one the default response. */
interface Candidate {
  readonly filter: SpecificQuickModeFilter | undefined;
  readonly policy: string | undefined;
  readonly isTunnel: boolean;
}

/**
 * The heaviest filter for packets that come in decides alone, and a lighter one or the default response
 * does not soften it. Where it lets packets pass or blocks them, nothing is negotiated.
 */
function candidatesFor({ expansion, active }: Computer, flow: Flow): Candidate[] {
  const filter = expansion.quickMode.find(
    (one) => one.direction === 'inbound' && covers(one, flow),
  );
  if (filter !== undefined) {
    const { policy, tunnel } = filter.generic;
    return filter.action === 'negotiate'
      ? [{ filter, policy, isTunnel: tunnel !== undefined }]
      : [];
  }
  if (active.defaultResponse === undefined) return [];
  const policy = active.defaultResponse.quickModePolicy;
  return [{ filter: undefined, policy, isTunnel: false }];
}

/** Whether all packets of one flow are the other's too. */
export function covers(outer: Flow, inner: Flow): boolean {
  return (
    rangeCovers(outer.source, inner.source) &&
    rangeCovers(outer.destination, inner.destination) &&
    (outer.protocol === 0 || outer.protocol === inner.protocol) &&
    (outer.sourcePort === 0 || outer.sourcePort === inner.sourcePort) &&
    (outer.destinationPort === 0 || outer.destinationPort === inner.destinationPort)
  );
}

function policyNamed({ active }: Computer, name: string | undefined): QuickModePolicy | undefined {
  return active.quickModePolicies.find((one) => one.name === name);
}

function faultOfPfs(
  initiator: Computer,
  responder: Computer,
  own: QuickModePolicy,
  other: QuickModePolicy,
  group: 1 | 2 | 3,
): Obstacle | undefined {
  const [ownGroup, otherGroup] = [own, other].map(({ pfs }) => (pfs === 'main-mode' ? group : pfs));
  if (ownGroup === otherGroup) return undefined;
  const sides = [
    { computer: initiator.name, has: pfsText(own.pfs) },
    { computer: responder.name, has: pfsText(other.pfs) },
  ];
  return obstacleOf('pfs-differs', {
    what: 'the two filter actions do not ask for the same session key perfect forward secrecy',
    sides,
    change: `Set session key PFS the same way on both: ${pfsText(own.pfs)} on ${responder.name}.`,
  });
}

function pfsText(pfs: QuickModePolicy['pfs']): string {
  if (pfs === 'none') return 'no session key PFS';
  return pfs === 'main-mode' ? "session key PFS with main mode's group" : `PFS with group ${pfs}`;
}

function modesDiffer(initiator: Computer, responder: Computer, isTunnel: boolean): Obstacle {
  const text = (tunnel: boolean) => (tunnel ? 'tunnel mode' : 'transport mode');
  return obstacleOf('modes-differ', {
    what: `${initiator.name} asks for ${text(isTunnel)} and ${responder.name} has ${text(!isTunnel)} for it`,
    sides: [
      { computer: initiator.name, has: text(isTunnel) },
      { computer: responder.name, has: text(!isTunnel) },
    ],
    change: isTunnel
      ? `Give the rule of ${responder.name} a tunnel endpoint too, or take it from ${initiator.name}'s.`
      : `Take the tunnel endpoint from the rule of ${responder.name}, or give one to ${initiator.name}'s.`,
  });
}

function noCommonMethod(
  initiator: Computer,
  responder: Computer,
  own: QuickModePolicy,
  other: QuickModePolicy,
): Obstacle {
  return obstacleOf('no-common-quick-mode-method', {
    what: 'the two filter actions share no security method',
    sides: [
      { computer: initiator.name, has: securityMethodsText(own.methods) },
      { computer: responder.name, has: securityMethodsText(other.methods) },
    ],
    change: `Add ${algorithmsText(own.methods[0]!)} to the security methods of ${responder.name}.`,
  });
}

function isSame(one: SecurityMethod, other: SecurityMethod): boolean {
  return (
    one.ah === other.ah &&
    one.esp?.encryption === other.esp?.encryption &&
    one.esp?.integrity === other.esp?.integrity
  );
}

function failed(
  code: Obstacle['code'],
  said: Pick<Obstacle, 'what' | 'sides' | 'change'>,
): QuickModeOutcome {
  return { ok: false, obstacle: obstacleOf(code, said) };
}

function obstacleOf(
  code: Obstacle['code'],
  said: Pick<Obstacle, 'what' | 'sides' | 'change'>,
): Obstacle {
  return { code, phase: 'quick mode', ...said };
}
