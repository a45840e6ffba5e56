/** Commands on the rules of a policy, its default response rule too. */

import { LIMITS } from '../base/limits.ts';
import { type Change, checkRoom, newObject, renamed, replaced } from './change.ts';
import { checkAuthentication, checkSecurityMethods } from './checks.ts';
import type { ApplyContext, PolicyCommand, Reference } from './commands.ts';
import { DEFAULT_AUTHENTICATION, DEFAULT_RESPONSE_METHODS } from './defaults.ts';
import { checkTunnel, checkUnmirrored } from './filter-checks.ts';
import { findFilterAction, findFilterList, findPolicy, findRule, nameKey } from './find.ts';
import type { IpsecPolicy, PolicyModel, Rule } from './model.ts';
import { refuse } from './refusal.ts';

type Command<K extends PolicyCommand['kind']> = Extract<PolicyCommand, { kind: K }>;

/** What people call the default response rule. */
const DEFAULT_RULE_NAMES: ReadonlySet<string> = new Set([
  'default',
  '<dynamic>',
  'default response',
  'default response rule',
]);

export function addRule(
  model: PolicyModel,
  command: Command<'add-rule'>,
  context: ApplyContext,
): Change {
  const policy = findPolicy(model, command.policy);
  checkRoom(`rules in "${policy.name}"`, policy.rules.length, LIMITS.rulesPerPolicy);
  const rule: Rule = {
    ...newObject('rule', policy.rules, command, context),
    id: policy.rules.length + 1,
    filterList: findFilterList(model, command.filterList).guid,
    filterAction: findFilterAction(model, command.filterAction).guid,
    tunnel: command.tunnel,
    connectionType: command.connectionType,
    active: command.active,
    authentication:
      command.authentication.length === 0 ? DEFAULT_AUTHENTICATION : command.authentication,
  };
  const remarks = checkRule(model, rule);
  return withRules(model, policy, [...policy.rules, rule], remarks, context);
}

export function setRule(
  model: PolicyModel,
  command: Command<'set-rule'>,
  context: ApplyContext,
): Change {
  const policy = findPolicy(model, command.policy);
  const old = ordinaryRule(policy, command.target, 'Change it by set defaultrule.');
  const { filterList, filterAction, tunnel, authentication } = command;
  const rule: Rule = {
    ...renamed('rule', policy.rules, old, command, context),
    filterList: filterList === undefined ? old.filterList : findFilterList(model, filterList).guid,
    filterAction:
      filterAction === undefined ? old.filterAction : findFilterAction(model, filterAction).guid,
    tunnel: tunnel === undefined ? old.tunnel : tunnel === 'none' ? undefined : tunnel,
    connectionType: command.connectionType ?? old.connectionType,
    active: command.active ?? old.active,
    authentication:
      authentication === undefined
        ? old.authentication
        : authentication.length === 0
          ? DEFAULT_AUTHENTICATION
          : authentication,
  };
  const remarks = checkRule(model, rule);
  return withRules(model, policy, replaced(policy.rules, rule), remarks, context);
}

export function deleteRule(
  model: PolicyModel,
  command: Command<'delete-rule'>,
  context: ApplyContext,
): Change {
  const policy = findPolicy(model, command.policy);
  if (command.target === 'all') return withRules(model, policy, [], [], context);
  const gone = ordinaryRule(
    policy,
    command.target,
    'It cannot be deleted; set defaultrule activate=no makes it inactive.',
  );
  const rules = policy.rules
    .filter((rule) => rule !== gone)
    .map((rule, at) => ({ ...rule, id: at + 1 }));
  return withRules(model, policy, rules, [], context);
}

export function setDefaultRule(
  model: PolicyModel,
  command: Command<'set-default-rule'>,
  context: ApplyContext,
): Change {
  const policy = findPolicy(model, command.policy);
  const { methods, authentication } = command;
  checkSecurityMethods(methods ?? []);
  checkAuthentication(authentication ?? []);
  const old = policy.defaultResponse;
  const changed: IpsecPolicy = {
    ...policy,
    modifiedAt: context.now,
    defaultResponse: {
      active: command.active ?? old.active,
      sessionPfs: command.sessionPfs ?? old.sessionPfs,
      methods: methods?.length === 0 ? DEFAULT_RESPONSE_METHODS : (methods ?? old.methods),
      authentication:
        authentication?.length === 0
          ? DEFAULT_AUTHENTICATION
          : (authentication ?? old.authentication),
      modifiedAt: context.now,
    },
  };
  return { model: { ...model, policies: replaced(model.policies, changed) }, remarks: [] };
}

/** What a rule and the objects that it uses must be to each other. Answers remarks. */
export function checkRule(model: PolicyModel, rule: Rule): readonly string[] {
  checkAuthentication(rule.authentication);
  if (rule.tunnel === undefined) return [];
  checkTunnel(rule.tunnel);
  checkUnmirrored(rule.name, findFilterList(model, { by: 'guid', guid: rule.filterList }));
  const action = findFilterAction(model, { by: 'guid', guid: rule.filterAction });
  return action.action === 'negotiate'
    ? []
    : [`"${action.name}" does not negotiate security, so the tunnel is not used.`];
}

function ordinaryRule(policy: IpsecPolicy, reference: Reference, advice: string): Rule {
  const isDefault =
    reference.by === 'name' &&
    DEFAULT_RULE_NAMES.has(nameKey(reference.name)) &&
    !policy.rules.some((rule) => nameKey(rule.name) === nameKey(reference.name));
  return isDefault
    ? refuse('not-allowed', `This is the default response rule of "${policy.name}".`, advice)
    : findRule(policy, reference);
}

function withRules(
  model: PolicyModel,
  policy: IpsecPolicy,
  rules: readonly Rule[],
  remarks: readonly string[],
  context: ApplyContext,
): Change {
  const changed = { ...policy, rules, modifiedAt: context.now };
  return { model: { ...model, policies: replaced(model.policies, changed) }, remarks };
}
