/** The signatures on certificates that one check of a peer verifies: each once, and no more than a bound. */

import { LIMITS } from '../../base/limits.ts';
import type { Certificate } from './certificate.ts';
import { isSignedBy } from './signed.ts';

/** One serves all paths of a check: a peer that shows many certificates must not get a bound for each. */
export class SignatureChecks {
  readonly #known = new Map<Certificate, Map<Certificate, boolean>>();
  #left: number = LIMITS.certificatePathSignatures;

  /** Whether the key of `issuer` signed `child`; beyond the bound the answer is no. */
  isSignedBy(child: Certificate, issuer: Certificate): boolean {
    let known = this.#known.get(child);
    if (known === undefined) this.#known.set(child, (known = new Map()));
    let answer = known.get(issuer);
    if (answer === undefined) {
      if (--this.#left < 0) return false;
      answer = isSignedBy(child.signed, issuer.publicKey);
      known.set(issuer, answer);
    }
    return answer;
  }
}
