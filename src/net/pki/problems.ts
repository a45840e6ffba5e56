/** What is wrong with certificates, as the contract of effects wants it said. */

import type { AuthProblem, CertificateProblem } from '../../ike/effects.ts';

export type Fact = AuthProblem['facts'][number];

/** A problem, its code and its facts. */
export function problem(
  code: CertificateProblem,
  subject: string,
  detail: string,
  facts: readonly Fact[] = [],
): AuthProblem {
  return { code, subject, detail, facts };
}

/** One row of expected against found. */
export function fact(what: string, expected: string, found: string): Fact {
  return { what, expected, found };
}
