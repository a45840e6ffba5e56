/** Policy as commands speak of it, by names of entries and peers. */

import type { TrafficSelector } from '../base/traffic.ts';
import type { HostConfig } from './config.ts';

export interface NamedPolicy {
  /** Why a policy entry cannot be negotiated, or undefined. */
  faultOfEntry(name: string): string | undefined;
  /** Why there is no main mode with a peer to speak of, or undefined. */
  faultOfPeer(name: string): string | undefined;
  /** The SPD in its order. */
  entries(): readonly { readonly selector: TrafficSelector }[];
}

/** The policy that a configuration lists. */
export function listedPolicy(config: HostConfig): NamedPolicy {
  return {
    faultOfEntry: (name) => faultOfEntry(config, name),
    faultOfPeer: (name) => faultOfPeer(config, name),
    entries: () => config.policies,
  };
}

function faultOfEntry({ name, policies }: HostConfig, policy: string): string | undefined {
  const entry = policies.find((candidate) => candidate.name === policy);
  if (entry?.action === 'protect') return undefined;
  const names = policies
    .filter((candidate) => candidate.action === 'protect')
    .map((candidate) => `"${candidate.name}"`);
  const existing = names.length === 0 ? 'it protects nothing' : `it protects ${names.join(', ')}`;
  return entry === undefined
    ? `${name} has no policy entry "${policy}"; ${existing}`
    : `policy entry "${policy}" says ${entry.action}, so there is nothing to negotiate; ${existing}`;
}

function faultOfPeer(config: HostConfig, peer: string): string | undefined {
  if (config.peers.some(({ name }) => name === peer)) return undefined;
  const names = config.peers.map(({ name }) => `"${name}"`).join(', ');
  return `${config.name} has no peer "${peer}"; it has ${names || 'none'}`;
}
