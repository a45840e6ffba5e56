/** What methods have in common whose keys come from nonces and Diffie-Hellman alone. */

import { type KeylessMethod, proofUnanswered, undecodableProof } from '../failures/signatures.ts';
import { skeyidOfSignatures } from '../keymat.ts';
import type { AuthMethod } from './method.ts';

/** SKEYID (RFC 2409 5), and what it means where message 5 says nothing to a side, or gets no answer. */
export function keyless(
  uses: KeylessMethod,
): Pick<AuthMethod, 'uses' | 'skeyid' | 'undecodable' | 'silence'> {
  return {
    uses,
    skeyid: ({ provider, hash, initiatorNonce, responderNonce, sharedSecret }) =>
      skeyidOfSignatures(provider, hash, initiatorNonce, responderNonce, sharedSecret),
    undecodable: (place, symptom) => ({
      failure: undecodableProof(place, uses, symptom),
      proven: false,
    }),
    silence: (place, tries, hint) => proofUnanswered(place, uses, tries, hint),
  };
}
