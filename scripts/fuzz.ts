/**
 * Fuzzes every codec of src/wire, `espial decode` with --captures, certificates and tickets with --auth,
 * command lines of netsh with --netsh, `espial policy check` against two hosts with --policies:
 * `npm run fuzz -- [--seconds N | --count N] [--captures N] [--auth N] [--netsh N] [--policies N] [--seed S]`.
 * Prints the count and the seed; exits 1 with the octets that broke a promise.
 */

import { parseArgs } from 'node:util';
import { discoverCodecs } from '../test/wire/discovery.ts';
import { fuzz, seededDraws, type Tally } from '../test/wire/fuzz.ts';
import { fuzzAuthentication } from './fuzz-auth.ts';
import { fuzzDecode } from './fuzz-decode.ts';
import { fuzzNetsh } from './fuzz-netsh.ts';
import { fuzzPolicies } from './fuzz-policies.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string' },
    count: { type: 'string' },
    captures: { type: 'string' },
    auth: { type: 'string' },
    policies: { type: 'string' },
    netsh: { type: 'string' },
    seed: { type: 'string' },
  },
});

const seed = numberOption('seed', values.seed) ?? Math.floor(Math.random() * 2 ** 32);
const count = numberOption('count', values.count);
const seconds = numberOption('seconds', values.seconds) ?? (count === undefined ? 10 : undefined);
const codecs = await discoverCodecs();
const started = performance.now();

console.log(`fuzzing ${codecs.size} codecs, seed ${seed}`);
const { tally, finding } = fuzz(codecs, seededDraws(seed), more);
const took = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${tally.cases} cases in ${took} s, ${tally.values} of them values, seed ${seed}`);
if (finding !== undefined) {
  console.error(`${finding.codec}: ${finding.problem}\nhex ${finding.hex}`);
  process.exitCode = 1;
}

const captures = numberOption('captures', values.captures) ?? 0;
if (captures > 0 && !fuzzDecode(captures, seed)) process.exitCode = 1;

const attacks = numberOption('auth', values.auth) ?? 0;
if (attacks > 0 && !fuzzAuthentication(attacks, seed)) process.exitCode = 1;

const commandLines = numberOption('netsh', values.netsh) ?? 0;
if (commandLines > 0 && !(await fuzzNetsh(commandLines, seed))) process.exitCode = 1;

const pairs = numberOption('policies', values.policies) ?? 0;
if (pairs > 0 && !fuzzPolicies(pairs, seed)) process.exitCode = 1;

function more({ cases }: Tally): boolean {
  if (count !== undefined && cases >= count) return false;
  if (seconds === undefined || cases % 64 !== 0) return true;
  return performance.now() - started < seconds * 1000;
}

function numberOption(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  console.error(`--${name} wants a whole number, not "${text}"`);
  process.exit(2);
}
