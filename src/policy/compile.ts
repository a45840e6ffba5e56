/**
 * A policy of a store as IKE and the driver want it, pure. One IKE policy comes of it, one negotiation
 * policy of each filter action that negotiates, and of each filter of an active rule one quick-mode
 * filter and, where it negotiates, one main-mode filter.
 */

import type { Address } from '../base/address.ts';
import {
  type ActivePolicy,
  type DefaultResponse,
  type MainModeFilter,
  type MainModePolicy,
  NO_POLICY,
  type PolicySource,
  type QuickModeFilter,
  type QuickModePolicy,
} from './compiled.ts';
import { DYNAMIC_LIST } from './defaults.ts';
import { derivedGuid } from './derived-guid.ts';
import { endsOf, mainModeFilterKey } from './identity.ts';
import type { Filter, FilterAction, Guid, IpsecPolicy, PolicyModel, Rule } from './model.ts';
import { SOFT_SA_EXPIRY_SECONDS } from './ranges.ts';

/**
 * The policy of this GUID, from this source; nothing where the model has no such policy. Inactive
 * rules leave no trace. Rules, and filters in their list, keep their order: it decides between
 * filters of equal weight.
 */
export function compile(model: PolicyModel, policy: Guid, source: PolicySource): ActivePolicy {
  const found = model.policies.find(({ guid }) => guid === policy);
  if (found === undefined) return NO_POLICY;
  const parts = found.rules
    .filter(({ active }) => active)
    .flatMap((rule) => ruleParts(model, rule));
  const negotiating = new Map<Guid, FilterAction>();
  for (const { action } of parts)
    if (action.action === 'negotiate') negotiating.set(action.guid, action);
  const response = found.defaultResponse.active ? defaultResponse(found, source) : undefined;
  return {
    mainModePolicies: [mainModePolicy(found, source)],
    quickModePolicies: [
      ...[...negotiating.values()].map((action) => quickModePolicy(action, source)),
      ...(response === undefined ? [] : [responsePolicy(found, source)]),
    ],
    mainModeFilters: once(parts.flatMap((part) => mainModeFilters(found, part, source))),
    quickModeFilters: parts.map((part) => quickModeFilter(part, source)),
    defaultResponse: response,
  };
}

/** One filter of one rule. */
interface Part {
  readonly rule: Rule;
  readonly action: FilterAction;
  readonly filter: Filter;
  /** Of rules that negotiate. */
  readonly tunnel: Address | undefined;
}

function ruleParts(model: PolicyModel, rule: Rule): readonly Part[] {
  const list = model.filterLists.find(({ guid }) => guid === rule.filterList);
  const action = model.filterActions.find(({ guid }) => guid === rule.filterAction);
  if (list === undefined || action === undefined) return [];
  const tunnel = action.action === 'negotiate' ? tunnelAddress(rule) : undefined;
  return list.filters.map((filter) => ({ rule, action, filter, tunnel }));
}

/** Of a name with several addresses the first: a tunnel has one far end. */
function tunnelAddress({ tunnel }: Rule): Address | undefined {
  if (tunnel === undefined) return undefined;
  return tunnel.kind === 'address' ? tunnel.address : tunnel.addresses[0];
}

function mainModePolicy(policy: IpsecPolicy, source: PolicySource): MainModePolicy {
  const { masterPfs, quickModeLimit, lifetimeMinutes, methods } = policy.mainMode;
  return {
    name: policy.name,
    source,
    masterPfs,
    quickModeLimit,
    lifetimeSeconds: lifetimeMinutes * 60,
    softSaExpirySeconds: SOFT_SA_EXPIRY_SECONDS,
    methods,
  };
}

function quickModePolicy(action: FilterAction, source: PolicySource): QuickModePolicy {
  const { name, soft, sessionPfs, methods } = action;
  return { name, source, soft, pfs: sessionPfs ? 'main-mode' : 'none', methods };
}

function responsePolicy(policy: IpsecPolicy, source: PolicySource): QuickModePolicy {
  const { sessionPfs, methods } = policy.defaultResponse;
  return {
    name: DYNAMIC_LIST,
    source,
    soft: false,
    pfs: sessionPfs ? 'main-mode' : 'none',
    methods,
  };
}

function defaultResponse(policy: IpsecPolicy, source: PolicySource): DefaultResponse {
  return {
    from: source,
    mainModePolicy: policy.name,
    quickModePolicy: DYNAMIC_LIST,
    authentication: policy.defaultResponse.authentication,
  };
}

function quickModeFilter(
  { rule, action, filter, tunnel }: Part,
  from: PolicySource,
): QuickModeFilter {
  const { source, destination, protocol, sourcePort, destinationPort, mirrored } = filter;
  return {
    guid: derivedGuid('quick mode', from, rule.guid, filter.guid),
    name: rule.name,
    from,
    source,
    destination,
    protocol,
    sourcePort,
    destinationPort,
    mirrored,
    inboundAction: action.action,
    outboundAction: action.action,
    inboundPassThrough: action.inboundPassThrough,
    policy: action.action === 'negotiate' ? action.name : undefined,
    tunnel,
    connectionType: rule.connectionType,
  };
}

/** IKE speaks with the tunnel's end, or else with whom the packets are for. */
function mainModeFilters(
  policy: IpsecPolicy,
  { rule, action, filter, tunnel }: Part,
  from: PolicySource,
): readonly MainModeFilter[] {
  if (action.action !== 'negotiate') return [];
  return [
    {
      guid: derivedGuid('main mode', from, rule.guid, filter.guid),
      name: rule.name,
      from,
      ...endsOf({ ...filter, tunnel, connectionType: rule.connectionType }),
      policy: policy.name,
      authentication: rule.authentication,
    },
  ];
}

/** The first of the main-mode filters for the same two ends: IKE can ask one only. */
function once(filters: readonly MainModeFilter[]): readonly MainModeFilter[] {
  const first = new Map<string, MainModeFilter>();
  for (const filter of filters) {
    const key = mainModeFilterKey(filter);
    if (!first.has(key)) first.set(key, filter);
  }
  return [...first.values()];
}
