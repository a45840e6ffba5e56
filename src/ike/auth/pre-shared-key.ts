/** Authentication with a pre-shared key (RFC 2409 5.4). */

import { equalInConstantTime } from '../../base/bytes.ts';
import { IKE_AUTHENTICATION } from '../../wire/numbers/ike.ts';
import { PAYLOAD } from '../../wire/numbers/isakmp.ts';
import { skeyidOfPresharedKey } from '../keymat.ts';
import type { AuthMethod } from './method.ts';

export const preSharedKey: AuthMethod = {
  id: IKE_AUTHENTICATION.PSK,
  name: 'pre-shared key',
  forms: {
    3: 'HDR, KE, Ni',
    4: 'HDR, KE, Nr',
    5: 'HDR*, IDii, HASH_I',
    6: 'HDR*, IDir, HASH_R',
  },
  skeyid: ({ provider, hash, peer, initiatorNonce, responderNonce }) =>
    skeyidOfPresharedKey(
      provider,
      hash,
      peer.presharedKey.reveal(),
      initiatorNonce,
      responderNonce,
    ),
  prove: ({ hash }) => [{ kind: 'hash', type: PAYLOAD.HASH, data: hash }],
  verify: ({ hash }, _id, payloads) => {
    const proof = payloads.find((payload) => payload.kind === 'hash');
    return proof?.kind === 'hash' && equalInConstantTime(proof.data, hash);
  },
};
