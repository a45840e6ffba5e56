/**
 * What a command makes of a store's model: `apply` is pure and never throws. Each kind of object has
 * a file: apply-filters.ts, apply-actions.ts, apply-policies.ts, apply-rules.ts, apply-whole.ts.
 */

import { unreachable } from '../base/assert.ts';
import { addFilterAction, deleteFilterAction, setFilterAction } from './apply-actions.ts';
import {
  addFilter,
  addFilterList,
  deleteFilter,
  deleteFilterList,
  setFilterList,
} from './apply-filters.ts';
import { addPolicy, deletePolicy, setPolicy } from './apply-policies.ts';
import { addRule, deleteRule, setDefaultRule, setRule } from './apply-rules.ts';
import { deleteAll, importModel, restoreExamples } from './apply-whole.ts';
import type { Change } from './change.ts';
import type { Applied, ApplyContext, PolicyCommand } from './commands.ts';
import type { PolicyModel } from './model.ts';
import { caught } from './refusal.ts';

/** The model after a command, with remarks, or why the command cannot be done. */
export function apply(model: PolicyModel, command: PolicyCommand, context: ApplyContext): Applied {
  const result = caught(() => change(model, command, context));
  return 'error' in result ? { ok: false, error: result.error } : { ok: true, ...result.value };
}

function change(model: PolicyModel, command: PolicyCommand, context: ApplyContext): Change {
  switch (command.kind) {
    case 'add-filter':
      return addFilter(model, command, context);
    case 'delete-filter':
      return deleteFilter(model, command, context);
    case 'add-filter-list':
      return addFilterList(model, command, context);
    case 'set-filter-list':
      return setFilterList(model, command, context);
    case 'delete-filter-list':
      return deleteFilterList(model, command);
    case 'add-filter-action':
      return addFilterAction(model, command, context);
    case 'set-filter-action':
      return setFilterAction(model, command, context);
    case 'delete-filter-action':
      return deleteFilterAction(model, command);
    case 'add-policy':
      return addPolicy(model, command, context);
    case 'set-policy':
      return setPolicy(model, command, context);
    case 'delete-policy':
      return deletePolicy(model, command);
    case 'add-rule':
      return addRule(model, command, context);
    case 'set-rule':
      return setRule(model, command, context);
    case 'delete-rule':
      return deleteRule(model, command, context);
    case 'set-default-rule':
      return setDefaultRule(model, command, context);
    case 'delete-all':
      return deleteAll(model);
    case 'restore-examples':
      return restoreExamples(model, command.release, context);
    case 'import':
      return importModel(model, command.model);
    default:
      return unreachable(command);
  }
}
