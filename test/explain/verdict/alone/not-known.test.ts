/** A verdict on one host says what this host cannot know, unless it is certain. */

import { expect, it } from 'vitest';
import { verdictOf } from '../../../../src/explain/verdict/verdict.ts';
import { verdictText } from '../../../../src/explain/verdict/verdict-text.ts';
import { mainModeProposalLikelyRefused } from '../../../../src/ike/failures/main-mode.ts';
import { refusedByPeer } from '../../../../src/ike/failures/quick-mode.ts';
import { NOTIFY } from '../../../../src/wire/numbers/isakmp.ts';
import { event, explained, frame } from './one-side.ts';

const LAST = 'the evidence of the other host would tell';

function lastLine(verdict: ReturnType<typeof explained>): string {
  return verdictText(verdict).split('\n').slice(-2).join(' ').replace(/ +/g, ' ');
}

it('with nothing wrong cannot know what did not reach it', () => {
  const verdict = explained([event('main-mode-established', 10)], [frame(1)]);
  expect(verdict).toMatchObject({ class: 'none' });
  expect(verdict.notKnown).toMatch(/^what did not reach alpha, /);
  expect(lastLine(verdict)).toContain(LAST);
});

it('with a guess cannot know what happened at the other host', () => {
  const place = { where: 'main mode, message 1', peer: 'beta' };
  const failure = mainModeProposalLikelyRefused(place, [], 'weak-refused');
  const verdict = explained([event('main-mode-failed', 10, { failure })], []);
  expect(verdict).toMatchObject({ certainty: 'likely' });
  expect(verdict.notKnown).toBe(`what happened at the other host: ${LAST}`);
  expect(lastLine(verdict)).toContain(LAST);
});

it('that is certain leaves nothing to tell, and neither does a capture', () => {
  const place = { where: 'quick mode, message 1', peer: 'beta' };
  const failure = refusedByPeer(place, NOTIFY['NO-PROPOSAL-CHOSEN'], [], false, 'pfs-differs');
  const verdict = explained([event('quick-mode-failed', 10, { failure, messageId: 5 })], []);
  expect(verdict).toMatchObject({ certainty: 'certain', notKnown: undefined });
  expect(verdictText(verdict)).not.toContain(LAST);
  const capture = {
    kind: 'capture',
    title: 'c',
    sides: [],
    frames: [frame(1)],
    twoKeys: [],
    troubles: [],
  } as const;
  expect(verdictOf(capture).notKnown).toBeUndefined();
});
