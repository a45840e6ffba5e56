/** Some attacks, the same ones at each run; `npm run fuzz:auth` makes as many others as wanted. */

import { expect, it } from 'vitest';
import { answerPki } from '../../../src/net/pki/answer.ts';
import type { VerifyEffect } from '../../../src/net/pki/verify.ts';
import { seededDraws } from '../../wire/fuzz.ts';
import { fuzzAuth } from '../auth-fuzz.ts';
import { pkiTargets } from './fuzz.ts';

const CASES = 100;

/** How each place refuses: every way must be there, else the attacks are too wild or too tame. */
const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  certificates: ['certificate-malformed', 'missing-intermediate', 'untrusted-root'],
  'revocation lists': ['crl-missing', 'crl-unusable', 'certificate-revoked'],
  'signatures and identities': ['signature-wrong', 'identity-not-in-certificate'],
  chains: ['missing-intermediate', 'crl-missing', 'certificate-revoked', 'crl-out-of-date'],
};

it.each(pkiTargets().map((target) => [target.name, target] as const))(
  '%s: nothing changed is believed, breaks anything or says too much',
  (name, target) => {
    const { outcomes, finding } = fuzzAuth(target, seededDraws(0x504b_4900), CASES);
    expect(finding).toBeUndefined();
    expect([...outcomes.keys()]).toEqual(expect.arrayContaining([...REFUSALS[name]!]));
  },
  120_000,
);

it('whoever believes too much, too little or says too much is found', () => {
  const finding = (answer: Parameters<typeof pkiTargets>[0], at = 0) =>
    fuzzAuth(pkiTargets(answer)[at]!, seededDraws(1), 5).finding;
  const verified = { subject: '', issuer: '', root: '', thumbprint: '' };
  expect(finding(() => ({ kind: 'verified', certificate: verified }))).toContain('was believed');
  const says = (detail: string) => () =>
    ({
      kind: 'problem',
      problem: { code: 'signature-wrong', subject: '', detail, facts: [] },
    }) as const;
  expect(finding(says('wrong'))).toContain('an honest peer: signature-wrong');
  expect(finding(says(''))).toContain('it is not said what is wrong');
  expect(finding(says('two\nlines'))).toContain('control characters are said');
  expect(finding(says('x'.repeat(20_000)))).toContain('20001 characters are said');
  // Which checks the signature of nobody.
  const unsigned = (effect: VerifyEffect, now: number) => {
    const result = answerPki(effect, now);
    const isWrong = result.kind === 'problem' && result.problem.code === 'signature-wrong';
    return isWrong ? ({ kind: 'verified', certificate: verified } as const) : result;
  };
  expect(finding(unsigned, 2)).toContain('was believed');
});
