/**
 * Random pairs of policies: what is foretold against what two hosts do, and whether the changes that are
 * named make the others work. Called by fuzz.ts.
 */

import { converse } from '../src/policy/agree/conversation.ts';
import { checkMending, type Mending } from '../test/policy/agree/mending.ts';
import { foretold, played } from '../test/policy/agree/played.ts';
import { type RandomPair, randomPair, trafficOf } from '../test/policy/agree/random-pairs.ts';
import { seededDraws } from '../test/wire/fuzz.ts';

/** Of so many pairs the changes are played too. */
const MENDED_OF = 10;

/** Prints how the ends fall and what stood in the way; false, with the pair's seed, where the two differ. */
export function fuzzPolicies(count: number, seed: number): boolean {
  const started = performance.now();
  const tally: Tally = { ends: new Map(), obstacles: new Map(), mendings: new Map() };
  for (let at = 0; at < count; at++) {
    const own = (seed + at) >>> 0;
    const problem = problemOf(own, at % MENDED_OF === 0, tally);
    if (problem === undefined) continue;
    console.error(`policies, pair of seed ${own}: ${problem}`);
    return false;
  }
  const each = ((performance.now() - started) / count).toFixed(0);
  console.log(`${count} pairs of policies, each foretold as it was done, ${each} ms a pair`);
  for (const [what, counts] of Object.entries(tally))
    console.log(`${what}: ${textOf(counts as Counts)}`);
  return true;
}

type Counts = Map<string, number>;

interface Tally {
  readonly ends: Counts;
  readonly obstacles: Counts;
  readonly mendings: Counts;
}

function problemOf(seed: number, isMended: boolean, tally: Tally): string | undefined {
  const pair = randomPair(seededDraws(seed));
  const fate = foretold(pair);
  const [said, done] = [fate, played(pair, `pair ${seed}`)].map((one) => JSON.stringify(one));
  if (said !== done) return `foretold ${said}, done ${done}`;
  count(tally.ends, `${fate.request}/${fate.answer}`);
  const obstacle = obstacleOf(pair);
  if (obstacle !== undefined) count(tally.obstacles, obstacle);
  if (!isMended) return undefined;
  try {
    count(tally.mendings, mendingText(checkMending(pair, `mended ${seed}`)));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function obstacleOf(pair: RandomPair): string | undefined {
  const { request, answer } = converse(...pair.computers, trafficOf(pair));
  for (const passage of [request, answer]) {
    if (passage?.negotiation?.ok === false) return passage.negotiation.obstacle.code;
    if (passage?.how === 'dropped')
      return `${passage.in === undefined ? 'sender' : 'receiver'} drops`;
  }
  return undefined;
}

function mendingText(mending: Mending): string {
  return typeof mending === 'string' ? mending : `${mending.length} changes`;
}

function count(counts: Counts, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

function textOf(counts: Counts): string {
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([what, times]) => `${what} ${times}`)
    .join(', ');
}
