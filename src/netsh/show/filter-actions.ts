/** Filter actions and their security methods. */

import type { FilterAction, PolicyModel, SecurityMethod } from '../../policy/model.ts';
import type { ShowStyle, StaticShowData } from '../show-request.ts';
import { WORDS } from './labels.ts';
import { count, type Field, list, page, table } from './layout.ts';
import { storeText } from './store.ts';
import { methodCells, timeText, yesNo } from './values.ts';

/** Actions, one after the other; `verbose`: with their methods. */
export function filterActionsText(
  actions: readonly FilterAction[],
  data: StaticShowData,
  verbose: boolean,
  style: ShowStyle,
): string {
  if (actions.length === 0) return 'There are no filter actions.';
  const number = count('numberOfFilterActions', actions.length);
  if (style.format === 'table' && !verbose) {
    const rows = actions.map(({ name, action, description }) => [
      name,
      WORDS.actions[action],
      description,
    ]);
    return page(table(['filterActionName', 'action', 'description'], rows, style), number);
  }
  return page(...actions.map((one) => filterActionText(one, data, verbose, style)), number);
}

/** One action. */
export function filterActionText(
  one: FilterAction,
  data: StaticShowData,
  verbose: boolean,
  style: ShowStyle,
): string {
  const negotiates = one.action === 'negotiate';
  const fields: readonly Field[] = [
    ['filterActionName', one.name],
    ['description', one.description || 'NONE'],
    ['store', storeText(data.store)],
    ['action', WORDS.actions[one.action]],
    ...(negotiates ? negotiationFields(one) : []),
    ['lastModified', timeText(one.modifiedAt)],
    ['guid', one.guid],
  ];
  const methods =
    negotiates && verbose ? methodTable(one.methods, one.sessionPfs, style) : undefined;
  return page(list(fields, style), methods);
}

/** The table of methods, the preferred one first. */
export function methodTable(
  methods: readonly SecurityMethod[],
  sessionPfs: boolean,
  style: ShowStyle,
): string {
  const rows = methods.map((method) => methodCells(method, yesNo(sessionPfs)));
  return table(['ah', 'esp', 'seconds', 'kilobytes', 'pfs'], rows, style);
}

/** The actions that rules of a name use, in any policy. */
export function actionsOfRule(
  { policies, filterActions }: PolicyModel,
  rule: string,
): FilterAction[] {
  const wanted = rule.toLowerCase();
  const guids = policies
    .flatMap(({ rules }) => rules)
    .filter(({ name }) => name.toLowerCase() === wanted)
    .map(({ filterAction }) => filterAction);
  return filterActions.filter(({ guid }) => guids.includes(guid));
}

function negotiationFields(one: FilterAction): readonly Field[] {
  return [
    ['allowUnsecure', yesNo(one.soft)],
    ['inboundPassthrough', yesNo(one.inboundPassThrough)],
    ['quickModePfs', yesNo(one.sessionPfs)],
    ['numberOfMethods', String(one.methods.length)],
  ];
}
