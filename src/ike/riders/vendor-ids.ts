/** Vendor IDs in messages 1 and 2: what each side can do besides RFC 2409 (RFC 2408 3.16). */

import { LIMITS } from '../../base/limits.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import { findVendorId, vendorIdBytes } from '../../wire/numbers/vendor-ids.ts';
import type { IsakmpSa } from '../isakmp-sa.ts';
import { every } from '../script/incoming.ts';
import type { Rider } from './rider.ts';

export const vendorIds: Rider = {
  name: 'vendor IDs',
  exchange: 'main mode',
  messages: [1, 2],
  onBuild: ({ sa }) =>
    announced(sa).map((key) => ({
      kind: 'vendor-id',
      type: PAYLOAD.VID,
      data: vendorIdBytes(key),
    })),
  onAccept({ sa }, _number, message) {
    for (const { data } of every(message, 'vendor-id')) {
      const known = findVendorId(data);
      if (known !== undefined && sa.peerVendorIds.size < LIMITS.vendorIdsPerPeer)
        sa.peerVendorIds.add(known.key);
    }
  },
};

/** Whether the peer is an Espial, which may be offered private-use transforms. */
export function peerIsEspial(sa: IsakmpSa): boolean {
  return sa.peerVendorIds.has('ESPIAL' satisfies Announced);
}

/** Whether both sides speak RFC 3947. */
export function bothTraverseNat(sa: IsakmpSa): boolean {
  return sa.peer.natTraversal !== 'off' && sa.peerVendorIds.has('RFC_3947' satisfies Announced);
}

type Announced = Parameters<typeof vendorIdBytes>[0];

function announced(sa: IsakmpSa): Announced[] {
  return sa.peer.natTraversal === 'off' ? ['ESPIAL'] : ['ESPIAL', 'RFC_3947'];
}
