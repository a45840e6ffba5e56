/** Commands on filter lists and their filters. */

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
import type { ApplyContext, PolicyCommand } from './commands.ts';
import { checkFilter, checkUnmirrored } from './filter-checks.ts';
import { canonicalAddress, filterKey } from './filters.ts';
import { findFilterList, holderOf } from './find.ts';
import type { FilterList, PolicyModel } from './model.ts';
import { refuse } from './refusal.ts';

type Command<K extends PolicyCommand['kind']> = Extract<PolicyCommand, { kind: K }>;

export function addFilter(
  model: PolicyModel,
  command: Command<'add-filter'>,
  context: ApplyContext,
): Change {
  checkFilter(command.filter);
  const known = holderOf(model.filterLists, command.filterList);
  const list = known ?? makeList(model, command.filterList, '', context);
  checkRoom(`filters in "${list.name}"`, list.filters.length, LIMITS.filtersPerList);
  const { source, destination } = command.filter;
  const filter = {
    ...command.filter,
    guid: context.newGuid(),
    source: canonicalAddress(source),
    destination: canonicalAddress(destination),
  };
  if (list.filters.some((one) => filterKey(one) === filterKey(filter)))
    refuse(
      'exists',
      `The filter list "${list.name}" has a filter for the same packets already.`,
      'Leave it, or delete that one first to give it another description.',
    );
  const changed = { ...list, filters: [...list.filters, filter], modifiedAt: context.now };
  checkTunnelRules(model, changed);
  const filterLists =
    known === undefined ? [...model.filterLists, changed] : replaced(model.filterLists, changed);
  const remarks = known === undefined ? [`The filter list "${list.name}" was made for it.`] : [];
  return { model: { ...model, filterLists }, remarks };
}

export function deleteFilter(
  model: PolicyModel,
  command: Command<'delete-filter'>,
  context: ApplyContext,
): Change {
  const list = findFilterList(model, { by: 'name', name: command.filterList });
  const key = filterKey(command.filter);
  const filters = list.filters.filter((filter) => filterKey(filter) !== key);
  if (filters.length === list.filters.length)
    refuse(
      'not-found',
      `None of the ${list.filters.length} filters of "${list.name}" is exactly this one.`,
      'All of addresses, masks, protocol, ports and mirrored must be those of the filter: show filterlist level=verbose lists them.',
    );
  const changed = { ...list, filters, modifiedAt: context.now };
  return { model: { ...model, filterLists: replaced(model.filterLists, changed) }, remarks: [] };
}

export function addFilterList(
  model: PolicyModel,
  command: Command<'add-filter-list'>,
  context: ApplyContext,
): Change {
  const list = makeList(model, command.name, command.description, context);
  return { model: { ...model, filterLists: [...model.filterLists, list] }, remarks: [] };
}

export function setFilterList(
  model: PolicyModel,
  command: Command<'set-filter-list'>,
  context: ApplyContext,
): Change {
  const list = findFilterList(model, command.target);
  const changed = renamed('filter list', model.filterLists, list, command, context);
  return { model: { ...model, filterLists: replaced(model.filterLists, changed) }, remarks: [] };
}

export function deleteFilterList(
  model: PolicyModel,
  { target }: Command<'delete-filter-list'>,
): Change {
  const wanted = target === 'all' ? model.filterLists : [findFilterList(model, target)];
  const used = wanted.filter(({ guid }) => usesOf(model, guid).length > 0);
  if (used.length > 0 && (target !== 'all' || used.length === wanted.length))
    refuse(
      'in-use',
      `The filter list "${used[0]!.name}" is used by ${usesText(usesOf(model, used[0]!.guid))}.`,
      'Delete those rules first, or give them another filter list.',
    );
  const gone = new Set(wanted.filter((list) => !used.includes(list)).map(({ guid }) => guid));
  const filterLists = model.filterLists.filter(({ guid }) => !gone.has(guid));
  const remarks = used.map(({ name }) => `The filter list "${name}" stays: rules use it.`);
  return { model: { ...model, filterLists }, remarks };
}

function makeList(
  model: PolicyModel,
  name: string,
  description: string,
  context: ApplyContext,
): FilterList {
  checkRoom('filter lists', model.filterLists.length, LIMITS.storedFilterLists);
  const words = { name, description };
  return { ...newObject('filter list', model.filterLists, words, context), filters: [] };
}

function checkTunnelRules(model: PolicyModel, list: FilterList): void {
  for (const { rule } of usesOf(model, list.guid))
    if (rule.tunnel !== undefined) checkUnmirrored(rule.name, list);
}
