/**
 * Attacks what proves who a peer is: certificates, chains, revocation lists, signatures, tickets, tokens.
 * `npm run fuzz:auth -- [--cases N] [--seed S] [--only WORD]`, or `npm run fuzz -- --auth N`. So many
 * attacks on each target; prints how they were refused and the seed; exits 1 with the octets of one
 * that was believed, broke something, or told a key.
 */

import { parseArgs } from 'node:util';
import { type AuthTarget, fuzzAuth } from '../test/net/auth-fuzz.ts';
import { kerberosTargets } from '../test/net/kerberos/fuzz.ts';
import { pkiTargets } from '../test/net/pki/fuzz.ts';
import { seededDraws } from '../test/wire/fuzz.ts';

/** One function each: what it gives is attacked in turn. */
const TARGETS: readonly (() => readonly AuthTarget[])[] = [pkiTargets, kerberosTargets];

/** Attacks every target whose name holds the word; whether all held. */
export function fuzzAuthentication(cases: number, seed: number, only = ''): boolean {
  let held = true;
  for (const target of TARGETS.flatMap((targets) => targets())) {
    if (!target.name.includes(only)) continue;
    const started = performance.now();
    const { outcomes, finding } = fuzzAuth(target, seededDraws(seed), cases);
    const took = ((performance.now() - started) / 1000).toFixed(1);
    const refused = [...outcomes].sort(([, left], [, right]) => right - left);
    console.log(`${target.name}: ${cases} attacks in ${took} s, seed ${seed}`);
    console.log(`  ${refused.map(([outcome, count]) => `${outcome} ${count}`).join(', ')}`);
    if (finding === undefined) continue;
    console.error(finding);
    held = false;
  }
  return held;
}

if (process.argv[1]?.endsWith('fuzz-auth.ts')) main();

function main(): void {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '10000' },
      seed: { type: 'string' },
      only: { type: 'string', default: '' },
    },
  });
  const cases = numberOption('cases', values.cases);
  const seed =
    values.seed === undefined
      ? Math.floor(Math.random() * 2 ** 32)
      : numberOption('seed', values.seed);
  if (!fuzzAuthentication(cases, seed, values.only)) process.exitCode = 1;
}

function numberOption(name: string, text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name} wants a whole number, not "${text}"`);
  process.exit(2);
}
