/** Commands and models for tests of policy. */

import { parseAddress } from '../../src/base/address.ts';
import { utf8 } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import { apply } from '../../src/policy/apply.ts';
import type { ApplyContext, PolicyCommand, PolicyError } from '../../src/policy/commands.ts';
import type { Environment } from '../../src/policy/compiled.ts';
import {
  EMPTY_MODEL,
  type Filter,
  type FilterAddress,
  type PolicyModel,
} from '../../src/policy/model.ts';

export type CommandOf<K extends PolicyCommand['kind']> = Extract<PolicyCommand, { kind: K }>;

/** A context whose GUIDs count up; its clock stands. */
export function context(now = 1000, first = 1): ApplyContext {
  let next = first;
  return {
    now,
    newGuid: () => `{00000000-0000-0000-0000-${String(next++).padStart(12, '0')}}`,
  };
}

/** The model after commands that must all be done. */
export function applied(
  commands: readonly PolicyCommand[],
  from: PolicyModel = EMPTY_MODEL,
  using: ApplyContext = context(),
): PolicyModel {
  return commands.reduce((model, command) => {
    const result = apply(model, command, using);
    if (!result.ok) throw new Error(`${command.kind}: ${result.error.message}`);
    return result.model;
  }, from);
}

/** What the last of some commands is refused with; the ones before it must be done. */
export function refused(...commands: readonly PolicyCommand[]): PolicyError {
  const result = apply(applied(commands.slice(0, -1)), commands.at(-1)!, context(1000, 500));
  if (result.ok) throw new Error(`${commands.at(-1)!.kind} was done`);
  return result.error;
}

/** What the last of some commands says besides being done. */
export function remarks(...commands: readonly PolicyCommand[]): readonly string[] {
  const result = apply(applied(commands.slice(0, -1)), commands.at(-1)!, context(1000, 500));
  if (!result.ok) throw new Error(result.error.message);
  return result.remarks;
}

export const ME: FilterAddress = { kind: 'me' };
export const ANY: FilterAddress = { kind: 'any' };

export function host(text: string): FilterAddress {
  return { kind: 'address', address: parseAddress(text) };
}

export function subnet(text: string, prefix: number): FilterAddress {
  return { kind: 'subnet', address: parseAddress(text), prefix };
}

export function filter(fields: Partial<Omit<Filter, 'guid'>> = {}): Omit<Filter, 'guid'> {
  return {
    description: '',
    source: ME,
    destination: ANY,
    protocol: 0,
    sourcePort: 0,
    destinationPort: 0,
    mirrored: true,
    ...fields,
  };
}

export function addFilter(
  filterList: string,
  fields: Partial<Omit<Filter, 'guid'>> = {},
): CommandOf<'add-filter'> {
  return { kind: 'add-filter', filterList, filter: filter(fields) };
}

export function addAction(
  name: string,
  fields: Partial<CommandOf<'add-filter-action'>> = {},
): CommandOf<'add-filter-action'> {
  return {
    kind: 'add-filter-action',
    name,
    description: '',
    action: 'negotiate',
    sessionPfs: false,
    inboundPassThrough: false,
    soft: false,
    methods: [
      {
        ah: undefined,
        esp: { encryption: '3DES', integrity: 'SHA1' },
        kilobytes: 0,
        seconds: 0,
      },
    ],
    ...fields,
  };
}

export function addPolicy(
  name: string,
  fields: Partial<CommandOf<'add-policy'>> = {},
): CommandOf<'add-policy'> {
  return {
    kind: 'add-policy',
    name,
    description: '',
    masterPfs: false,
    quickModeLimit: 0,
    lifetimeMinutes: 480,
    defaultResponse: true,
    pollingMinutes: 180,
    assign: false,
    methods: [],
    ...fields,
  };
}

export function addRule(
  name: string,
  policy: string,
  filterList: string,
  filterAction: string,
  fields: Partial<CommandOf<'add-rule'>> = {},
): CommandOf<'add-rule'> {
  return {
    kind: 'add-rule',
    name,
    policy: named(policy),
    filterList: named(filterList),
    filterAction: named(filterAction),
    tunnel: undefined,
    connectionType: 'all',
    active: true,
    description: '',
    authentication: [],
    ...fields,
  };
}

export function named(name: string): { by: 'name'; name: string } {
  return { by: 'name', name };
}

export function psk(text: string): { method: 'psk'; key: Secret } {
  return { method: 'psk', key: new Secret(utf8(text)) };
}

/** A computer with these addresses and no servers. */
export function computer(...addresses: readonly string[]): Environment {
  return {
    addresses: addresses.map(parseAddress),
    servers: { DNS: [], WINS: [], DHCP: [], GATEWAY: [] },
    connection: 'lan',
  };
}
