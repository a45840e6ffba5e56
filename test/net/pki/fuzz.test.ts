/** Some attacks, the same ones at each run; `npm run fuzz:auth` makes as many others as wanted. */

import { expect, it } from 'vitest';
import { seededDraws } from '../../wire/fuzz.ts';
import { fuzzAuth } from '../auth-fuzz.ts';
import { pkiTargets } from './fuzz.ts';

const CASES = 300;

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
);
