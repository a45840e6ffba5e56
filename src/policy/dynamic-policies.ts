/** Dynamic commands on main-mode and quick-mode policies. */

import { closeMatch } from '../base/close-match.ts';
import { LIMITS } from '../base/limits.ts';
import { checkRoom } from './change.ts';
import { checkMainModeMethods, checkName, checkNumber, checkSecurityMethods } from './checks.ts';
import type { ActivePolicy, MainModePolicy, QuickModePolicy } from './compiled.ts';
import { DEFAULT_MAIN_MODE_METHODS, DEFAULT_SECURITY_METHODS } from './defaults.ts';
import type { DynamicCommand } from './dynamic.ts';
import type { DynamicChange } from './dynamic-apply.ts';
import type { PolicyErrorName } from './errors.ts';
import { nameKey } from './find.ts';
import { RANGES, ZERO_MEANS } from './ranges.ts';
import { refuseAs } from './refusal.ts';

type Command<K extends DynamicCommand['kind']> = Extract<DynamicCommand, { kind: K }>;

/** Windows' errors for what can be wrong with each kind of policy. */
interface Kind {
  readonly what: string;
  readonly verb: string;
  readonly exists: PolicyErrorName;
  readonly missing: PolicyErrorName;
  readonly used: PolicyErrorName;
}
const MAIN_MODE: Kind = {
  what: 'main-mode policy',
  verb: 'mmpolicy',
  exists: 'MM_POLICY_EXISTS',
  missing: 'MM_POLICY_NOT_FOUND',
  used: 'MM_POLICY_IN_USE',
};
const QUICK_MODE: Kind = {
  what: 'quick-mode policy',
  verb: 'qmpolicy',
  exists: 'QM_POLICY_EXISTS',
  missing: 'QM_POLICY_NOT_FOUND',
  used: 'QM_POLICY_IN_USE',
};

export function addMainModePolicy(
  active: ActivePolicy,
  command: Command<'add-mm-policy'>,
): DynamicChange {
  checkNew(MAIN_MODE, active.mainModePolicies, command.name);
  const { name, quickModeLimit, lifetimeMinutes, softSaExpiryMinutes, methods } = command;
  const policy = settledMainMode({
    name,
    source: 'dynamic',
    masterPfs: false,
    quickModeLimit,
    lifetimeSeconds: lifetimeMinutes * 60,
    softSaExpirySeconds: softSaExpiryMinutes * 60,
    methods,
  });
  const mainModePolicies = [...active.mainModePolicies, policy];
  return { policy: { ...active, mainModePolicies }, remarks: [] };
}

export function setMainModePolicy(
  active: ActivePolicy,
  command: Command<'set-mm-policy'>,
): DynamicChange {
  const old = mainModePolicyNamed(active, command.name);
  const { quickModeLimit, lifetimeMinutes, softSaExpiryMinutes, methods } = command;
  const policy = settledMainMode({
    ...old,
    source: 'dynamic',
    quickModeLimit: quickModeLimit ?? old.quickModeLimit,
    lifetimeSeconds: lifetimeMinutes === undefined ? old.lifetimeSeconds : lifetimeMinutes * 60,
    softSaExpirySeconds:
      softSaExpiryMinutes === undefined ? old.softSaExpirySeconds : softSaExpiryMinutes * 60,
    methods: methods ?? old.methods,
  });
  const mainModePolicies = active.mainModePolicies.map((one) => (one === old ? policy : one));
  return { policy: { ...active, mainModePolicies }, remarks: changeRemarks(old) };
}

export function deleteMainModePolicy(
  active: ActivePolicy,
  { name }: Command<'delete-mm-policy'>,
): DynamicChange {
  const users = [
    ...active.mainModeFilters.map(({ policy, name: filter }) => ({ policy, filter })),
    ...(active.defaultResponse === undefined
      ? []
      : [{ policy: active.defaultResponse.mainModePolicy, filter: 'default response' }]),
  ];
  const wanted = name === 'all' ? active.mainModePolicies : [mainModePolicyNamed(active, name)];
  const { kept, remarks } = without(MAIN_MODE, active.mainModePolicies, wanted, users, name);
  return { policy: { ...active, mainModePolicies: kept }, remarks };
}

export function addQuickModePolicy(
  active: ActivePolicy,
  command: Command<'add-qm-policy'>,
): DynamicChange {
  checkNew(QUICK_MODE, active.quickModePolicies, command.name);
  const { name, soft, pfs, methods } = command;
  const policy = settledQuickMode({ name, source: 'dynamic', soft, pfs, methods });
  const quickModePolicies = [...active.quickModePolicies, policy];
  return { policy: { ...active, quickModePolicies }, remarks: [] };
}

export function setQuickModePolicy(
  active: ActivePolicy,
  command: Command<'set-qm-policy'>,
): DynamicChange {
  const old = quickModePolicyNamed(active, command.name);
  const policy = settledQuickMode({
    ...old,
    source: 'dynamic',
    soft: command.soft ?? old.soft,
    pfs: command.pfs ?? old.pfs,
    methods: command.methods ?? old.methods,
  });
  const quickModePolicies = active.quickModePolicies.map((one) => (one === old ? policy : one));
  return { policy: { ...active, quickModePolicies }, remarks: changeRemarks(old) };
}

export function deleteQuickModePolicy(
  active: ActivePolicy,
  { name }: Command<'delete-qm-policy'>,
): DynamicChange {
  const users = [
    ...active.quickModeFilters.flatMap(({ policy, name: filter }) =>
      policy === undefined ? [] : [{ policy, filter }],
    ),
    ...(active.defaultResponse === undefined
      ? []
      : [{ policy: active.defaultResponse.quickModePolicy, filter: 'default response' }]),
  ];
  const wanted = name === 'all' ? active.quickModePolicies : [quickModePolicyNamed(active, name)];
  const { kept, remarks } = without(QUICK_MODE, active.quickModePolicies, wanted, users, name);
  return { policy: { ...active, quickModePolicies: kept }, remarks };
}

/** The policy of a name, or the refusal 13004. */
export function mainModePolicyNamed(active: ActivePolicy, name: string): MainModePolicy {
  return policyNamed(MAIN_MODE, active.mainModePolicies, name);
}

/** The policy of a name, or the refusal 13001. */
export function quickModePolicyNamed(active: ActivePolicy, name: string): QuickModePolicy {
  return policyNamed(QUICK_MODE, active.quickModePolicies, name);
}

function settledMainMode(policy: MainModePolicy): MainModePolicy {
  checkNumber(policy.quickModeLimit, RANGES.quickModeLimit);
  checkNumber(policy.lifetimeSeconds / 60, RANGES.lifetimeMinutes, 0);
  checkNumber(policy.softSaExpirySeconds / 60, RANGES.softSaExpiryMinutes);
  checkMainModeMethods(policy.methods);
  return {
    ...policy,
    quickModeLimit: policy.masterPfs ? 1 : policy.quickModeLimit,
    lifetimeSeconds: policy.lifetimeSeconds || ZERO_MEANS.lifetimeMinutes * 60,
    methods: policy.methods.length === 0 ? DEFAULT_MAIN_MODE_METHODS : policy.methods,
  };
}

function settledQuickMode(policy: QuickModePolicy): QuickModePolicy {
  checkSecurityMethods(policy.methods);
  return policy.methods.length === 0 ? { ...policy, methods: DEFAULT_SECURITY_METHODS } : policy;
}

function policyNamed<T extends MainModePolicy | QuickModePolicy>(
  { what, verb, missing }: Kind,
  policies: readonly T[],
  name: string,
): T {
  const found = policies.find((one) => nameKey(one.name) === nameKey(name));
  if (found !== undefined) return found;
  const near = closeMatch(
    name,
    policies.map((one) => one.name),
  );
  const advice = near === undefined ? `show ${verb} all lists them.` : `Did you mean "${near}"?`;
  return refuseAs(missing, 'not-found', `There is no ${what} "${name}" in force.`, advice);
}

function checkNew(
  { what, verb, exists }: Kind,
  policies: readonly { readonly name: string }[],
  name: string,
): void {
  checkName('policy', name);
  checkRoom(`objects of the kind ${what}`, policies.length, LIMITS.activePolicyObjects);
  if (policies.some((one) => nameKey(one.name) === nameKey(name)))
    refuseAs(
      exists,
      'exists',
      `There is a ${what} "${name}" in force already.`,
      `Take another name, or change it by set ${verb}.`,
    );
}

function without<T extends MainModePolicy | QuickModePolicy>(
  { what, used }: Kind,
  policies: readonly T[],
  wanted: readonly T[],
  users: readonly { readonly policy: string; readonly filter: string }[],
  name: string,
): { kept: readonly T[]; remarks: readonly string[] } {
  const usedNames = new Map(users.map(({ policy, filter }) => [nameKey(policy), filter]));
  const stay = wanted.filter((one) => usedNames.has(nameKey(one.name)));
  if (stay.length > 0 && (name !== 'all' || stay.length === wanted.length)) {
    const [first] = stay;
    refuseAs(
      used,
      'in-use',
      `The ${what} "${first!.name}" is in use by "${usedNames.get(nameKey(first!.name))}".`,
      'Delete what uses it first.',
    );
  }
  return {
    kept: policies.filter((one) => !wanted.includes(one) || stay.includes(one)),
    remarks: stay.map((one) => `The ${what} "${one.name}" stays: it is in use.`),
  };
}

function changeRemarks({ name, source }: MainModePolicy | QuickModePolicy): readonly string[] {
  return source === 'dynamic'
    ? []
    : [`"${name}" is of the ${source} policy: this change of it lasts until the service stops.`];
}
