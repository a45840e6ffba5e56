/** Policies in force for tests, made of Windows' own examples and of rules in a few words. */

import { parseAddress } from '../../../src/base/address.ts';
import { utf8 } from '../../../src/base/bytes.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { WindowsSystem } from '../../../src/host/windows/system.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { compile } from '../../../src/policy/compile.ts';
import {
  type ActivePolicy,
  type MainModeFilter,
  NO_POLICY,
  type QuickModeFilter,
} from '../../../src/policy/compiled.ts';
import { exampleModel } from '../../../src/policy/examples.ts';
import type {
  FilterAddress,
  PolicyAuthentication,
  SecurityMethod,
} from '../../../src/policy/model.ts';
import type { SideOptions } from '../../../src/sim/pair-config.ts';

export type Example =
  | 'Client (Respond Only)'
  | 'Server (Request Security)'
  | 'Secure Server (Require Security)';

export const psk = (text = 'the same on both sides'): PolicyAuthentication => ({
  method: 'psk',
  key: new Secret(utf8(text)),
});

/** One of Windows' three examples, proved as it says, or otherwise. */
export function example(
  name: Example,
  authentication?: readonly PolicyAuthentication[],
): ActivePolicy {
  const model = exampleModel('win2003', 0);
  const policy = model.policies.find((one) => one.name === name);
  if (policy === undefined) throw new Error(`no example ${name}`);
  const active = compile(model, policy.guid, 'local');
  return authentication === undefined ? active : proved(active, authentication);
}

/** The same with another list of methods everywhere. */
function proved(
  active: ActivePolicy,
  authentication: readonly PolicyAuthentication[],
): ActivePolicy {
  const { mainModeFilters, defaultResponse } = active;
  return {
    ...active,
    mainModeFilters: mainModeFilters.map((filter) => ({ ...filter, authentication })),
    defaultResponse: defaultResponse && { ...defaultResponse, authentication },
  };
}

export const ME: FilterAddress = { kind: 'me' };
export const ANY: FilterAddress = { kind: 'any' };
export const at = (text: string): FilterAddress => ({
  kind: 'address',
  address: parseAddress(text),
});
export const subnet = (text: string, prefix: number): FilterAddress => ({
  kind: 'subnet',
  address: parseAddress(text),
  prefix,
});

export const esp = (
  encryption: 'DES' | '3DES' | 'None',
  integrity: 'MD5' | 'SHA1' | 'None',
  seconds = 0,
): SecurityMethod => ({ ah: undefined, esp: { encryption, integrity }, kilobytes: 0, seconds });

type RuleParts = Partial<QuickModeFilter> & {
  readonly name: string;
  readonly authentication?: readonly PolicyAuthentication[];
};

/** A policy of rules: those that negotiate do so by `methods`. */
export function rules(
  parts: readonly RuleParts[],
  methods: readonly SecurityMethod[] = [esp('3DES', 'SHA1')],
  policy: Partial<ActivePolicy['quickModePolicies'][number]> = {},
): ActivePolicy {
  const filters = parts.map(({ authentication: _, ...part }) => filterOf(part));
  const mainModeFilters = filters.flatMap((filter, i): MainModeFilter[] =>
    filter.policy === undefined
      ? []
      : [mainModeFilter(filter, parts[i]!.authentication ?? [psk()])],
  );
  return {
    ...NO_POLICY,
    mainModePolicies: [
      {
        name: 'ike',
        source: 'local',
        masterPfs: false,
        quickModeLimit: 0,
        lifetimeSeconds: 28_800,
        softSaExpirySeconds: 28_800,
        methods: [{ encryption: '3DES', hash: 'SHA1', group: 2 }],
      },
    ],
    quickModePolicies: [
      { name: 'negotiation', source: 'local', soft: false, pfs: 'none', methods, ...policy },
    ],
    mainModeFilters,
    quickModeFilters: filters,
  };
}

function filterOf(part: Partial<QuickModeFilter> & { readonly name: string }): QuickModeFilter {
  const whole = {
    guid: part.name,
    from: 'local' as const,
    source: ME,
    destination: ANY,
    protocol: 0,
    sourcePort: 0,
    destinationPort: 0,
    mirrored: true,
    inboundAction: 'negotiate' as const,
    outboundAction: 'negotiate' as const,
    inboundPassThrough: false,
    tunnel: undefined,
    connectionType: 'all' as const,
    ...part,
  };
  const negotiates = whole.inboundAction === 'negotiate' || whole.outboundAction === 'negotiate';
  return { policy: negotiates ? 'negotiation' : undefined, ...whole };
}

function mainModeFilter(
  filter: QuickModeFilter,
  authentication: readonly PolicyAuthentication[],
): MainModeFilter {
  const { guid, name, from, tunnel, mirrored, connectionType } = filter;
  const isTunnel = tunnel !== undefined && tunnel !== 'me';
  return {
    guid,
    name,
    from,
    source: isTunnel ? ME : filter.source,
    destination: isTunnel ? { kind: 'address', address: tunnel } : filter.destination,
    mirrored: isTunnel || mirrored,
    policy: 'ike',
    authentication,
    connectionType,
  };
}

/** A host of a pair with the Windows system and this policy, by the lab's timers. */
export function windows(policy: ActivePolicy, system: Partial<WindowsSystem> = {}): SideOptions {
  return {
    host: {
      peers: [],
      policies: [],
      windows: { policy, timers: TIMER_PROFILES.lab, ...system },
    },
  };
}
