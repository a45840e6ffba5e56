/** Authentication with a pre-shared key (RFC 2409 5.4). */

import { equalInConstantTime } from '../../base/bytes.ts';
import type { DecodedPayload } from '../../wire/isakmp/payload.ts';
import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import {
  hashWrong,
  presharedKeysDiffer,
  presharedKeysLikelyDiffer,
} from '../failures/main-mode.ts';
import { OBSTACLE } from '../failures/methods.ts';
import { skeyidOfPresharedKey } from '../keymat.ts';
import type { PeerPolicy } from '../policy.ts';
import { hashPayload } from '../script/make-payload.ts';
import { credentials } from './credentials.ts';
import type { AuthMethod } from './method.ts';

export const preSharedKey: AuthMethod = {
  id: IKE_AUTHENTICATION.PSK,
  name: 'pre-shared key',
  uses: 'pre-shared-key',
  forms: {
    3: 'HDR, KE, Ni',
    4: 'HDR, KE, Nr',
    5: 'HDR*, IDii, HASH_I',
    6: 'HDR*, IDir, HASH_R',
  },
  obstacle: (peer) => (keyOf(peer)?.key === undefined ? obstacleOf(peer) : undefined),
  skeyid: ({ provider, hash, peer, initiatorNonce, responderNonce }) =>
    skeyidOfPresharedKey(
      provider,
      hash,
      keyOf(peer)!.key!.reveal(),
      initiatorNonce,
      responderNonce,
    ),
  prove: ({ hash }) => ({ payloads: [hashPayload(hash)] }),
  verify({ hash, sa, place }, _id, payloads) {
    if (holdsHash(payloads, hash)) return { by: provedByKey(sa.peer) };
    const name = sa.role === 'responder' ? 'HASH_I' : 'HASH_R';
    return { failure: hashWrong(place, name), proven: false };
  },
  undecodable: (place, symptom) => ({
    failure: presharedKeysDiffer(place, symptom),
    proven: false,
  }),
  silence: presharedKeysLikelyDiffer,
};

/** By which rule of the host's list its key for a peer was found; undefined where policy gives it. */
export function keyFoundBy(peer: PeerPolicy): string | undefined {
  return keyOf(peer)?.foundBy;
}

/** What a peer has proved itself with, where that is not plain. */
export function provedByKey(peer: PeerPolicy): string | undefined {
  const foundBy = keyFoundBy(peer);
  return foundBy === undefined ? undefined : `the key that this host's list has for ${foundBy}`;
}

function keyOf(peer: PeerPolicy) {
  return credentials(peer.authentication, 'pre-shared-key');
}

function obstacleOf(peer: PeerPolicy): string {
  return keyOf(peer)?.lookUp === true ? OBSTACLE.noPresharedKeyFound : OBSTACLE.noPresharedKey;
}

/** Whether a message carries the hash that proves the key, compared in constant time. */
export function holdsHash(payloads: readonly DecodedPayload[], hash: Uint8Array): boolean {
  const proof = payloads.find((payload) => payload.kind === 'hash');
  return proof?.kind === 'hash' && equalInConstantTime(proof.data, hash);
}
