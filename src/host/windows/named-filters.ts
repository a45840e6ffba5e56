/** Filters as commands speak of them: those for many computers by the names of flows. */

import { readFlowName } from '../../base/flow-name.ts';
import type { SpdEntry } from '../../ipsec/spd/spd.ts';
import type { NamedPolicy } from '../named-policy.ts';
import { DYNAMIC_ENTRY } from './entry-names.ts';
import type { PolicyInForce } from './policy-in-force.ts';

/** The policy in force at the time, for commands to a host of a name. */
export function namedFilters(host: string, policy: PolicyInForce): NamedPolicy {
  return {
    entries: () => policy.entries,
    faultOfEntry: (name) => faultOfEntry(host, policy, name),
    faultOfPeer: (name) =>
      policy.peerNamed(name) === undefined
        ? `${host} has no policy for "${name}"; peers are named by their addresses`
        : undefined,
  };
}

function faultOfEntry(host: string, policy: PolicyInForce, name: string): string | undefined {
  const flow = readFlowName(name);
  const entryName = flow?.entry ?? name;
  const entry = policy.entries.find((one) => one.name === entryName);
  if (entry === undefined) return `${host} has no filter "${entryName}"; ${protectedBy(policy)}`;
  if (!isProtected(entry))
    return `filter "${entryName}" says ${entry.action}, so there is nothing to negotiate; ${protectedBy(policy)}`;
  if (flow === undefined && entry.perFlow === true)
    return `"${name}" is for many computers: say which two, as in "${name} [192.0.2.1 <-> 192.0.2.2]"`;
  if (flow !== undefined && entry.perFlow !== true)
    return `"${entryName}" is a tunnel, and its SAs are not for two computers: say "${entryName}"`;
  if (policy.childNamed(name) !== undefined) return undefined;
  return flow === undefined
    ? `no main-mode filter is for the tunnel "${name}"`
    : `"${entryName}" does not negotiate between ${flow.local.text} and ${flow.remote.text}`;
}

function isProtected({ action, inboundAction }: SpdEntry): boolean {
  return action === 'protect' || inboundAction === 'protect';
}

function protectedBy({ entries }: PolicyInForce): string {
  const names = entries
    .filter((entry) => isProtected(entry) && entry.name !== DYNAMIC_ENTRY)
    .map(({ name }) => `"${name}"`);
  return names.length === 0 ? 'it protects nothing' : `it protects ${names.join(', ')}`;
}
