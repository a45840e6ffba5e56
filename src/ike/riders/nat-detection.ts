/** NAT detection, and the move to the NAT-T ports (RFC 3947 3 and 4, and its drafts 02 and 03). */

import type { Endpoint } from '../../base/address.ts';
import { assert } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import type { Payload } from '../../wire/isakmp/payload.ts';
import { cookiesOf, natFound, scopeOf } from '../isakmp-sa.ts';
import { natDetectionHash } from '../keymat.ts';
import { every } from '../script/incoming.ts';
import { type NatVersion, natVersion } from './nat-versions.ts';
import type { Rider, RiderContext } from './rider.ts';

export const natDetection: Rider = {
  name: 'NAT detection',
  // RFC 3947 3.2: in aggressive mode the responder's come first.
  joins: { 'main mode': [3, 4], 'aggressive mode': [2, 3] },
  onBuild(context) {
    const { sa, random } = context;
    const version = natVersion(sa);
    if (version === undefined) return [];
    const destination = hashOf(context, sa.path.remote);
    const source = hashOf(context, sa.path.local);
    // Forced: a source hash that fits nothing makes the peer see a NAT in front of this host.
    return [
      natD(version, destination),
      natD(version, sa.peer.natTraversal === 'force' ? random.bytes(source.length) : source),
    ];
  },
  onAccept(context, _number, message) {
    const { sa, note, natPort } = context;
    const hashes = every(message, 'nat-d').map((payload) => payload.data);
    if (natVersion(sa) === undefined || hashes.length < 2) return;
    // RFC 3947 3.2: the first is about the receiver, every other one about the sender.
    const [ofReceiver, ...ofSender] = hashes;
    const seenAsIs = equal(ofReceiver!, hashOf(context, sa.path.local));
    const remote = hashOf(context, sa.path.remote);
    sa.nat = {
      negotiated: true,
      localBehindNat: !seenAsIs || sa.peer.natTraversal === 'force',
      remoteBehindNat: !ofSender.some((hash) => equal(hash, remote)),
      seenAsIs,
    };
    const { localBehindNat, remoteBehindNat } = sa.nat;
    if (natFound(sa))
      note({ kind: 'nat-detected', ...scopeOf(sa), localBehindNat, remoteBehindNat });
    // RFC 3947 4: the initiator moves to the NAT-T ports with its next message; the responder follows.
    if (sa.role === 'initiator' && natFound(sa) && sa.path.local.port !== natPort) {
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

function natD(version: NatVersion, data: Uint8Array): Payload {
  return { kind: 'nat-d', type: version.natD, data };
}
