/** What must hold of a configuration before a host may live by it. */

import { LIMITS } from '../base/limits.ts';
import { selectorText } from '../base/traffic.ts';
import { authenticates, checkProtection } from '../crypto/protection.ts';
import { NO_AGGRESSIVE_MODE } from '../ike/dialect/windows-2003.ts';
import type { PeerPolicy } from '../ike/policy.ts';
import { soundChild, soundProposals } from '../ike/weakness.ts';
import type { HostConfig, PolicyEntry } from './config.ts';
import { faultOfManualSas } from './manual.ts';

/** Throws a RangeError that says what is wrong: later, on the network's input, it would be too late. */
export function checkConfig(config: HostConfig): void {
  const fault = faultOf(config);
  if (fault !== undefined) throw new RangeError(`host ${config.name}: ${fault}`);
}

function faultOf(config: HostConfig): string | undefined {
  if (config.addresses.length === 0) return 'it needs an address';
  if (config.ikePort === config.natPort) return 'its two UDP ports must differ';
  if (config.windows !== undefined && listsPolicy(config))
    return 'its policy is that of Windows, so it lists no peers, policy entries or SAs of its own';
  if (config.policies.length > LIMITS.policyEntries) {
    return `${LIMITS.policyEntries} policy entries are the most`;
  }
  for (const peer of config.peers) {
    const fault = faultOfPeer(peer);
    if (fault !== undefined) return `peer "${peer.name}": ${fault}`;
  }
  const peers = new Set(config.peers.map(({ name }) => name));
  if (peers.size < config.peers.length) return 'two peers have the same name';
  const manualFault = faultOfManualSas(config.manual ?? []);
  if (manualFault !== undefined) return manualFault;
  const peerByName = new Map(config.peers.map((peer) => [peer.name, peer]));
  const names = new Set<string>();
  const manual = new Set(config.manual?.map(({ policy }) => policy));
  for (const entry of config.policies) {
    if (names.has(entry.name)) return `two policy entries are called "${entry.name}"`;
    names.add(entry.name);
    const fault = faultOfEntry(entry, peers, manual) ?? lackOfEntry(entry, peerByName);
    if (fault !== undefined) return `policy entry "${entry.name}" ${fault}`;
  }
  return undefined;
}

function listsPolicy({ peers, policies, manual = [] }: HostConfig): boolean {
  return peers.length + policies.length + manual.length > 0;
}

function faultOfPeer(peer: PeerPolicy): string | undefined {
  if (peer.proposals.length > 0 && soundProposals(peer).length === 0)
    return 'refuseWeak leaves none of its proposals';
  const isWindows = peer.dialect.name === 'windows-2003';
  return isWindows && peer.dialect.aggressive !== 'never' ? NO_AGGRESSIVE_MODE : undefined;
}

function lackOfEntry(
  { protect }: PolicyEntry,
  peers: ReadonlyMap<string, PeerPolicy>,
): string | undefined {
  const peer = protect && peers.get(protect.peer);
  if (protect === undefined || peer === undefined) return undefined;
  if (protect.proposals.length > 0 && soundChild(protect, peer).proposals.length === 0)
    return 'has no proposal that refuseWeak leaves';
  return undefined;
}

function faultOfEntry(
  entry: PolicyEntry,
  peers: ReadonlySet<string>,
  manual: ReadonlySet<string>,
): string | undefined {
  const { protect } = entry;
  if (protect === undefined) {
    const isServed = entry.action !== 'protect' || manual.has(entry.name);
    return isServed ? undefined : 'does not say what to negotiate';
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
  for (const proposal of protect.proposals) checkProtection(proposal);
  const { proposals, extras } = protect;
  if (extras.esn === 'require' && !proposals.some(authenticates)) {
    return 'requires extended sequence numbers, and has only suites without integrity';
  }
  return undefined;
}
