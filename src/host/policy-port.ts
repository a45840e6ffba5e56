/** The engine's view of a host's configuration. */

import type { Address } from '../base/address.ts';
import type { ChildPolicy, PeerPolicy, PolicyPort } from '../ike/policy.ts';
import type { HostConfig } from './config.ts';

/** Indexes a configuration once, so that every question is one look-up. */
export function policyPort(config: HostConfig): PolicyPort {
  const byAddress = new Map<string, PeerPolicy>();
  const byName = new Map<string, PeerPolicy>();
  const children = new Map<string, ChildPolicy[]>();
  const childByName = new Map<string, ChildPolicy>();
  let anyPeer: PeerPolicy | undefined;
  for (const peer of config.peers) {
    byName.set(peer.name, peer);
    if (peer.address === undefined) anyPeer ??= peer;
    else if (!byAddress.has(peer.address.text)) byAddress.set(peer.address.text, peer);
  }
  for (const entry of config.policies) {
    if (entry.protect === undefined) continue;
    childByName.set(entry.name, entry.protect);
    const siblings = children.get(entry.protect.peer);
    if (siblings === undefined) children.set(entry.protect.peer, [entry.protect]);
    else siblings.push(entry.protect);
  }
  return {
    peerFor: (remote: Address) => byAddress.get(remote.text) ?? anyPeer,
    peerNamed: (name) => byName.get(name),
    childrenOf: (peerName) => children.get(peerName) ?? [],
    childNamed: (name) => childByName.get(name),
  };
}
