import { expect, it } from 'vitest';
import { seededDraws } from '../../wire/fuzz.ts';
import { checkMending } from './mending.ts';
import { randomPair } from './random-pairs.ts';

const PAIRS = 100;

it(`the fewest changes work when two hosts have them, and each is needed, for ${PAIRS} random pairs`, () => {
  const kinds = new Set<string>();
  let unmended = 0;
  for (let seed = 1; seed <= PAIRS; seed++) {
    const mending = checkMending(randomPair(seededDraws(seed)), `mended ${seed}`);
    if (mending === 'no change found') unmended++;
    else if (mending !== 'works') for (const kind of mending) kinds.add(kind);
  }
  // Rules that overlap a tunnel's may need more than edits of one thing each.
  expect(unmended).toBeLessThan(PAIRS / 20);
  expect([...kinds].sort()).toEqual(
    expect.arrayContaining([
      'add-authentication',
      'add-main-mode-method',
      'add-rule',
      'add-security-method',
      'answer-by-default',
      'permit',
      'set-session-pfs',
    ]),
  );
}, 300_000);
