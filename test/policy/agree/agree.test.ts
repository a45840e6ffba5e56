import { expect, it } from 'vitest';
import { seededDraws } from '../../wire/fuzz.ts';
import { foretold, played } from './played.ts';
import { randomPair } from './random-pairs.ts';

const PAIRS = 500;

it(`what two policies come to is foretold as two hosts then do it, for ${PAIRS} random pairs`, () => {
  const fates = new Set<string>();
  for (let seed = 1; seed <= PAIRS; seed++) {
    const pair = randomPair(seededDraws(seed));
    const fate = foretold(pair);
    expect({ seed, ...played(pair, `pair ${seed}`) }).toEqual({ seed, ...fate });
    fates.add(`${fate.request} ${fate.answer}`);
  }
  // All kinds of ends are among them.
  for (const one of [
    'clear clear',
    'clear protected',
    'protected protected',
    'dropped none',
    'clear dropped',
    'soft clear',
  ])
    expect(fates).toContain(one);
}, 300_000);
