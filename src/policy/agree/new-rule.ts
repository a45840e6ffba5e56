/** A rule that a policy lacks, put into it. Pure. */

import type { Address } from '../../base/address.ts';
import type {
  ActivePolicy,
  MainModeFilter,
  MainModePolicy,
  QuickModeFilter,
  QuickModePolicy,
} from '../compiled.ts';
import { DEFAULT_POLICY } from '../defaults.ts';
import { derivedGuid } from '../derived-guid.ts';
import { mainModeFilterKey } from '../identity.ts';
import type {
  FilterAddress,
  MainModeMethod,
  PolicyAuthentication,
  SecurityMethod,
} from '../model.ts';
import { SOFT_SA_EXPIRY_SECONDS } from '../ranges.ts';
import type { RuleName } from './change.ts';

/** One that negotiates; its source is the computer's own side. */
export interface NewRule {
  readonly name: string;
  readonly source: FilterAddress;
  readonly destination: FilterAddress;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** Two rules, one a direction, between these two ends; undefined: one mirrored rule in transport mode. */
  readonly tunnel: { readonly own: Address; readonly far: Address } | undefined;
  readonly methods: readonly SecurityMethod[];
  readonly pfs: QuickModePolicy['pfs'];
  readonly authentication: readonly PolicyAuthentication[];
  /** Of the policy, where there is none yet. */
  readonly mainModeMethods: readonly MainModeMethod[];
  /** A rule for the same packets, which goes. */
  readonly replaces: RuleName | undefined;
}

/** The policy with the rule, behind all others. */
export function withRule(active: ActivePolicy, rule: NewRule): ActivePolicy {
  const { policies, name: policy } = mainModePolicyFor(active, rule.mainModeMethods);
  const name = freeName(active, rule.name);
  const ways = rule.tunnel === undefined ? [transportFilter(rule)] : tunnelFilters(rule);
  const common = { name: rule.name, from: 'local', connectionType: 'all' } as const;
  const added = ways.map(
    (way, at): QuickModeFilter => ({
      guid: derivedGuid('a rule that is missing', name, String(at)),
      ...common,
      ...way,
      inboundAction: 'negotiate',
      outboundAction: 'negotiate',
      inboundPassThrough: false,
      policy: name,
    }),
  );
  const { methods, pfs } = rule;
  const kept = active.quickModeFilters.filter(({ guid }) => guid !== rule.replaces?.guid);
  return {
    ...active,
    mainModePolicies: policies,
    quickModePolicies: [
      ...active.quickModePolicies,
      { name, source: 'local', soft: false, pfs, methods },
    ],
    mainModeFilters: withMainModeFilter(active, {
      guid: derivedGuid('the main-mode filter of a rule that is missing', name),
      ...common,
      ...mainModeEnds(rule),
      mirrored: true,
      policy,
      authentication: rule.authentication,
    }),
    quickModeFilters: [...kept, ...added],
  };
}

/** The main-mode policy for a new rule: that of the rules that are there, or a new one. */
export function mainModePolicyFor(
  { mainModePolicies, defaultResponse }: ActivePolicy,
  methods: readonly MainModeMethod[],
): { readonly policies: readonly MainModePolicy[]; readonly name: string } {
  const known = defaultResponse?.mainModePolicy ?? mainModePolicies[0]?.name;
  if (known !== undefined) return { policies: mainModePolicies, name: known };
  const policy: MainModePolicy = {
    name: 'new policy',
    source: 'local',
    masterPfs: false,
    quickModeLimit: DEFAULT_POLICY.quickModeLimit,
    lifetimeSeconds: DEFAULT_POLICY.lifetimeMinutes * 60,
    softSaExpirySeconds: SOFT_SA_EXPIRY_SECONDS,
    methods,
  };
  return { policies: [policy], name: policy.name };
}

type Way = Pick<
  QuickModeFilter,
  'source' | 'destination' | 'protocol' | 'sourcePort' | 'destinationPort' | 'mirrored' | 'tunnel'
>;

function transportFilter({ source, destination, ...rule }: NewRule): Way {
  const { protocol, sourcePort, destinationPort } = rule;
  const ports = { protocol, sourcePort, destinationPort };
  return { source, destination, ...ports, mirrored: true, tunnel: undefined };
}

function tunnelFilters(rule: NewRule): Way[] {
  const { source, destination, protocol, sourcePort, destinationPort, tunnel } = rule;
  const out = { source, destination, protocol, sourcePort, destinationPort, mirrored: false };
  const back = {
    ...out,
    source: destination,
    destination: source,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
  return [
    { ...out, tunnel: tunnel?.far },
    { ...back, tunnel: tunnel?.own },
  ];
}

function mainModeEnds({ source, destination, tunnel }: NewRule) {
  if (tunnel === undefined) return { source, destination };
  return {
    source: { kind: 'me' },
    destination: { kind: 'address', address: tunnel.far },
  } as const;
}

/** Rules for the same two computers share the first one's filter. */
function withMainModeFilter(
  { mainModeFilters }: ActivePolicy,
  added: MainModeFilter,
): readonly MainModeFilter[] {
  const key = mainModeFilterKey(added);
  const isKnown = mainModeFilters.some((one) => mainModeFilterKey(one) === key);
  return isKnown ? mainModeFilters : [...mainModeFilters, added];
}

function freeName({ quickModePolicies }: ActivePolicy, wanted: string): string {
  let name = wanted;
  for (let number = 2; quickModePolicies.some((one) => one.name === name); number++)
    name = `${wanted} ${number}`;
  return name;
}
