/** NAT detection in messages 3 and 4, and the move to the NAT-T ports (RFC 3947 3 and 4). */

import type { Endpoint } from '../../base/address.ts';
import { assert } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import type { Payload } from '../../wire/isakmp/payload.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import { cookiesOf, natFound, scopeOf } from '../isakmp-sa.ts';
import { natDetectionHash } from '../keymat.ts';
import { every } from '../script/incoming.ts';
import type { Rider, RiderContext } from './rider.ts';
import { bothTraverseNat } from './vendor-ids.ts';

export const natDetection: Rider = {
  name: 'NAT detection',
  exchange: 'main mode',
  messages: [3, 4],
  onBuild(context) {
    const { sa, random } = context;
    if (!bothTraverseNat(sa)) return [];
    const destination = hashOf(context, sa.path.remote);
    const source = hashOf(context, sa.path.local);
    // Forced: a source hash that fits nothing makes the peer see a NAT in front of this host.
    return [
      natD(destination),
      natD(sa.peer.natTraversal === 'force' ? random.bytes(source.length) : source),
    ];
  },
  onAccept(context, number, message) {
    const { sa, note, natPort } = context;
    const hashes = every(message, 'nat-d').map((payload) => payload.data);
    if (!bothTraverseNat(sa) || hashes.length < 2) return;
    // RFC 3947 3.2: the first is about the receiver, every other one about the sender.
    const [ofReceiver, ...ofSender] = hashes;
    const seenAsIs = equal(ofReceiver!, hashOf(context, sa.path.local));
    const remote = hashOf(context, sa.path.remote);
    sa.nat = {
      negotiated: true,
      localBehindNat: !seenAsIs || sa.peer.natTraversal === 'force',
      remoteBehindNat: !ofSender.some((hash) => equal(hash, remote)),
    };
    const { localBehindNat, remoteBehindNat } = sa.nat;
    if (natFound(sa))
      note({ kind: 'nat-detected', ...scopeOf(sa), localBehindNat, remoteBehindNat });
    // RFC 3947 4: the initiator moves to the NAT-T ports with message 5; the responder follows.
    if (number === 4 && natFound(sa) && sa.path.local.port !== natPort) {
      sa.path = {
        carrier: 'udp',
        local: { address: sa.path.local.address, port: natPort },
        remote: { address: sa.path.remote.address, port: natPort },
      };
      note({ kind: 'port-floated', ...scopeOf(sa) });
    }
  },
};

function hashOf({ sa, hash, provider }: RiderContext, endpoint: Endpoint): Uint8Array {
  assert(hash !== undefined, 'NAT detection comes after the hash is agreed');
  const { address, port } = endpoint;
  return natDetectionHash(provider, hash, cookiesOf(sa), address, port);
}

function natD(data: Uint8Array): Payload {
  return { kind: 'nat-d', type: PAYLOAD.NAT_D, data };
}
