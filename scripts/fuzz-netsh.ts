/** Fuzzes netsh: `npm run fuzz -- --netsh 100000 [--seed S]`. */

import { VERBS } from '../src/netsh/grammar/grammar.ts';
import { fuzzLines } from '../test/netsh/fuzzing.ts';

/** Answers whether every promise was kept; prints the count, or what broke one. */
export async function fuzzNetsh(count: number, seed: number): Promise<boolean> {
  const started = performance.now();
  const { lines, good, verbs, dumps, rules, finding } = await fuzzLines(count, seed);
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${lines} netsh lines in ${took} s, ${good} of them carried out by ${verbs.size} of ${VERBS.length} verbs; ${dumps} stores made again from their dumps, of up to ${rules} rules, seed ${seed}`,
  );
  if (finding !== undefined) console.error(finding);
  return finding === undefined;
}
