/** Edits of one computer's policy that may bring two computers together. Pure. */

import type { Address } from '../../base/address.ts';
import type { Secret } from '../../base/secret.ts';
import type {
  ActivePolicy,
  MainModeFilter,
  MainModePolicy,
  QuickModeFilter,
  QuickModePolicy,
} from '../compiled.ts';
import { DYNAMIC_LIST } from '../defaults.ts';
import type { Guid, MainModeMethod, PolicyAuthentication, SecurityMethod } from '../model.ts';
import type { ComputerFacts } from './computer.ts';
import { mainModePolicyFor, type NewRule, withRule } from './new-rule.ts';

/** A rule as a change names it: the filter in force that came of it. */
export interface RuleName {
  readonly guid: Guid;
  readonly name: string;
}

/** Whose list of authentication methods. */
export type ListOwner = RuleName | 'default response';

/** One edit. `computer`: whose policy, or which computer itself. */
export type Change = { readonly computer: string } & (
  | {
      readonly kind: 'add-main-mode-method';
      readonly policy: string;
      readonly method: MainModeMethod;
    }
  | {
      readonly kind: 'add-authentication';
      readonly of: ListOwner;
      readonly method: PolicyAuthentication;
      /** Whose method it is; the same key or the same root. */
      readonly like: string;
    }
  | {
      readonly kind: 'set-key';
      readonly of: ListOwner;
      readonly key: Secret;
      readonly like: string;
    }
  | { readonly kind: 'join-domain' }
  | { readonly kind: 'get-certificate'; readonly authority: string }
  | {
      readonly kind: 'add-security-method';
      readonly policy: string;
      readonly method: SecurityMethod;
    }
  | {
      readonly kind: 'set-session-pfs';
      readonly policy: string;
      readonly pfs: QuickModePolicy['pfs'];
    }
  | { readonly kind: 'answer-by-default'; readonly terms: ResponseTerms }
  | { readonly kind: 'add-rule'; readonly rule: NewRule }
  | { readonly kind: 'set-tunnel-end'; readonly rule: RuleName; readonly end: Address }
  | { readonly kind: 'permit'; readonly rule: RuleName }
  | { readonly kind: 'accept-clear'; readonly rule: RuleName }
);

/** What a default response rule has besides being active. */
interface ResponseTerms {
  readonly mainModeMethods: readonly MainModeMethod[];
  readonly methods: readonly SecurityMethod[];
  readonly pfs: QuickModePolicy['pfs'];
  readonly authentication: readonly PolicyAuthentication[];
}

/** The computer after a change. One that is not for it leaves it as it is. */
export function changed(facts: ComputerFacts, change: Change): ComputerFacts {
  if (change.computer !== facts.name) return facts;
  if (change.kind === 'join-domain') return { ...facts, inDomain: true };
  const active = changedPolicy(facts.active, change);
  const authority = authorityOf(change);
  if (authority === undefined || facts.roots === 'every') return { ...facts, active };
  return { ...facts, active, roots: [...facts.roots, authority] };
}

/** A root comes with a certificate of it. */
function authorityOf(change: Change): string | undefined {
  if (change.kind === 'get-certificate') return change.authority;
  const isRoot = change.kind === 'add-authentication' && change.method.method === 'rootca';
  return isRoot && change.method.method === 'rootca' ? change.method.authority : undefined;
}

function changedPolicy(active: ActivePolicy, change: Change): ActivePolicy {
  switch (change.kind) {
    case 'add-main-mode-method':
      return mainModePolicy(active, change.policy, (one) => ({
        ...one,
        methods: [...one.methods, change.method],
      }));
    case 'add-authentication':
      return proofs(active, change.of, (list) => [...list, change.method]);
    case 'set-key':
      return proofs(active, change.of, (list) =>
        list.map((one) => (one.method === 'psk' ? { method: 'psk', key: change.key } : one)),
      );
    case 'add-security-method':
      return quickModePolicy(active, change.policy, (one) => ({
        ...one,
        methods: [...one.methods, change.method],
      }));
    case 'set-session-pfs':
      return quickModePolicy(active, change.policy, (one) => ({ ...one, pfs: change.pfs }));
    case 'answer-by-default':
      return answering(active, change.terms);
    case 'add-rule':
      return withRule(active, change.rule);
    case 'set-tunnel-end':
      return tunnelTo(active, change.rule, change.end);
    case 'permit':
      return filter(active, change.rule, (one) => ({
        ...one,
        inboundAction: 'permit',
        outboundAction: 'permit',
      }));
    case 'accept-clear':
      return filter(active, change.rule, (one) => ({ ...one, inboundPassThrough: true }));
    case 'join-domain':
    case 'get-certificate':
      return active;
  }
}

function mainModePolicy(
  active: ActivePolicy,
  name: string,
  edit: (policy: MainModePolicy) => MainModePolicy,
): ActivePolicy {
  const mainModePolicies = active.mainModePolicies.map((one) =>
    one.name === name ? edit(one) : one,
  );
  return { ...active, mainModePolicies };
}

function quickModePolicy(
  active: ActivePolicy,
  name: string,
  edit: (policy: QuickModePolicy) => QuickModePolicy,
): ActivePolicy {
  const quickModePolicies = active.quickModePolicies.map((one) =>
    one.name === name ? edit(one) : one,
  );
  return { ...active, quickModePolicies };
}

function proofs(
  active: ActivePolicy,
  of: ListOwner,
  edit: (list: readonly PolicyAuthentication[]) => readonly PolicyAuthentication[],
): ActivePolicy {
  const { defaultResponse } = active;
  if (of === 'default response') {
    if (defaultResponse === undefined) return active;
    const authentication = edit(defaultResponse.authentication);
    return { ...active, defaultResponse: { ...defaultResponse, authentication } };
  }
  const mainModeFilters = active.mainModeFilters.map(
    (one): MainModeFilter =>
      one.guid === of.guid ? { ...one, authentication: edit(one.authentication) } : one,
  );
  return { ...active, mainModeFilters };
}

function filter(
  active: ActivePolicy,
  { guid }: RuleName,
  edit: (one: QuickModeFilter) => QuickModeFilter,
): ActivePolicy {
  const quickModeFilters = active.quickModeFilters.map((one) =>
    one.guid === guid ? edit(one) : one,
  );
  return { ...active, quickModeFilters };
}

/** A tunnel's main-mode filter is for its end, so it moves too. */
function tunnelTo(active: ActivePolicy, rule: RuleName, end: Address): ActivePolicy {
  const old = active.quickModeFilters.find(({ guid }) => guid === rule.guid)?.tunnel;
  const moved = active.mainModeFilters.find(
    ({ name, destination }) =>
      name === rule.name &&
      destination.kind === 'address' &&
      typeof old === 'object' &&
      destination.address.text === old.text,
  );
  const destination = { kind: 'address', address: end } as const;
  const mainModeFilters =
    moved === undefined
      ? active.mainModeFilters
      : [...active.mainModeFilters, { ...moved, guid: `${moved.guid} ${end.text}`, destination }];
  return filter({ ...active, mainModeFilters }, rule, (one) => ({ ...one, tunnel: end }));
}

function answering(active: ActivePolicy, terms: ResponseTerms): ActivePolicy {
  const { mainModeMethods, methods, pfs, authentication } = terms;
  const { policies, name } = mainModePolicyFor(active, mainModeMethods);
  const response: QuickModePolicy = {
    name: DYNAMIC_LIST,
    source: 'local',
    soft: false,
    pfs,
    methods,
  };
  return {
    ...active,
    mainModePolicies: policies,
    quickModePolicies: [
      ...active.quickModePolicies.filter((one) => one.name !== DYNAMIC_LIST),
      response,
    ],
    defaultResponse: {
      from: 'local',
      mainModePolicy: name,
      quickModePolicy: DYNAMIC_LIST,
      authentication,
    },
  };
}
