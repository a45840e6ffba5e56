/**
 * Fuzzes `espial decode`: `npm run fuzz:decode -- [--cases N] [--seed S]`. Prints the count, the time and the seed;
 * exits 1 with the octets of a file that broke a promise.
 */

import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { toHex } from '../src/base/bytes.ts';
import { drawCapture } from '../test/explain/capture-cases.ts';
import { problemWithCapture } from '../test/explain/capture-fuzz.ts';
import { seededDraws } from '../test/wire/fuzz.ts';

/** Runs that many cases. Answers whether all promises were kept. */
export function fuzzDecode(cases: number, seed: number): boolean {
  const draws = seededDraws(seed);
  const started = performance.now();
  let [frames, longest, done] = [0, 0, 0];
  let kept = true;
  console.log(`fuzzing espial decode, seed ${seed}`);
  while (kept && done < cases) {
    const file = drawCapture(draws);
    const before = performance.now();
    const result = problemWithCapture(file, draws);
    longest = Math.max(longest, performance.now() - before);
    frames += result.frames;
    if (result.problem !== undefined) {
      console.error(`case ${done}: ${result.problem}\nhex ${toHex(file)}`);
      kept = false;
    }
    done++;
  }
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${done} captures, ${frames} frames in ${took} s, the slowest ${longest.toFixed(0)} ms, seed ${seed}`,
  );
  return kept;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { cases: { type: 'string', default: '10000' }, seed: { type: 'string' } },
  });
  const seed =
    values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
  process.exitCode = fuzzDecode(Number(values.cases), seed) ? 0 : 1;
}
