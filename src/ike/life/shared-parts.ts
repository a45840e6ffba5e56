/** What a main mode has alike with its policy, or with other main modes, as the one object that is there. */

import { type Address, sameAddress } from '../../base/address.ts';
import { bitsOf } from '../../base/bits.ts';
import { sharedSet } from '../../base/shared-set.ts';
import { keptIdentity } from '../identity.ts';
import type { IsakmpSa, NatState } from '../isakmp-sa.ts';

/**
 * Makes an SA that is established share what it may: it lives for hours, beside ten thousand
 * others, and an address that came with a datagram takes 270 octets.
 */
export function shareParts(sa: IsakmpSa): void {
  const { peer, path } = sa;
  sa.peerVendorIds = sharedSet(sa.peerVendorIds);
  sa.nat = sharedNat(sa.nat);
  sa.path = {
    carrier: path.carrier,
    local: { address: known(path.local.address, peer.localAddress), port: path.local.port },
    remote: { address: known(path.remote.address, peer.address), port: path.remote.port },
  };
  sa.ownIdentity = keptIdentity(sa.localIdentity, sa.path.local.address);
}

function known(came: Address, ofPolicy: Address | undefined): Address {
  return ofPolicy !== undefined && sameAddress(came, ofPolicy) ? ofPolicy : came;
}

const natStates: NatState[] = [];

/** There are as many as their four answers allow. */
function sharedNat(nat: NatState): NatState {
  const { negotiated, localBehindNat, remoteBehindNat, seenAsIs } = nat;
  const place = bitsOf(negotiated, localBehindNat, remoteBehindNat, seenAsIs);
  natStates[place] ??= nat;
  return natStates[place];
}
