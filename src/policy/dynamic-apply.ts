/**
 * What `netsh ipsec dynamic` makes of the policy in force, pure. Everything that it adds or changes
 * has the source `dynamic` from then on; what it deletes of other sources comes back when they are
 * applied anew.
 */

import { unreachable } from '../base/assert.ts';
import { type ActivePolicy, NO_POLICY } from './compiled.ts';
import type { DynamicApplied, DynamicCommand } from './dynamic.ts';
import {
  addMainModePolicy,
  addQuickModePolicy,
  deleteMainModePolicy,
  deleteQuickModePolicy,
  setMainModePolicy,
  setQuickModePolicy,
} from './dynamic-policies.ts';
import { addDynamicRule, deleteDynamicRule, setDynamicRule } from './dynamic-rules.ts';
import { caught } from './refusal.ts';

/** A policy in force on its way through a command. */
export interface DynamicChange {
  readonly policy: ActivePolicy;
  readonly remarks: readonly string[];
}

/** The policy in force after a command, with remarks, or why the command cannot be done. */
export function applyDynamic(active: ActivePolicy, command: DynamicCommand): DynamicApplied {
  const result = caught(() => change(active, command));
  if (!('error' in result)) return { ok: true, ...result.value };
  const { number, message, advice } = result.error;
  return { ok: false, error: { code: number, message, advice } };
}

function change(active: ActivePolicy, command: DynamicCommand): DynamicChange {
  switch (command.kind) {
    case 'add-mm-policy':
      return addMainModePolicy(active, command);
    case 'set-mm-policy':
      return setMainModePolicy(active, command);
    case 'delete-mm-policy':
      return deleteMainModePolicy(active, command);
    case 'add-qm-policy':
      return addQuickModePolicy(active, command);
    case 'set-qm-policy':
      return setQuickModePolicy(active, command);
    case 'delete-qm-policy':
      return deleteQuickModePolicy(active, command);
    case 'add-rule':
      return addDynamicRule(active, command);
    case 'set-rule':
      return setDynamicRule(active, command);
    case 'delete-rule':
      return deleteDynamicRule(active, command);
    case 'delete-all':
      return deleteAll(active);
    default:
      return unreachable(command);
  }
}

function deleteAll(active: ActivePolicy): DynamicChange {
  const others =
    active.defaultResponse !== undefined ||
    [...active.mainModePolicies, ...active.quickModePolicies].some(
      ({ source }) => source !== 'dynamic',
    );
  return {
    policy: NO_POLICY,
    remarks: others
      ? ['Policy of stores is out of force too, until the service applies it anew.']
      : [],
  };
}
