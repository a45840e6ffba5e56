/** The engine's view of a host's configuration. */

import type { Address } from '../base/address.ts';
import { ListIndex } from '../base/list-index.ts';
import { identityMatches } from '../ike/identity.ts';
import type { ChildPolicy, PeerPolicy, PolicyPort } from '../ike/policy.ts';
import type { IdentificationPayload } from '../wire/isakmp/payload.ts';
import type { HostConfig } from './config.ts';
import { withKeyLookedUp } from './preshared-keys.ts';

/** Indexes a configuration once, so that every question is one look-up. */
export function policyPort(config: HostConfig): PolicyPort {
  const keys = config.presharedKeys ?? [];
  // A peer of one address has one key; who may be anywhere gets it when it is known where.
  const peers = config.peers.map((peer) =>
    peer.address ? withKeyLookedUp(keys, peer, peer.address, undefined) : peer,
  );
  const anyAddress = peers.filter(({ address }) => address === undefined);
  const byAddress = new ListIndex(peers, ({ address }) => address?.text);
  const byName = new ListIndex(peers, ({ name }) => name);
  const { policies } = config;
  const byPeer = new ListIndex(policies, ({ protect }) => protect?.peer);
  const byEntry = new ListIndex(policies, ({ name }) => name);
  return {
    peerFor(remote, identity) {
      const peer = byAddress.first(remote.text) ?? ofAnyAddress(anyAddress, remote, identity);
      return peer && withKeyLookedUp(keys, peer, remote, identity);
    },
    peerNamed(name, remote) {
      const peer = byName.first(name);
      return peer && withKeyLookedUp(keys, peer, peer.address ?? remote, undefined);
    },
    childrenOf(peerName) {
      const children: ChildPolicy[] = [];
      for (const { protect } of byPeer.all(peerName)) if (protect) children.push(protect);
      return children;
    },
    childNamed: (name) => byEntry.first(name)?.protect,
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
