/**
 * Vendor IDs in messages 1 and 2: what each side can do besides RFC 2409 (RFC 2408 3.16). Which ones a
 * dialect sends, and in which order, stands in dialect/dialects.ts.
 */

import { LIMITS } from '../../base/limits.ts';
import type { Payload } from '../../wire/isakmp/payload.ts';
import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import { findVendorId, vendorIdBytes } from '../../wire/numbers/vendor-ids.ts';
import { usableMethods } from '../auth/methods.ts';
import { DIALECTS } from '../dialect/dialects.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import type { Incoming } from '../script/exchange.ts';
import { announcesNatTraversal, traversesNat } from './nat-versions.ts';
import type { Rider, RiderContext } from './rider.ts';

export const vendorIds: Rider = {
  name: 'vendor IDs',
  joins: { 'main mode': [1, 2], 'aggressive mode': [1, 2] },
  onBuild: (context) =>
    DIALECTS[context.sa.peer.dialect.name].vendorIds
      .filter((key) => isSent(context, key))
      .map(payloadOf),
  onAccept: ({ sa }, _number, message) => rememberVendorIds(sa, announcedIn(message)),
};

/** Notes what the peer announces: the keys of its vendor IDs. */
export function rememberVendorIds(sa: IsakmpSa, announced: ReadonlySet<string>): void {
  for (const key of announced) {
    if (sa.peerVendorIds.size < LIMITS.vendorIdsPerPeer) sa.peerVendorIds.add(key);
  }
}

/** The keys of the known vendor IDs in a message. */
export function announcedIn(message: Incoming): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const payload of message.payloads) {
    const known = payload.kind === 'vendor-id' ? findVendorId(payload.data) : undefined;
    if (known !== undefined) keys.add(known.key);
  }
  return keys;
}

/** Whether the peer is an Espial, which may be offered private-use transforms. */
export function peerIsEspial(sa: IsakmpSa): boolean {
  return sa.peerVendorIds.has('ESPIAL' satisfies Announced);
}

/** Whether the peer says that it is a Windows, of whatever version. */
export function peerIsWindows(sa: IsakmpSa): boolean {
  return [...sa.peerVendorIds].some((key) => key.startsWith('MS_NT5'));
}

/** Whether this host has said that it puts fragments together: as a responder only where it was asked. */
export function announcesFragmentation(sa: IsakmpSa): boolean {
  const { name } = sa.peer.dialect;
  return name === 'windows-2003' || sa.role === 'initiator' || peerFragments(sa);
}

/** Whether the peer puts fragments together. */
export function peerFragments(sa: IsakmpSa): boolean {
  return sa.peerVendorIds.has('FRAGMENTATION' satisfies Announced);
}

type Announced = Parameters<typeof vendorIdBytes>[0];

/** The same payload in every message. */
const payloads = new Map<Announced, Payload>();

function payloadOf(key: Announced): Payload {
  let payload = payloads.get(key);
  if (payload === undefined) {
    payload = { kind: 'vendor-id', type: PAYLOAD.VID, data: vendorIdBytes(key) };
    payloads.set(key, payload);
  }
  return payload;
}

/** Whether Kerberos is among what this host offers, or takes. */
function offersKerberos(sa: IsakmpSa): boolean {
  return usableMethods(sa).includes(IKE_AUTHENTICATION.GSS_API);
}

/** A dialect's vendor ID may depend on the policy, or on what there is already. */
function isSent({ sa, hasOthers }: RiderContext, key: Announced): boolean {
  if (key === 'FRAGMENTATION') return announcesFragmentation(sa);
  if (key === 'INITIAL_CONTACT') return !hasOthers();
  if (key === 'GSSAPI') return offersKerberos(sa);
  return traversesNat(sa) || !announcesNatTraversal(key);
}
