/** Whether two computers come to a main mode: filters, methods, proofs. Pure. */

import { rangeHolds, sameAddress } from '../../base/address.ts';
import type { MainModePolicy, SpecificMainModeFilter } from '../compiled.ts';
import type { MainModeMethod } from '../model.ts';
import type { Change } from './change.ts';
import type { Computer, MainModeAgreement, Obstacle } from './computer.ts';
import { agreeProof, nothingUsable, type Prover, usable } from './proofs.ts';
import { answeringRule, type MainModeEnds, tunnelEndOf, type Wish } from './wish.ts';
import { mainModeMethodsText } from './words.ts';

/** What one side brings to main mode. */
export interface MainModeSide extends Prover {
  /** Undefined where the default response speaks. */
  readonly filter: SpecificMainModeFilter | undefined;
  readonly policy: MainModePolicy;
}

export type MainModeOutcome =
  | { readonly ok: true; readonly agreement: MainModeAgreement }
  | {
      readonly ok: false;
      readonly obstacle: Obstacle;
      /** Whether the peer says nothing at all, so that it looks like a computer without IPsec. */
      readonly silent: boolean;
    };

/** What happens when the first computer begins a main mode with the second for what it wants. */
export function agreeMainMode(
  initiator: Computer,
  responder: Computer,
  wish: Wish,
): MainModeOutcome {
  const { ends } = wish;
  const own = sideOf(initiator, ends);
  if (own?.filter === undefined) {
    const what = `${initiator.name} has no main-mode filter for ${ends.peer.text}`;
    return failed('no-main-mode-filter', { what, sides: [], changes: [] });
  }
  const isThere = responder.environment.addresses.some((one) => sameAddress(one, ends.peer));
  const other = isThere ? sideOf(responder, turned(ends)) : undefined;
  if (usable(own).length === 0)
    return { ok: false, obstacle: nothingUsable(own, other), silent: false };
  if (!isThere) return { ...tunnelEndsElsewhere(initiator, responder, wish), silent: true };
  if (other === undefined) return { ...noPolicy(initiator, responder, wish, own), silent: true };
  return agree(own, other, own.filter);
}

/** Whether main modes between two addresses carry one quick mode each: master key PFS, or a limit. */
export function isForOnePair(computer: Computer, ends: MainModeEnds): boolean {
  const policy = sideOf(computer, ends)?.policy;
  return policy !== undefined && (policy.masterPfs || policy.quickModeLimit === 1);
}

/** The heaviest filter for the two addresses, whichever way; where none is for them the default response. */
export function sideOf(computer: Computer, { own, peer }: MainModeEnds): MainModeSide | undefined {
  const { active, expansion } = computer;
  const filter = expansion.mainMode.find(({ direction, source, destination }) => {
    const [here, there] = direction === 'outbound' ? [source, destination] : [destination, source];
    return rangeHolds(here, own) && rangeHolds(there, peer);
  });
  const named = filter?.generic ?? active.defaultResponse;
  if (named === undefined) return undefined;
  const name = 'mainModePolicy' in named ? named.mainModePolicy : named.policy;
  const policy = active.mainModePolicies.find((one) => one.name === name);
  if (policy === undefined) return undefined;
  const of = filter?.generic ?? 'default response';
  return { computer, filter, policy, of, authentication: named.authentication };
}

/** The same two addresses, seen from the other computer. */
export function turned({ own, peer }: MainModeEnds): MainModeEnds {
  return { own: peer, peer: own };
}

function agree(
  own: MainModeSide,
  other: MainModeSide,
  initiatorFilter: SpecificMainModeFilter,
): MainModeOutcome {
  const method = own.policy.methods.find((one) => other.policy.methods.some(sameAs(one)));
  if (method === undefined) return noCommonMethod(own, other);
  const proof = agreeProof(own, other);
  if ('obstacle' in proof) return { ok: false, obstacle: proof.obstacle, silent: false };
  const { filter: responderFilter } = other;
  const authentication = proof.method;
  return { ok: true, agreement: { initiatorFilter, responderFilter, method, authentication } };
}

function noCommonMethod(own: MainModeSide, other: MainModeSide): MainModeOutcome {
  const add = (to: MainModeSide, from: MainModeSide): Change => ({
    kind: 'add-main-mode-method',
    computer: to.computer.name,
    policy: to.policy.name,
    method: from.policy.methods[0]!,
  });
  return failed('no-common-main-mode-method', {
    what: 'the two main-mode policies share no security method',
    sides: [own, other].map(({ computer, policy }) => ({
      computer: computer.name,
      has: mainModeMethodsText(policy.methods),
    })),
    changes: [add(other, own), add(own, other)],
  });
}

function tunnelEndsElsewhere(initiator: Computer, responder: Computer, { filter, ends }: Wish) {
  const own = tunnelEndOf(responder);
  const { guid, name } = filter.generic;
  return failed('tunnel-ends-elsewhere', {
    what: `the tunnel ends at ${ends.peer.text}, which is no address of ${responder.name}`,
    sides: [],
    changes: [
      {
        kind: 'set-tunnel-end',
        computer: initiator.name,
        rule: { guid, name },
        end: own,
      },
    ],
  });
}

function noPolicy(
  initiator: Computer,
  responder: Computer,
  wish: Wish,
  { policy, authentication }: MainModeSide,
) {
  const { name } = responder;
  const { methods, pfs } = wish.policy;
  const terms = { mainModeMethods: policy.methods, methods, pfs, authentication };
  const byDefault: Change = { kind: 'answer-by-default', computer: name, terms };
  return failed('peer-has-no-policy', {
    what: `${name} has neither a filter for ${wish.ends.own.text} nor the default response rule, so it does not answer`,
    sides: [],
    changes: [
      ...(wish.isTunnel ? [] : [byDefault]),
      answeringRule(wish, initiator, name, { authentication, mainModeMethods: policy.methods }),
    ],
  });
}

function sameAs(one: MainModeMethod): (other: MainModeMethod) => boolean {
  return ({ encryption, hash, group }) =>
    encryption === one.encryption && hash === one.hash && group === one.group;
}

function failed(
  code: Obstacle['code'],
  said: Pick<Obstacle, 'what' | 'sides' | 'changes'>,
): { ok: false; obstacle: Obstacle; silent: boolean } {
  return { ok: false, obstacle: { code, phase: 'main mode', ...said }, silent: false };
}
