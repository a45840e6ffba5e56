/** Dynamic commands on rules: each rule is a quick-mode filter and a main-mode filter. */

import { LIMITS } from '../base/limits.ts';
import { isSameData } from '../base/same-data.ts';
import { checkRoom } from './change.ts';
import { checkAuthentication } from './checks.ts';
import type { ActivePolicy, MainModeFilter, QuickModeFilter } from './compiled.ts';
import { DEFAULT_AUTHENTICATION } from './defaults.ts';
import { derivedGuid } from './derived-guid.ts';
import type { DynamicCommand, DynamicRuleIdentity } from './dynamic.ts';
import type { DynamicChange } from './dynamic-apply.ts';
import { mainModePolicyNamed, quickModePolicyNamed } from './dynamic-policies.ts';
import { checkFilterIdentity, checkTunnelAddress } from './filter-checks.ts';
import { filterText } from './filter-text.ts';
import { canonicalAddress } from './filters.ts';
import { endsOf, mainModeFilterKey, quickModeFilterKey } from './identity.ts';
import type { PolicyAuthentication } from './model.ts';
import { refuse, refuseAs } from './refusal.ts';

type Command<K extends DynamicCommand['kind']> = Extract<DynamicCommand, { kind: K }>;

export function addDynamicRule(active: ActivePolicy, command: Command<'add-rule'>): DynamicChange {
  const identity = checkedIdentity(command.identity);
  checkRoom('filters in force', active.quickModeFilters.length, LIMITS.activePolicyObjects);
  const { name } = mainModePolicyNamed(active, command.mainModePolicy);
  const isTunnel = identity.tunnel !== undefined;
  if (findFilter(active, identity) !== undefined)
    refuseAs(
      isTunnel ? 'TUNNEL_FILTER_EXISTS' : 'TRANSPORT_FILTER_EXISTS',
      'exists',
      `There is a ${isTunnel ? 'tunnel' : 'transport'} filter ${filterText(identity)} in force already.`,
      'Change it by set rule, or delete it first.',
    );
  const authentication = authenticationOf(command.authentication);
  const filter = settled(active, {
    ...identity,
    guid: derivedGuid('quick mode', 'dynamic', quickModeFilterKey(identity)),
    name: filterText(identity),
    from: 'dynamic',
    inboundAction: command.inboundAction,
    outboundAction: command.outboundAction,
    inboundPassThrough: false,
    policy: command.quickModePolicy,
  });
  const mainMode = mainModeFilterOf(identity, name, authentication);
  const known = active.mainModeFilters.find(
    (one) => mainModeFilterKey(one) === mainModeFilterKey(mainMode),
  );
  if (known !== undefined) checkSame(known, mainMode);
  return {
    policy: {
      ...active,
      quickModeFilters: [filter, ...active.quickModeFilters],
      mainModeFilters:
        known === undefined ? [mainMode, ...active.mainModeFilters] : active.mainModeFilters,
    },
    remarks: idleRemarks(filter, command.quickModePolicy),
  };
}

export function setDynamicRule(active: ActivePolicy, command: Command<'set-rule'>): DynamicChange {
  const identity = checkedIdentity(command.identity);
  const old = foundFilter(active, identity);
  const changed = settled(active, {
    ...old,
    from: 'dynamic',
    inboundAction: command.inboundAction ?? old.inboundAction,
    outboundAction: command.outboundAction ?? old.outboundAction,
    policy: command.quickModePolicy ?? old.policy,
  });
  const main = setMainMode(active, old, command);
  const remarks = [...idleRemarks(changed, command.quickModePolicy), ...main.remarks];
  if (old.from !== 'dynamic')
    remarks.push(
      `The rule is of the ${old.from} policy: this change of it lasts until the service stops.`,
    );
  return {
    policy: {
      ...active,
      quickModeFilters: active.quickModeFilters.map((one) => (one === old ? changed : one)),
      mainModeFilters: main.filters,
    },
    remarks,
  };
}

export function deleteDynamicRule(
  active: ActivePolicy,
  command: Command<'delete-rule'>,
): DynamicChange {
  const old = foundFilter(active, checkedIdentity(command.identity));
  const quickModeFilters = active.quickModeFilters.filter((one) => one !== old);
  const key = mainModeFilterKey(endsOf(old));
  const isShared = quickModeFilters.some((one) => mainModeFilterKey(endsOf(one)) === key);
  return {
    policy: {
      ...active,
      quickModeFilters,
      mainModeFilters: isShared
        ? active.mainModeFilters
        : active.mainModeFilters.filter((one) => mainModeFilterKey(one) !== key),
    },
    remarks:
      old.from === 'dynamic'
        ? []
        : [`The rule is of the ${old.from} policy: it comes back when that is applied anew.`],
  };
}

function checkedIdentity(identity: DynamicRuleIdentity): DynamicRuleIdentity {
  checkFilterIdentity(identity);
  if (identity.tunnel !== undefined) {
    checkTunnelAddress(identity.tunnel);
    if (identity.mirrored)
      refuse(
        'not-allowed',
        'A filter of a tunnel cannot be mirrored.',
        'Say mirrored=no, and make a second rule for packets the other way.',
      );
  }
  return {
    ...identity,
    source: canonicalAddress(identity.source),
    destination: canonicalAddress(identity.destination),
  };
}

function findFilter(
  active: ActivePolicy,
  identity: DynamicRuleIdentity,
): QuickModeFilter | undefined {
  const key = quickModeFilterKey(identity);
  return active.quickModeFilters.find((one) => quickModeFilterKey(one) === key);
}

function foundFilter(active: ActivePolicy, identity: DynamicRuleIdentity): QuickModeFilter {
  const isTunnel = identity.tunnel !== undefined;
  return (
    findFilter(active, identity) ??
    refuseAs(
      isTunnel ? 'TUNNEL_FILTER_NOT_FOUND' : 'TRANSPORT_FILTER_NOT_FOUND',
      'not-found',
      `There is no ${isTunnel ? 'tunnel' : 'transport'} filter ${filterText(identity)} in force.`,
      'Addresses, masks, protocol, ports, mirrored, conntype and tunnel must be those of the rule: show rule lists them.',
    )
  );
}

/** The filter with a policy exactly if it negotiates. */
function settled(active: ActivePolicy, filter: QuickModeFilter): QuickModeFilter {
  if (!negotiates(filter)) return { ...filter, inboundPassThrough: false, policy: undefined };
  if (filter.policy === undefined)
    refuse(
      'invalid',
      'The rule negotiates security, but names no quick-mode policy.',
      'Say qmpolicy=..., or actions permit or block.',
    );
  const { name } = quickModePolicyNamed(active, filter.policy!);
  const inboundPassThrough = filter.inboundPassThrough && filter.inboundAction === 'negotiate';
  return { ...filter, inboundPassThrough, policy: name };
}

function negotiates({ inboundAction, outboundAction }: QuickModeFilter): boolean {
  return inboundAction === 'negotiate' || outboundAction === 'negotiate';
}

function idleRemarks(filter: QuickModeFilter, named: string | undefined): string[] {
  return named === undefined || negotiates(filter)
    ? []
    : [`The rule negotiates nothing, so the quick-mode policy "${named}" is not used.`];
}

function mainModeFilterOf(
  identity: DynamicRuleIdentity,
  policy: string,
  authentication: readonly PolicyAuthentication[],
): MainModeFilter {
  const ends = endsOf(identity);
  return {
    ...ends,
    guid: derivedGuid('main mode', 'dynamic', mainModeFilterKey(ends)),
    name: filterText({ ...identity, ...ends, protocol: 0, sourcePort: 0, destinationPort: 0 }),
    from: 'dynamic',
    policy,
    authentication,
  };
}

/** Rules for the same computers share their main-mode filter, so they must want the same of it. */
function checkSame(known: MainModeFilter, wanted: MainModeFilter): void {
  if (known.policy === wanted.policy && isSameData(known.authentication, wanted.authentication))
    return;
  refuseAs(
    'MM_FILTER_EXISTS',
    'exists',
    `There is a main-mode filter for the same computers, "${known.name}", with ${known.policy === wanted.policy ? 'other authentication methods' : `the policy "${known.policy}"`}.`,
    'Main mode knows computers, not ports: say the same mmpolicy and authentication, or change that rule first.',
  );
}

function setMainMode(
  active: ActivePolicy,
  old: QuickModeFilter,
  command: Command<'set-rule'>,
): { filters: readonly MainModeFilter[]; remarks: readonly string[] } {
  const { mainModePolicy, authentication } = command;
  if (mainModePolicy === undefined && authentication === undefined)
    return { filters: active.mainModeFilters, remarks: [] };
  const key = mainModeFilterKey(endsOf(old));
  const known = active.mainModeFilters.find((one) => mainModeFilterKey(one) === key);
  const named =
    mainModePolicy === undefined ? known?.policy : mainModePolicyNamed(active, mainModePolicy).name;
  if (named === undefined)
    refuse(
      'invalid',
      'The rule has no main-mode policy yet, since it negotiated nothing.',
      'Say mmpolicy=... too.',
    );
  const identity = { ...old, ...endsOf(old), tunnel: undefined };
  const changed: MainModeFilter = {
    ...(known ?? mainModeFilterOf(identity, named!, DEFAULT_AUTHENTICATION)),
    from: 'dynamic',
    policy: named!,
  };
  const proven =
    authentication === undefined
      ? changed
      : { ...changed, authentication: authenticationOf(authentication) };
  const sharers = active.quickModeFilters.filter(
    (one) => one !== old && mainModeFilterKey(endsOf(one)) === key,
  );
  return {
    filters:
      known === undefined
        ? [proven, ...active.mainModeFilters]
        : active.mainModeFilters.map((one) => (one === known ? proven : one)),
    remarks: sharers.map(({ name }) => `"${name}" shares its main-mode filter, so it changes too.`),
  };
}

function authenticationOf(
  methods: readonly PolicyAuthentication[],
): readonly PolicyAuthentication[] {
  checkAuthentication(methods);
  return methods.length === 0 ? DEFAULT_AUTHENTICATION : methods;
}
