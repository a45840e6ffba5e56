/** Policies and their rules. */

import type {
  DefaultResponseRule,
  FilterAction,
  FilterList,
  IpsecPolicy,
  PolicyModel,
  Rule,
} from '../../policy/model.ts';
import type { ShowStyle, StaticShowData } from '../show-request.ts';
import { filterActionText, methodTable } from './filter-actions.ts';
import { filterListText } from './filter-lists.ts';
import { LABELS, WORDS } from './labels.ts';
import { count, type Field, heading, indented, list, page, sentence, table } from './layout.ts';
import { storeText } from './store.ts';
import { authenticationTexts, mainModeCells, timeText, yesNo } from './values.ts';

/** Policies, one after the other; `verbose`: with their IKE settings and rules. */
export function policiesText(
  policies: readonly IpsecPolicy[],
  data: StaticShowData,
  verbose: boolean,
  style: ShowStyle,
): string {
  if (policies.length === 0) return 'There are no policies.';
  const number = count('numberOfPolicies', policies.length);
  if (style.format === 'table' && !verbose) {
    const rows = policies.map((one) => [
      one.name,
      String(one.rules.length + 1),
      timeText(one.modifiedAt),
      yesNo(one.guid === data.model.assigned),
    ]);
    return page(
      table(['policyName', 'numberOfRules', 'lastModified', 'assigned'], rows, style),
      number,
    );
  }
  return page(...policies.map((one) => policyText(one, data, verbose, style)), number);
}

/** Rules of one policy; `type` leaves out those of the other kind. */
export function rulesText(
  policy: IpsecPolicy,
  rules: readonly Rule[],
  withDefault: boolean,
  data: StaticShowData,
  { verbose, style }: { readonly verbose: boolean; readonly style: ShowStyle },
): string {
  const number = rules.length + (withDefault ? 1 : 0);
  const { name } = policy;
  if (number === 0) return sentence(`The policy "${name}" has no such rules.`);
  const total = count('numberOfRules', number);
  if (style.format === 'table' && !verbose)
    return page(
      ruleTable(rules, withDefault ? policy.defaultResponse : undefined, data.model, style),
      total,
    );
  return page(
    ...rules.map((rule) => ruleText(rule, data, verbose, style)),
    withDefault ? defaultRuleText(policy.defaultResponse, verbose, style) : undefined,
    total,
  );
}

function policyText(
  one: IpsecPolicy,
  data: StaticShowData,
  verbose: boolean,
  style: ShowStyle,
): string {
  const fields: readonly Field[] = [
    ['policyName', one.name],
    ['description', one.description || 'NONE'],
    ['store', storeText(data.store)],
    ['lastModified', timeText(one.modifiedAt)],
    ['guid', one.guid],
    ['assigned', yesNo(one.guid === data.model.assigned)],
    ['masterPfs', yesNo(one.mainMode.masterPfs)],
    ['pollingInterval', `${one.pollingMinutes} minutes`],
    ['numberOfRules', String(one.rules.length + 1)],
  ];
  if (!verbose) return list(fields, style);
  return page(
    list(fields, style),
    heading(LABELS.ikeSettings.text),
    ikeSettingsText(one, style),
    heading(LABELS.ruleDetails.text),
    page(
      ...one.rules.map((rule) => ruleText(rule, data, true, style)),
      defaultRuleText(one.defaultResponse, true, style),
    ),
  );
}

function ikeSettingsText({ mainMode }: IpsecPolicy, style: ShowStyle): string {
  const { lifetimeMinutes, quickModeLimit, methods } = mainMode;
  const fields: readonly Field[] = [
    ['mainModeLifetime', `${lifetimeMinutes} minutes`],
    ['quickModeLimit', quickModeLimit === 0 ? '0 (unlimited)' : String(quickModeLimit)],
    ['mainModeOrder', ''],
  ];
  const rows = methods.map(mainModeCells);
  const order = indented(style, (inner) =>
    table(['encryption', 'integrity', 'dhGroup'], rows, inner),
  );
  return `${list(fields, style)}\n${order}`;
}

function ruleText(rule: Rule, data: StaticShowData, verbose: boolean, style: ShowStyle): string {
  const { filterLists, filterActions } = data.model;
  const filterList = filterLists.find(({ guid }) => guid === rule.filterList);
  const filterAction = filterActions.find(({ guid }) => guid === rule.filterAction);
  const fields: readonly Field[] = [
    ['ruleId', String(rule.id)],
    ['ruleName', rule.name || 'NONE'],
    ['description', rule.description || 'NONE'],
    ['lastModified', timeText(rule.modifiedAt)],
    ['activated', yesNo(rule.active)],
    ['connectionType', WORDS.connections[rule.connectionType]],
    ['tunnelDestination', tunnelText(rule)],
    ['authenticationMethods', numbered(authenticationTexts(rule.authentication))],
    ['filterListName', filterList?.name ?? 'NONE'],
    ['filterActionName', filterAction?.name ?? 'NONE'],
  ];
  if (!verbose) return list(fields, style);
  return page(list(fields, style), partsText(filterList, filterAction, data, style));
}

function partsText(
  filterList: FilterList | undefined,
  filterAction: FilterAction | undefined,
  data: StaticShowData,
  style: ShowStyle,
): string {
  return indented(style, (inner) =>
    page(
      filterList && heading(LABELS.filterListDetails.text),
      filterList && filterListText(filterList, data, true, inner),
      filterAction && heading(LABELS.filterActionDetails.text),
      filterAction && filterActionText(filterAction, data, true, inner),
    ),
  );
}

function defaultRuleText(rule: DefaultResponseRule, verbose: boolean, style: ShowStyle): string {
  const fields: readonly Field[] = [
    ['ruleId', '0, the default response rule'],
    ['lastModified', timeText(rule.modifiedAt)],
    ['activated', yesNo(rule.active)],
    ['authenticationMethods', numbered(authenticationTexts(rule.authentication))],
    ['quickModePfs', yesNo(rule.sessionPfs)],
  ];
  return page(
    list(fields, style),
    verbose
      ? indented(style, (inner) => methodTable(rule.methods, rule.sessionPfs, inner))
      : undefined,
  );
}

function ruleTable(
  rules: readonly Rule[],
  byDefault: DefaultResponseRule | undefined,
  { filterLists, filterActions }: PolicyModel,
  style: ShowStyle,
): string {
  const nameIn = (things: readonly { guid: string; name: string }[], guid: string): string =>
    things.find((one) => one.guid === guid)?.name ?? 'NONE';
  const rows = rules.map((rule) => [
    String(rule.id),
    yesNo(rule.active),
    rule.name,
    nameIn(filterLists, rule.filterList),
    nameIn(filterActions, rule.filterAction),
    tunnelText(rule),
  ]);
  const last =
    byDefault === undefined
      ? []
      : [
          [
            '0',
            yesNo(byDefault.active),
            LABELS.defaultRule.text,
            '<Dynamic>',
            'Default Response',
            'NONE',
          ],
        ];
  return table(
    ['ruleId', 'activated', 'ruleName', 'shortFilterList', 'shortFilterAction', 'shortTunnel'],
    [...rows, ...last],
    style,
  );
}

function tunnelText({ tunnel }: Rule): string {
  if (tunnel === undefined) return WORDS.none;
  if (tunnel.kind === 'address') return tunnel.address.text;
  return `${tunnel.name} (${tunnel.addresses.map(({ text }) => text).join(', ')})`;
}

function numbered(texts: readonly string[]): readonly string[] {
  return texts.map((text, i) => `${i + 1}. ${text}`);
}
