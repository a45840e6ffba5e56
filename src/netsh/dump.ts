/** `dump`: a script that makes the policies of a store again. */

import type { FilterAction, FilterList, IpsecPolicy, PolicyModel, Rule } from '../policy/model.ts';
import type { StoreChoice } from './backend.ts';
import {
  described,
  endpointText,
  mainModeMethods,
  packets,
  proofs,
  securityMethods,
  tag,
  yesNo,
} from './written.ts';

/**
 * Lists and actions first, then policies with their rules, at last what is assigned, so that each
 * line finds what it names. Keys are in it only where `secrets`.
 */
export function staticDump(model: PolicyModel, store: StoreChoice, secrets: boolean): string {
  const lines = [
    '# IPsec policies of Espial, as netsh makes them again',
    'pushd ipsec static',
    storeLine(store),
    ...model.filterLists.flatMap(filterListLines),
    ...model.filterActions.map(filterActionLine),
    ...model.policies.flatMap((policy) => policyLines(model, policy, secrets)),
    ...assignmentLines(model),
    'popd',
  ];
  return `${lines.join('\n')}\n`;
}

function storeLine(store: StoreChoice): string {
  const domain = store.location === 'domain' ? store.domain : undefined;
  return `set store location=${store.location}${tag('domain', domain)}`;
}

function filterListLines(list: FilterList): readonly string[] {
  return [
    `add filterlist${tag('name', list.name)}${described(list.description)}`,
    ...list.filters.map(
      (filter) =>
        `add filter${tag('filterlist', list.name)}${packets(filter)}${described(filter.description)}`,
    ),
  ];
}

function filterActionLine(action: FilterAction): string {
  return [
    `add filteraction${tag('name', action.name)}${described(action.description)}`,
    yesNo('qmpfs', action.sessionPfs),
    yesNo('inpass', action.inboundPassThrough),
    yesNo('soft', action.soft),
    ` action=${action.action}`,
    securityMethods(action.methods),
  ].join('');
}

function policyLines(model: PolicyModel, policy: IpsecPolicy, secrets: boolean): readonly string[] {
  const { mainMode, defaultResponse } = policy;
  return [
    [
      `add policy${tag('name', policy.name)}${described(policy.description)}`,
      yesNo('mmpfs', mainMode.masterPfs),
      ` qmpermm=${mainMode.quickModeLimit} mmlifetime=${mainMode.lifetimeMinutes}`,
      yesNo('activatedefaultrule', defaultResponse.active),
      ` pollinginterval=${policy.pollingMinutes}`,
      mainModeMethods(mainMode.methods),
    ].join(''),
    [
      `set defaultrule${tag('policy', policy.name)}`,
      yesNo('qmpfs', defaultResponse.sessionPfs),
      yesNo('activate', defaultResponse.active),
      securityMethods(defaultResponse.methods),
      proofs(defaultResponse.authentication, secrets),
    ].join(''),
    ...policy.rules.map((rule) => ruleLine(model, policy, rule, secrets)),
  ];
}

function ruleLine(model: PolicyModel, policy: IpsecPolicy, rule: Rule, secrets: boolean): string {
  const list = model.filterLists.find(({ guid }) => guid === rule.filterList);
  const action = model.filterActions.find(({ guid }) => guid === rule.filterAction);
  return [
    `add rule${tag('name', rule.name)}${tag('policy', policy.name)}`,
    tag('filterlist', list?.name ?? ''),
    tag('filteraction', action?.name ?? ''),
    rule.tunnel === undefined ? '' : ` tunnel=${endpointText(rule.tunnel)}`,
    ` conntype=${rule.connectionType}`,
    yesNo('activate', rule.active),
    described(rule.description),
    proofs(rule.authentication, secrets),
  ].join('');
}

function assignmentLines(model: PolicyModel): readonly string[] {
  const policy = model.policies.find(({ guid }) => guid === model.assigned);
  return policy === undefined ? [] : [`set policy${tag('name', policy.name)} assign=yes`];
}
