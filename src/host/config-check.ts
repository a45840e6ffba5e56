/** What must hold of a configuration before a host may live by it. */

import { LIMITS } from '../base/limits.ts';
import { selectorText } from '../base/traffic.ts';
import { checkSuite } from '../crypto/algorithms.ts';
import type { HostConfig, PolicyEntry } from './config.ts';

/** Throws a RangeError that says what is wrong: later, on the network's input, it would be too late. */
export function checkConfig(config: HostConfig): void {
  const fault = faultOf(config);
  if (fault !== undefined) throw new RangeError(`host ${config.name}: ${fault}`);
}

function faultOf(config: HostConfig): string | undefined {
  if (config.addresses.length === 0) return 'it needs an address';
  if (config.ikePort === config.natPort) return 'its two UDP ports must differ';
  if (config.policies.length > LIMITS.policyEntries) {
    return `${LIMITS.policyEntries} policy entries are the most`;
  }
  const peers = new Set(config.peers.map(({ name }) => name));
  if (peers.size < config.peers.length) return 'two peers have the same name';
  const names = new Set<string>();
  for (const entry of config.policies) {
    if (names.has(entry.name)) return `two policy entries are called "${entry.name}"`;
    names.add(entry.name);
    const fault = faultOfEntry(entry, peers);
    if (fault !== undefined) return `policy entry "${entry.name}" ${fault}`;
  }
  return undefined;
}

function faultOfEntry(entry: PolicyEntry, peers: ReadonlySet<string>): string | undefined {
  const { protect } = entry;
  if (protect === undefined) {
    return entry.action === 'protect' ? 'does not say what to negotiate' : undefined;
  }
  if (protect.name !== entry.name) return `negotiates under another name, "${protect.name}"`;
  if (selectorText(protect.selector) !== selectorText(entry.selector)) {
    return 'negotiates another selector than its own';
  }
  if (!peers.has(protect.peer)) return `names a peer "${protect.peer}" that there is not`;
  const { replayWindowMinimum: least, replayWindowMaximum: most } = LIMITS;
  if (protect.replayWindow < least || protect.replayWindow > most) {
    return `has a replay window of ${protect.replayWindow}, not of ${least} to ${most} packets`;
  }
  for (const { suite } of protect.proposals) checkSuite(suite);
  return undefined;
}
