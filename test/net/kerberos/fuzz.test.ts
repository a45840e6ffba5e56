/** 16,000 attacks, the same ones at each run; `npm run fuzz:auth` makes as many others as wanted. */

import { expect, it } from 'vitest';
import { seededDraws } from '../../wire/fuzz.ts';
import { Broken, fuzzAuth } from '../auth-fuzz.ts';
import { kerberosTargets } from './fuzz.ts';

const CASES = 4000;

/** How each place refuses: every way must be common, else the attacks are too wild or too tame. */
const REFUSALS: Readonly<Record<string, readonly string[]>> = {
  'kerberos requests': [
    'ticket-altered',
    'ticket-for-another-host',
    'token-malformed',
    'wrong-realm',
    'wrong-service-key',
  ],
  'kerberos answers': ['peer-not-mutual', 'token-malformed'],
  'kerberos sealed messages': ['ticket-altered', 'token-malformed'],
  'kerberos ticket requests': ['refusal 24', 'refusal 6', 'refusal 60', 'refusal 68'],
};

it.each(kerberosTargets().map((target) => [target.name, target] as const))(
  '%s: nothing altered or made up is believed, breaks anything or tells a key',
  (name, target) => {
    const { outcomes, finding } = fuzzAuth(target, seededDraws(0x4b52_4235), CASES);
    expect(finding).toBeUndefined();
    const common = [...outcomes].filter(([, count]) => count > CASES / 200).map(([what]) => what);
    expect(common).toEqual(expect.arrayContaining([...REFUSALS[name]!]));
  },
);

it('a place that believes an attack, or refuses what is honest, is found', () => {
  const [requests] = kerberosTargets();
  const believes = { ...requests!, attack: () => refuse('it was believed') };
  expect(fuzzAuth(believes, seededDraws(1), 5).finding).toContain(
    'case 0: it was believed\nhex 07',
  );
  const refuses = { ...requests!, attack: () => 'x', honest: () => refuse('not believed') };
  expect(fuzzAuth(refuses, seededDraws(1), 5).finding).toContain('case 5: not believed');
});

function refuse(what: string): never {
  throw new Broken(what, Uint8Array.of(7));
}
