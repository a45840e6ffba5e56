/** Policy of several sources as one. */

import {
  type ActivePolicy,
  type MainModeFilter,
  type MainModePolicy,
  NO_POLICY,
  type PolicySource,
  type QuickModeFilter,
  type QuickModePolicy,
} from './compiled.ts';
import { nameKey } from './find.ts';
import { mainModeFilterKey, quickModeFilterKey } from './identity.ts';

/**
 * Several sources as one policy, the one that wins first: dynamic edits, persistent policy, then that
 * of the directory or of this computer (persistent policy adds to what follows and overrides it).
 * Everything is kept; but of filters for the same packets only the first, a dynamic policy stands in
 * for one of its name, and another source's policy of a name that is taken is called `Name (source)`.
 */
export function mergeActive(layers: readonly ActivePolicy[]): ActivePolicy {
  return layers.reduce(under, NO_POLICY);
}

/** What of a policy in force was made or changed by dynamic edits: the layer that outlives new policy. */
export function dynamicPart(active: ActivePolicy): ActivePolicy {
  const isOurs = (one: { readonly source: PolicySource }): boolean => one.source === 'dynamic';
  const isOurFilter = (one: { readonly from: PolicySource }): boolean => one.from === 'dynamic';
  return {
    mainModePolicies: active.mainModePolicies.filter(isOurs),
    quickModePolicies: active.quickModePolicies.filter(isOurs),
    mainModeFilters: active.mainModeFilters.filter(isOurFilter),
    quickModeFilters: active.quickModeFilters.filter(isOurFilter),
    defaultResponse: undefined,
  };
}

function under(above: ActivePolicy, below: ActivePolicy): ActivePolicy {
  const main = joinPolicies(above.mainModePolicies, below.mainModePolicies);
  const quick = joinPolicies(above.quickModePolicies, below.quickModePolicies);
  const mainModeFilters = below.mainModeFilters.map(
    (filter): MainModeFilter => ({ ...filter, policy: main.nameOf(filter.policy) }),
  );
  const quickModeFilters = below.quickModeFilters.map(
    (filter): QuickModeFilter => ({
      ...filter,
      policy: filter.policy === undefined ? undefined : quick.nameOf(filter.policy),
    }),
  );
  const response = below.defaultResponse && {
    ...below.defaultResponse,
    mainModePolicy: main.nameOf(below.defaultResponse.mainModePolicy),
    quickModePolicy: quick.nameOf(below.defaultResponse.quickModePolicy),
  };
  return {
    mainModePolicies: main.policies,
    quickModePolicies: quick.policies,
    mainModeFilters: joinFilters(above.mainModeFilters, mainModeFilters, mainModeFilterKey),
    quickModeFilters: joinFilters(above.quickModeFilters, quickModeFilters, quickModeFilterKey),
    defaultResponse: above.defaultResponse ?? response,
  };
}

interface Joined<T> {
  readonly policies: readonly T[];
  /** What a policy of the lower layer is called now. */
  nameOf(name: string): string;
}

function joinPolicies<T extends MainModePolicy | QuickModePolicy>(
  above: readonly T[],
  below: readonly T[],
): Joined<T> {
  const taken = new Map(above.map((one) => [nameKey(one.name), one]));
  const names = new Map<string, string>();
  const added: T[] = [];
  for (const one of below) {
    const holder = taken.get(nameKey(one.name));
    if (holder?.source === 'dynamic') {
      names.set(one.name, holder.name);
      continue;
    }
    const name = holder === undefined ? one.name : freeName(one, taken);
    const renamed = { ...one, name };
    taken.set(nameKey(name), renamed);
    names.set(one.name, name);
    added.push(renamed);
  }
  return { policies: [...above, ...added], nameOf: (name) => names.get(name) ?? name };
}

function freeName(
  policy: MainModePolicy | QuickModePolicy,
  taken: ReadonlyMap<string, unknown>,
): string {
  const first = `${policy.name} (${policy.source})`;
  let name = first;
  for (let number = 2; taken.has(nameKey(name)); number++) name = `${first} ${number}`;
  return name;
}

function joinFilters<T>(
  above: readonly T[],
  below: readonly T[],
  keyOf: (filter: T) => string,
): readonly T[] {
  const known = new Set(above.map(keyOf));
  return [...above, ...below.filter((filter) => !known.has(keyOf(filter)))];
}
