/** The engine's view of a host's configuration. */

import type { Address } from '../base/address.ts';
import { identityMatches } from '../ike/identity.ts';
import type { ChildPolicy, PeerPolicy, PolicyPort } from '../ike/policy.ts';
import type { IdentificationPayload } from '../wire/isakmp/payload.ts';
import type { HostConfig } from './config.ts';
import { withKeyLookedUp } from './preshared-keys.ts';

/** Indexes a configuration once, so that every question is one look-up. */
export function policyPort(config: HostConfig): PolicyPort {
  const byAddress = new Map<string, PeerPolicy>();
  const byName = new Map<string, PeerPolicy>();
  const children = new Map<string, ChildPolicy[]>();
  const childByName = new Map<string, ChildPolicy>();
  const anyAddress: PeerPolicy[] = [];
  const keys = config.presharedKeys ?? [];
  for (const listed of config.peers) {
    // A peer of one address has one key; who may be anywhere gets it when it is known where.
    const peer = listed.address ? withKeyLookedUp(keys, listed, listed.address, undefined) : listed;
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
    peerFor(remote, identity) {
      const peer = byAddress.get(remote.text) ?? ofAnyAddress(anyAddress, remote, identity);
      return peer && withKeyLookedUp(keys, peer, remote, identity);
    },
    peerNamed(name, remote) {
      const peer = byName.get(name);
      return peer && withKeyLookedUp(keys, peer, peer.address ?? remote, undefined);
    },
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
