/**
 * A host's list of pre-shared keys, and the order in which a peer's key is looked up in it: by address,
 * by identity, then the default. Main mode knows a peer by its address alone when it needs the key,
 * because the identity comes encrypted under it (RFC 2409 5.4); the identity that is looked up is then
 * the one that policy expects. Aggressive mode states it in clear.
 */

import {
  type Address,
  type AddressRange,
  rangeCovers,
  rangeHolds,
  rangeText,
} from '../base/address.ts';
import type { Secret } from '../base/secret.ts';
import type { Authentication } from '../ike/auth/credentials.ts';
import { configuredIdentityText, identityMatches, phaseOneId } from '../ike/identity.ts';
import type { IdentityConfig, PeerPolicy } from '../ike/policy.ts';
import type { IdentificationPayload } from '../wire/isakmp/payload.ts';

/** An entry of the list: whom it is for, and the key. */
export interface ListedKey {
  readonly of:
    | { readonly kind: 'address'; readonly range: AddressRange }
    | { readonly kind: 'identity'; readonly identity: IdentityConfig }
    | { readonly kind: 'default' };
  readonly key: Secret;
}

/** A key, and the rule by which it was found, for people: `address 192.0.2.2`. */
export interface FoundKey {
  readonly key: Secret;
  readonly foundBy: string;
}

/** The policy of a peer that is at this address, its key looked up where it says so. */
export function withKeyLookedUp(
  keys: readonly ListedKey[],
  peer: PeerPolicy,
  remote: Address | undefined,
  stated: IdentificationPayload | undefined,
): PeerPolicy {
  const looksUp = peer.authentication.some(isLookUp);
  if (!looksUp) return peer;
  const found = findKey(keys, peer, remote, stated);
  return {
    ...peer,
    authentication: peer.authentication.map((one) => (isLookUp(one) ? { ...one, ...found } : one)),
  };
}

/** The key for a peer; undefined where no entry fits. */
export function findKey(
  keys: readonly ListedKey[],
  peer: PeerPolicy,
  remote: Address | undefined,
  stated: IdentificationPayload | undefined,
): FoundKey | undefined {
  return byAddress(keys, remote) ?? byIdentity(keys, peer, stated, remote) ?? byDefault(keys);
}

/** Of several entries that hold the address, the smallest; of those, the first. */
function byAddress(keys: readonly ListedKey[], remote: Address | undefined): FoundKey | undefined {
  let best: { readonly range: AddressRange; readonly key: Secret } | undefined;
  for (const { of, key } of keys) {
    if (remote === undefined || of.kind !== 'address' || !rangeHolds(of.range, remote)) continue;
    const isSmaller =
      best === undefined ||
      (rangeCovers(best.range, of.range) && !rangeCovers(of.range, best.range));
    if (isSmaller) best = { range: of.range, key };
  }
  return best && { key: best.key, foundBy: `address ${rangeText(best.range)}` };
}

function byIdentity(
  keys: readonly ListedKey[],
  peer: PeerPolicy,
  stated: IdentificationPayload | undefined,
  remote: Address | undefined,
): FoundKey | undefined {
  // An address that is not known yet is nobody's identity: the local one stands in for it unread.
  const fallback = remote ?? peer.localAddress;
  const id = stated ?? (peer.remoteIdentity && phaseOneId(peer.remoteIdentity, fallback));
  if (id === undefined) return undefined;
  for (const { of, key } of keys) {
    if (of.kind !== 'identity' || !identityMatches(id, of.identity, fallback)) continue;
    return { key, foundBy: `identity ${configuredIdentityText(of.identity, fallback)}` };
  }
  return undefined;
}

function byDefault(keys: readonly ListedKey[]): FoundKey | undefined {
  const entry = keys.find(({ of }) => of.kind === 'default');
  return entry && { key: entry.key, foundBy: 'every peer, the default' };
}

function isLookUp(one: Authentication): boolean {
  return one.method === 'pre-shared-key' && one.lookUp === true;
}
