/** RSA certificates for both sides of the tunnels of a bench. */

import type { Effect, EffectResult } from '../../src/ike/effects.ts';
import { labTrust, peerCertificate } from '../../src/lab/pki/credentials.ts';
import { makeLab } from '../../src/lab/pki/lab.ts';
import { answerPki } from '../../src/net/pki/answer.ts';
import type { TunnelPairOptions } from '../tunnel-pair.ts';

export type Credentials = Pick<TunnelPairOptions, 'authentication' | 'answer'>;

/** A laboratory of RSA-2048 keys; signatures are made and checked as a peer process does it. */
export async function rsaCredentials(): Promise<Credentials> {
  const now = Date.now();
  const lab = await makeLab({ now, key: 'rsa2048' });
  const [first, second] = lab.peers;
  const of = (peer: typeof first) => ({
    method: 'certificate' as const,
    certificates: [peerCertificate(peer!)],
    trust: labTrust(lab),
    nameRoots: true,
  });
  return {
    authentication: { a: of(first), b: of(second) },
    answer(effect: Effect): EffectResult {
      if (effect.kind !== 'sign' && effect.kind !== 'verify')
        throw new Error(`no answer to ${effect.kind} here`);
      return answerPki(effect, now);
    },
  };
}
