/** Whether two computers come to a quick mode for what a filter covers. Pure. */

import { sameAddress } from '../../base/address.ts';
import type { QuickModePolicy, SpecificQuickModeFilter } from '../compiled.ts';
import type { MainModeMethod, SecurityMethod } from '../model.ts';
import { weightOf } from '../weight.ts';
import type { Change, RuleName } from './change.ts';
import type { Computer, Obstacle, QuickModeAgreement } from './computer.ts';
import { sideOf } from './main-mode.ts';
import { farEndOf, wayBackOf } from './tunnel-rules.ts';
import { answeringRule, covers, policyNamed, tunnelEndOf, type Wish } from './wish.ts';
import { pfsText, securityMethodsText } from './words.ts';

export type QuickModeOutcome =
  | { readonly ok: true; readonly agreement: QuickModeAgreement }
  | { readonly ok: false; readonly obstacle: Obstacle };

/** What happens when the first computer begins a quick mode for what it wants. `group` is main mode's. */
export function agreeQuickMode(
  initiator: Computer,
  responder: Computer,
  wish: Wish,
  group: MainModeMethod['group'],
): QuickModeOutcome {
  const decision = decide(responder, wish);
  const both = { initiator, responder, wish };
  const answer = policyNamed(responder, decision.policy);
  if (answer === undefined) return noFilter(both, decision.filter);
  const { filter, isTunnel } = decision;
  if (isTunnel !== wish.isTunnel) return modesDiffer(both, filter);
  if (filter !== undefined && isTunnel && !leadsBack(responder, filter, wish))
    return tunnelsDiffer(both, filter);
  const policies: Policies = { own: wish.policy, other: answer };
  if (groupOf(policies.own, group) !== groupOf(policies.other, group))
    return pfsDiffers(both, policies);
  const method = wish.policy.methods.find((one) => answer.methods.some((two) => isSame(one, two)));
  if (method === undefined) return noCommonMethod(both, policies);
  const initiatorFilter = wish.filter;
  return {
    ok: true,
    agreement: { initiatorFilter, responderFilter: filter, method, tunnel: isTunnel },
  };
}

interface Both {
  readonly initiator: Computer;
  readonly responder: Computer;
  readonly wish: Wish;
}

interface Policies {
  readonly own: QuickModePolicy;
  readonly other: QuickModePolicy;
}

/** What decides on a request. */
interface Decision {
  /** Undefined: the default response, or nothing. */
  readonly filter: SpecificQuickModeFilter | undefined;
  /** By which policy it is negotiated; undefined where it is not. */
  readonly policy: string | undefined;
  readonly isTunnel: boolean;
}

/**
 * The heaviest filter for packets that come in decides alone, and a lighter one or the default response
 * does not soften it. Where it lets packets pass or blocks them, nothing is negotiated.
 */
function decide({ expansion, active }: Computer, { flow }: Wish): Decision {
  const filter = expansion.quickMode.find(
    (one) => one.direction === 'inbound' && covers(one, flow),
  );
  if (filter === undefined)
    return { filter, policy: active.defaultResponse?.quickModePolicy, isTunnel: false };
  const { policy, tunnel } = filter.generic;
  const isTunnel = tunnel !== undefined;
  return { filter, policy: filter.action === 'negotiate' ? policy : undefined, isTunnel };
}

/** Whether a tunnel of the responder's leads to who asks, and starts where it is asked. */
function leadsBack(responder: Computer, filter: SpecificQuickModeFilter, { ends }: Wish): boolean {
  const far = farEndOf(responder, filter);
  if (far === undefined) return true;
  return sameAddress(far, ends.own) && sameAddress(tunnelEndOf(responder), ends.peer);
}

function groupOf({ pfs }: QuickModePolicy, group: number): number | 'none' {
  return pfs === 'main-mode' ? group : pfs;
}

function noFilter(both: Both, filter: SpecificQuickModeFilter | undefined): QuickModeOutcome {
  const { initiator, responder } = both;
  const passes = filter === undefined ? undefined : `"${filter.generic.name}", ${filter.action}`;
  const what =
    filter === undefined
      ? `${responder.name} has no filter that covers what ${initiator.name} asks for, and does not answer by the default response rule`
      : `the filter of ${responder.name} that covers what ${initiator.name} asks for does not negotiate`;
  const sides = passes === undefined ? [] : [{ computer: responder.name, has: passes }];
  return failed('no-filter-for-traffic', { what, sides, changes: ruleFor(both, filter) });
}

/** A rule for the wish; where one of the same weight decides now, in its place. */
function ruleFor(
  { initiator, responder, wish }: Both,
  decides: SpecificQuickModeFilter | undefined,
): Change[] {
  const side = sideOf(initiator, wish.ends);
  const { authentication = [], policy } = side ?? {};
  const has = { authentication, mainModeMethods: policy?.methods ?? [] };
  const isInTheWay = decides !== undefined && decides.weight >= weightOf(wish.flow);
  const replaces: RuleName | undefined = isInTheWay ? decides.generic : undefined;
  return [
    answeringRule(
      wish,
      initiator,
      responder.name,
      has,
      replaces && { guid: replaces.guid, name: replaces.name },
    ),
  ];
}

function modesDiffer(both: Both, filter: SpecificQuickModeFilter | undefined): QuickModeOutcome {
  const { initiator, responder, wish } = both;
  const text = (tunnel: boolean) => (tunnel ? 'tunnel mode' : 'transport mode');
  const { isTunnel } = wish;
  return failed('modes-differ', {
    what: `${initiator.name} asks for ${text(isTunnel)} and ${responder.name} has ${text(!isTunnel)} for it`,
    sides: [
      { computer: initiator.name, has: text(isTunnel) },
      { computer: responder.name, has: text(!isTunnel) },
    ],
    changes: ruleFor(both, filter),
  });
}

function tunnelsDiffer(both: Both, filter: SpecificQuickModeFilter): QuickModeOutcome {
  const { initiator, responder, wish } = both;
  const far = farEndOf(responder, filter);
  return failed('tunnels-differ', {
    what: `the tunnel of ${responder.name} for it does not lead back to where ${initiator.name} asks from`,
    sides: [
      { computer: initiator.name, has: `${wish.ends.own.text} to ${wish.ends.peer.text}` },
      {
        computer: responder.name,
        has: `${tunnelEndOf(responder).text} to ${far?.text ?? 'anybody'}`,
      },
    ],
    changes: tunnelEnds(both, filter),
  });
}

function tunnelEnds(
  { initiator, responder, wish }: Both,
  filter: SpecificQuickModeFilter,
): Change[] {
  const ownEnd = tunnelEndOf(responder);
  if (!sameAddress(ownEnd, wish.ends.peer)) {
    const { guid, name } = wish.filter.generic;
    const computer = initiator.name;
    return [{ kind: 'set-tunnel-end', computer, rule: { guid, name }, end: ownEnd }];
  }
  const out = wayBackOf(responder, filter);
  if (out === undefined) return [];
  const { guid, name } = out.generic;
  const computer = responder.name;
  return [{ kind: 'set-tunnel-end', computer, rule: { guid, name }, end: wish.ends.own }];
}

function pfsDiffers({ initiator, responder }: Both, { own, other }: Policies): QuickModeOutcome {
  const set = (computer: Computer, to: QuickModePolicy, from: QuickModePolicy): Change => ({
    kind: 'set-session-pfs',
    computer: computer.name,
    policy: to.name,
    pfs: from.pfs,
  });
  return failed('pfs-differs', {
    what: 'the two filter actions do not ask for the same session key perfect forward secrecy',
    sides: [
      { computer: initiator.name, has: pfsText(own.pfs) },
      { computer: responder.name, has: pfsText(other.pfs) },
    ],
    changes: [set(responder, other, own), set(initiator, own, other)],
  });
}

function noCommonMethod(
  { initiator, responder }: Both,
  { own, other }: Policies,
): QuickModeOutcome {
  const add = (computer: Computer, to: QuickModePolicy, from: QuickModePolicy): Change => ({
    kind: 'add-security-method',
    computer: computer.name,
    policy: to.name,
    method: from.methods[0]!,
  });
  return failed('no-common-quick-mode-method', {
    what: 'the two filter actions share no security method',
    sides: [
      { computer: initiator.name, has: securityMethodsText(own.methods) },
      { computer: responder.name, has: securityMethodsText(other.methods) },
    ],
    changes: [add(responder, other, own), add(initiator, own, other)],
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
  said: Pick<Obstacle, 'what' | 'sides' | 'changes'>,
): { readonly ok: false; readonly obstacle: Obstacle } {
  return { ok: false, obstacle: { code, phase: 'quick mode', ...said } };
}
