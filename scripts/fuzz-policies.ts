/** Random pairs of policies: what is foretold against what two hosts do. Called by fuzz.ts. */

import { foretold, played } from '../test/policy/agree/played.ts';
import { randomPair } from '../test/policy/agree/random-pairs.ts';
import { seededDraws } from '../test/wire/fuzz.ts';

/** Prints the count and how the ends fall; false, with the pair's seed, where the two differ. */
export function fuzzPolicies(count: number, seed: number): boolean {
  const ends = new Map<string, number>();
  for (let at = 0; at < count; at++) {
    const own = (seed + at) >>> 0;
    const pair = randomPair(seededDraws(own));
    const fate = foretold(pair);
    const said = endOf(fate);
    const done = endOf(played(pair, `pair ${own}`));
    if (said !== done) {
      console.error(`policies, pair of seed ${own}: foretold "${said}", done "${done}"`);
      return false;
    }
    const end = `${fate.request}/${fate.answer}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  const counted = [...ends].map(([end, times]) => `${end} ${times}`).join(', ');
  console.log(`${count} pairs of policies, each foretold as it was done: ${counted}`);
  return true;
}

function endOf({ request, answer, terms }: ReturnType<typeof foretold>): string {
  return [`${request}/${answer}`, ...terms].join('; ');
}
