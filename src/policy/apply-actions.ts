/** Commands on filter actions. */

import { LIMITS } from '../base/limits.ts';
import {
  type Change,
  checkRoom,
  newObject,
  renamed,
  replaced,
  usesOf,
  usesText,
} from './change.ts';
import { checkSecurityMethods } from './checks.ts';
import type { ApplyContext, PolicyCommand } from './commands.ts';
import { DEFAULT_SECURITY_METHODS } from './defaults.ts';
import { findFilterAction } from './find.ts';
import { methodText } from './method-text.ts';
import type { FilterAction, PolicyModel } from './model.ts';
import { refuse } from './refusal.ts';

type Command<K extends PolicyCommand['kind']> = Extract<PolicyCommand, { kind: K }>;
type Settings = Pick<
  FilterAction,
  'action' | 'sessionPfs' | 'inboundPassThrough' | 'soft' | 'methods'
>;

export function addFilterAction(
  model: PolicyModel,
  command: Command<'add-filter-action'>,
  context: ApplyContext,
): Change {
  checkRoom('filter actions', model.filterActions.length, LIMITS.storedFilterActions);
  const object = newObject('filter action', model.filterActions, command, context);
  const { settings, remarks } = settled(command);
  const filterActions = [...model.filterActions, { ...object, ...settings }];
  return { model: { ...model, filterActions }, remarks };
}

export function setFilterAction(
  model: PolicyModel,
  command: Command<'set-filter-action'>,
  context: ApplyContext,
): Change {
  const old = findFilterAction(model, command.target);
  const words = renamed('filter action', model.filterActions, old, command, context);
  const { settings, remarks } = settled({
    action: command.action ?? old.action,
    sessionPfs: command.sessionPfs ?? old.sessionPfs,
    inboundPassThrough: command.inboundPassThrough ?? old.inboundPassThrough,
    soft: command.soft ?? old.soft,
    methods: command.methods ?? old.methods,
  });
  const filterActions = replaced(model.filterActions, { ...words, ...settings });
  return { model: { ...model, filterActions }, remarks };
}

export function deleteFilterAction(
  model: PolicyModel,
  { target }: Command<'delete-filter-action'>,
): Change {
  const wanted = target === 'all' ? model.filterActions : [findFilterAction(model, target)];
  const used = wanted.filter(({ guid }) => usesOf(model, guid).length > 0);
  if (used.length > 0 && (target !== 'all' || used.length === wanted.length))
    refuse(
      'in-use',
      `The filter action "${used[0]!.name}" is used by ${usesText(usesOf(model, used[0]!.guid))}.`,
      'Delete those rules first, or give them another filter action.',
    );
  const gone = new Set(wanted.filter((one) => !used.includes(one)).map(({ guid }) => guid));
  const filterActions = model.filterActions.filter(({ guid }) => !gone.has(guid));
  const remarks = used.map(({ name }) => `The filter action "${name}" stays: rules use it.`);
  return { model: { ...model, filterActions }, remarks };
}

/** Permit and block have no settings of negotiation; negotiate has methods. */
function settled(wanted: Settings): { settings: Settings; remarks: readonly string[] } {
  const { action, sessionPfs, inboundPassThrough, soft, methods } = wanted;
  checkSecurityMethods(methods);
  if (action === 'negotiate') {
    if (methods.length > 0)
      return {
        settings: { action, sessionPfs, inboundPassThrough, soft, methods },
        remarks: [],
      };
    const text = DEFAULT_SECURITY_METHODS.map(methodText).join(' ');
    return {
      settings: { action, sessionPfs, inboundPassThrough, soft, methods: DEFAULT_SECURITY_METHODS },
      remarks: [`No security methods were named: it has ${text}.`],
    };
  }
  const idle = sessionPfs || inboundPassThrough || soft || methods.length > 0;
  return {
    settings: { action, sessionPfs: false, inboundPassThrough: false, soft: false, methods: [] },
    remarks: idle
      ? [
          `With action=${action} nothing is negotiated: qmpfs, inpass, soft and qmsecmethods were left out.`,
        ]
      : [],
  };
}
