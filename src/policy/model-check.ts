/** Whether a whole model is right, wherever it comes from: a file, an export, another computer. */

import { LIMITS } from '../base/limits.ts';
import { checkRule } from './apply-rules.ts';
import {
  checkAuthentication,
  checkDescription,
  checkMainModeMethods,
  checkName,
  checkNumber,
  checkSecurityMethods,
} from './checks.ts';
import type { PolicyError } from './commands.ts';
import { checkFilter } from './filter-checks.ts';
import { filterKey } from './filters.ts';
import { nameKey, type ObjectKind } from './find.ts';
import type { FilterAction, FilterList, Guid, IpsecPolicy, PolicyModel } from './model.ts';
import { RANGES } from './ranges.ts';
import { caught, refuse } from './refusal.ts';

/** What is wrong with a model: names twice, references to nothing, values that `apply` refuses. */
export function modelProblem(model: PolicyModel): PolicyError | undefined {
  const result = caught(() => checkModel(model));
  return 'error' in result ? result.error : undefined;
}

/** The same, as a refusal. */
export function checkModel(model: PolicyModel): void {
  const { policies, filterLists, filterActions, assigned } = model;
  checkMany('policies', policies.length, LIMITS.storedPolicies);
  checkMany('filter lists', filterLists.length, LIMITS.storedFilterLists);
  checkMany('filter actions', filterActions.length, LIMITS.storedFilterActions);
  checkObjects('policy', policies);
  checkObjects('filter list', filterLists);
  checkObjects('filter action', filterActions);
  for (const list of filterLists) checkFilterList(list);
  for (const action of filterActions) checkAction(action);
  for (const policy of policies) checkPolicy(model, policy);
  if (assigned !== undefined && !policies.some(({ guid }) => guid === assigned))
    refuse('not-found', `The assigned policy ${assigned} is not there.`, 'Assign another one.');
}

interface Named {
  readonly guid: Guid;
  readonly name: string;
  readonly description: string;
}

function checkObjects(kind: ObjectKind, objects: readonly Named[]): void {
  const names = new Set<string>();
  const guids = new Set<Guid>();
  for (const { name, guid, description } of objects) {
    checkName(kind, name);
    checkDescription(description);
    if (names.has(nameKey(name)))
      refuse(
        'exists',
        `There are two objects of the kind ${kind} with the name "${name}".`,
        'Rename one.',
      );
    if (guids.has(guid))
      refuse(
        'exists',
        `There are two objects of the kind ${kind} with the GUID ${guid}.`,
        'Delete one.',
      );
    names.add(nameKey(name));
    guids.add(guid);
  }
}

function checkFilterList(list: FilterList): void {
  checkMany(`filters in "${list.name}"`, list.filters.length, LIMITS.filtersPerList);
  const keys = new Set<string>();
  const guids = new Set<Guid>();
  for (const filter of list.filters) {
    checkFilter(filter);
    const key = filterKey(filter);
    if (keys.has(key) || guids.has(filter.guid))
      refuse('exists', `The filter list "${list.name}" has the same filter twice.`, 'Delete one.');
    keys.add(key);
    guids.add(filter.guid);
  }
}

function checkAction({ name, action, methods }: FilterAction): void {
  checkSecurityMethods(methods);
  if (action === 'negotiate' && methods.length === 0)
    refuse(
      'invalid',
      `The filter action "${name}" negotiates, but has no security methods.`,
      'Name some by qmsecmethods.',
    );
}

function checkPolicy(model: PolicyModel, policy: IpsecPolicy): void {
  const { mainMode, rules, defaultResponse } = policy;
  checkNumber(mainMode.quickModeLimit, RANGES.quickModeLimit);
  checkNumber(mainMode.lifetimeMinutes, RANGES.lifetimeMinutes);
  checkNumber(policy.pollingMinutes, RANGES.pollingMinutes);
  checkMainModeMethods(mainMode.methods);
  checkSome(`main-mode methods in "${policy.name}"`, mainMode.methods);
  if (mainMode.masterPfs && mainMode.quickModeLimit !== 1)
    refuse(
      'invalid',
      `The policy "${policy.name}" has master key PFS and a limit of ${mainMode.quickModeLimit} quick modes.`,
      'Master key PFS needs a limit of 1.',
    );
  checkSecurityMethods(defaultResponse.methods);
  checkAuthentication(defaultResponse.authentication);
  checkSome(
    `security methods in the default response of "${policy.name}"`,
    defaultResponse.methods,
  );
  checkSome(
    `authentication methods in the default response of "${policy.name}"`,
    defaultResponse.authentication,
  );
  checkMany(`rules in "${policy.name}"`, rules.length, LIMITS.rulesPerPolicy);
  checkObjects('rule', rules);
  for (const [at, rule] of rules.entries()) {
    if (rule.id !== at + 1)
      refuse(
        'invalid',
        `Rule ${at + 1} of "${policy.name}" has the number ${rule.id}.`,
        'Number them from 1.',
      );
    if (!model.filterLists.some(({ guid }) => guid === rule.filterList))
      missing('filter list', rule.name, policy.name, rule.filterList);
    if (!model.filterActions.some(({ guid }) => guid === rule.filterAction))
      missing('filter action', rule.name, policy.name, rule.filterAction);
    checkSome(`authentication methods in the rule "${rule.name}"`, rule.authentication);
    checkRule(model, rule);
  }
}

function missing(kind: ObjectKind, rule: string, policy: string, guid: Guid): never {
  return refuse(
    'not-found',
    `The rule "${rule}" of "${policy}" uses the ${kind} ${guid}, which is not there.`,
    `Bring the ${kind} in too, or leave the rule out.`,
  );
}

function checkMany(what: string, count: number, limit: number): void {
  if (count > limit)
    refuse('limit', `There are ${count} ${what}; ${limit} are allowed.`, 'Leave some out.');
}

function checkSome(what: string, list: readonly unknown[]): void {
  if (list.length === 0) refuse('invalid', `There are no ${what}.`, 'Name at least one.');
}
