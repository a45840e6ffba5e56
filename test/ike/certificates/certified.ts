/** Two engines that prove themselves with certificates of a laboratory, checked by the real answerer. */

import type { Authentication, CertificateTrust } from '../../../src/ike/auth/credentials.ts';
import type { Effect, EffectResult } from '../../../src/ike/effects.ts';
import { labTrust, peerCertificate } from '../../../src/lab/pki/credentials.ts';
import type { Lab } from '../../../src/lab/pki/lab.ts';
import { answerPki } from '../../../src/net/pki/answer.ts';
import type { BenchOptions } from '../bench.ts';

/** When the laboratories of these tests are, in milliseconds since 1970. */
export const NOW = Date.UTC(2026, 0, 1);

export interface ByCertificate {
  /** Peers of the laboratory whose certificates the host has. */
  readonly own: readonly string[];
  readonly trust?: Partial<CertificateTrust>;
  readonly nameRoots?: boolean;
}

/** Authentication with certificates of a laboratory. */
export function byCertificate(
  lab: Lab,
  { own, trust, nameRoots = true }: ByCertificate,
): Authentication {
  return {
    method: 'certificate',
    certificates: own.map((name) => peerCertificate(lab.peer(name))),
    trust: { ...labTrust(lab), ...trust },
    nameRoots,
  };
}

/** Answers what has to do with certificates, at a time that stands still. */
export function answerAt(wallClock: number): (effect: Effect) => EffectResult {
  return (effect) => {
    if (effect.kind !== 'sign' && effect.kind !== 'verify')
      throw new Error(`no answer to ${effect.kind} here`);
    return answerPki(effect, wallClock);
  };
}

/** One side of a duo with a certificate. */
export function certified(lab: Lab, what: ByCertificate, wallClock = NOW): BenchOptions {
  return {
    peer: { authentication: [byCertificate(lab, what)] },
    answer: answerAt(wallClock),
  };
}
