/** Answers of `show` as text: pure functions of plain data. */

import type { IpsecPolicy } from '../../policy/model.ts';
import type {
  DynamicShowData,
  DynamicShowRequest,
  ShowFilter,
  ShowRequest,
  StaticShowData,
  StaticShowRequest,
} from '../show-request.ts';
import { mainModeSasText, quickModeSasText } from './associations.ts';
import { actionsOfRule, filterActionsText } from './filter-actions.ts';
import { filterListsText, listsOfRule } from './filter-lists.ts';
import { mainModeFiltersText, quickModeFiltersText } from './filters-in-force.ts';
import { list, page } from './layout.ts';
import { policiesText, rulesText } from './policies.ts';
import { isNamed, mainModePoliciesText, quickModePoliciesText } from './policies-in-force.ts';
import { rulesInForceText } from './rules-in-force.ts';
import { configText } from './settings-text.ts';
import { statisticsText } from './statistics.ts';
import { directoryAnswer, storeAnswer } from './store.ts';

const ANYTHING: ShowFilter = {
  source: undefined,
  destination: undefined,
  protocol: undefined,
  sourcePort: undefined,
  destinationPort: undefined,
  inboundAction: undefined,
  outboundAction: undefined,
};

export function renderShow(request: StaticShowRequest, data: StaticShowData): string;
export function renderShow(request: DynamicShowRequest, data: DynamicShowData): string;
/** The answer of a request, from data of the same context. */
export function renderShow(request: ShowRequest, data: StaticShowData | DynamicShowData): string {
  if (request.context === 'static' && data.context === 'static') return staticAnswer(request, data);
  if (request.context === 'dynamic' && data.context === 'dynamic')
    return dynamicAnswer(request, data);
  throw new TypeError(`data of ${data.context} cannot answer a request of ${request.context}`);
}

function staticAnswer(request: StaticShowRequest, data: StaticShowData): string {
  const { model } = data;
  const { style } = request;
  switch (request.what) {
    case 'all':
      return page(
        policiesText(model.policies, data, true, style),
        filterListsText(model.filterLists, data, true, style),
        filterActionsText(model.filterActions, data, true, style),
      );
    case 'policy': {
      const { target, verbose } = request;
      const name = target === 'all' ? undefined : target.name;
      const found = model.policies.filter((one) => isNamed(one, name));
      return policiesText(found, data, verbose, style);
    }
    case 'filterlist': {
      const { target, verbose } = request;
      const found =
        target !== 'all' && target.by === 'rule'
          ? listsOfRule(model, target.rule)
          : model.filterLists.filter((one) => target === 'all' || isNamed(one, target.name));
      return filterListsText(found, data, verbose, style);
    }
    case 'filteraction': {
      const { target, verbose } = request;
      const found =
        target !== 'all' && target.by === 'rule'
          ? actionsOfRule(model, target.rule)
          : model.filterActions.filter((one) => target === 'all' || isNamed(one, target.name));
      return filterActionsText(found, data, verbose, style);
    }
    case 'rule':
      return ruleAnswer(request, data);
    case 'gpoassignedpolicy':
      return directoryAnswer(data, request.name);
    case 'store':
      return storeAnswer(data);
  }
}

function ruleAnswer(
  request: Extract<StaticShowRequest, { readonly what: 'rule' }>,
  data: StaticShowData,
): string {
  const { target, type, verbose, style } = request;
  const policy = data.model.policies.find((one) => isNamed(one, request.policy));
  if (policy === undefined) return `There is no policy "${request.policy}".`;
  const rules = policy.rules.filter(
    (rule) =>
      (type === undefined || (rule.tunnel !== undefined) === (type === 'tunnel')) &&
      isTarget(rule, target),
  );
  const withDefault = target === 'default' || (target === 'all' && type !== 'tunnel');
  return rulesText(policy, rules, withDefault, data, { verbose, style });
}

function isTarget(
  rule: IpsecPolicy['rules'][number],
  target: Extract<StaticShowRequest, { readonly what: 'rule' }>['target'],
): boolean {
  if (target === 'all') return true;
  if (target === 'default') return false;
  return target.by === 'id' ? rule.id === target.id : isNamed(rule, target.name);
}

function dynamicAnswer(request: DynamicShowRequest, data: DynamicShowData): string {
  const { style } = request;
  switch (request.what) {
    case 'all':
      return everything(request, data);
    case 'config':
      return configText(data);
    case 'mmpolicy':
      return mainModePoliciesText(data, request.name, style);
    case 'qmpolicy':
      return quickModePoliciesText(data, request.name, style);
    case 'mmfilter':
      return mainModeFiltersText(data, request);
    case 'qmfilter':
      return quickModeFiltersText(data, request);
    case 'rule':
      return rulesInForceText(data, request.type, request.filter, style);
    case 'mmsas':
      return mainModeSasText(data, request.filter, style);
    case 'qmsas':
      return quickModeSasText(data, request.filter, style);
    case 'stats':
      return statisticsText(data, request.type);
  }
}

/** Policies, filters, statistics and SAs, in this order. */
function everything({ style }: DynamicShowRequest, data: DynamicShowData): string {
  const { active } = data;
  const sources = new Set(
    [...active.mainModePolicies, ...active.quickModePolicies].map(({ source }) => source),
  );
  const every = { name: undefined, filter: ANYTHING, style };
  return page(
    list([['assignedNow', sources.size === 0 ? 'none' : [...sources].join(', ')]], style),
    mainModePoliciesText(data, undefined, style),
    quickModePoliciesText(data, undefined, style),
    mainModeFiltersText(data, { ...every, type: 'generic' }),
    mainModeFiltersText(data, { ...every, type: 'specific' }),
    quickModeFiltersText(data, { ...every, type: 'generic' }),
    quickModeFiltersText(data, { ...every, type: 'specific' }),
    statisticsText(data, 'all'),
    mainModeSasText(data, ANYTHING, style),
    quickModeSasText(data, ANYTHING, style),
  );
}
