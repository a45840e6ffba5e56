/** The engine's view of a host's configuration. */

import type { Address } from '../base/address.ts';
import { identityMatches } from '../ike/identity.ts';
import type { ChildPolicy, PeerPolicy, PolicyPort } from '../ike/policy.ts';
import type { IdentificationPayload } from '../wire/isakmp/payload.ts';
import type { HostConfig } from './config.ts';

/** Indexes a configuration once, so that every question is one look-up. */
export function policyPort(config: HostConfig): PolicyPort {
  const byAddress = new Map<string, PeerPolicy>();
  const byName = new Map<string, PeerPolicy>();
  const children = new Map<string, ChildPolicy[]>();
  const childByName = new Map<string, ChildPolicy>();
  const anyAddress: PeerPolicy[] = [];
  for (const peer of config.peers) {
    byName.set(peer.name, peer);
    if (peer.address === undefined) anyAddress.push(peer);
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
    peerFor: (remote, identity) =>
      byAddress.get(remote.text) ?? ofAnyAddress(anyAddress, remote, identity),
    peerNamed: (name) => byName.get(name),
    childrenOf: (peerName) => children.get(peerName) ?? [],
    childNamed: (name) => childByName.get(name),
  };
}

/** A stated identity picks the peer that expects it, else one that expects none. */
function ofAnyAddress(
  peers: readonly PeerPolicy[],
  remote: Address,
  identity: IdentificationPayload | undefined,
): PeerPolicy | undefined {
  if (identity === undefined) return peers[0];
  const expecting = peers.find(
    ({ remoteIdentity }) =>
      remoteIdentity !== undefined && identityMatches(identity, remoteIdentity, remote),
  );
  return expecting ?? peers.find(({ remoteIdentity }) => remoteIdentity === undefined) ?? peers[0];
}
