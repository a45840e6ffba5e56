/** The check of docs/explain.md's verdicts finds each way of being wrong. */

import { expect, it } from 'vitest';
import { type Answer, wrongness } from '../../scripts/explain-results.ts';
import { verdictOf } from '../../src/explain/verdict/verdict.ts';

const NOTHING = verdictOf({
  kind: 'capture',
  title: '',
  sides: [],
  frames: [],
  twoKeys: [],
  troubles: [],
});

function said(facts: Partial<NonNullable<Answer>>): Answer {
  return { ...NOTHING, certainty: 'likely', considered: [], ...facts };
}

const PLAIN = { explains: 'peer-dead', alone: {} };
const NONE = {
  explains: 'peer-dead',
  alone: { responder: { shows: 'none', because: 'was away' } },
} as const;
const OTHER = {
  explains: 'peer-dead',
  alone: { responder: { shows: 'no-response', because: 'a silence' } },
} as const;

it('wants the class of the file from both sides, and an answer that knows', () => {
  expect(wrongness(PLAIN, 'both', said({ class: 'peer-dead' }))).toBeUndefined();
  expect(wrongness(PLAIN, 'both', said({ class: 'none' }))).toBe(
    'both says none, and the file peer-dead',
  );
  const unsure = said({ class: 'peer-dead', certainty: 'unknown' });
  expect(wrongness(PLAIN, 'both', unsure)).toBe('both sides do not know');
});

it('wants of a side alone exactly what the file says of it', () => {
  expect(wrongness(NONE, 'initiator', said({ class: 'peer-dead' }))).toBeUndefined();
  expect(wrongness(NONE, 'initiator', said({ class: 'none' }))).toMatch('and the file peer-dead');
  expect(wrongness(NONE, 'responder', said({ class: 'none' }))).toBeUndefined();
  // A side that has learnt to know is no more to be declared.
  expect(wrongness(NONE, 'responder', said({ class: 'peer-dead' }))).toMatch('and the file none');
  expect(wrongness(NONE, 'responder', undefined)).toMatch('there is no responder');
});

it('wants another class to be less than certain, and the true one to be considered', () => {
  const considered = ['peer-dead'] as const;
  expect(wrongness(OTHER, 'responder', said({ class: 'no-response', considered }))).toBeUndefined();
  expect(wrongness(OTHER, 'responder', said({ class: 'no-response' }))).toMatch(
    'does not consider peer-dead',
  );
  const sure = said({ class: 'no-response', considered, certainty: 'certain' });
  expect(wrongness(OTHER, 'responder', sure)).toMatch('and is certain');
});

it('lets packets alone say another class, but never for certain', () => {
  expect(wrongness(PLAIN, 'capture', said({ class: 'none' }))).toBeUndefined();
  expect(wrongness(PLAIN, 'capture', said({ class: 'none', certainty: 'certain' }))).toMatch(
    'and is certain',
  );
});
