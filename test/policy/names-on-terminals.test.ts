import { expect, test } from 'vitest';
import { hasControlCharacter } from '../../src/policy/checks.ts';

test.each([
  ['an escape', '\u001b[2J'],
  ['a control sequence of one character', '\u009b2J'],
  ['an operating system command', '\u009d0;title\u009c'],
  ['a line break that is no control character', 'one\u2028two'],
  ['an override of the direction', 'Permit \u202ekcolB'],
  ['an isolate', '\u2066Permit'],
  ['a delete', 'a\u007f'],
])('%s is for no name', (_what, text) => {
  expect(hasControlCharacter(text)).toBe(true);
});

test.each(['Server (Request Security)', 'Büro Süd', 'サーバー', 'חדר 1', '\u00a0'])(
  '%s may be one',
  (text) => {
    expect(hasControlCharacter(text)).toBe(false);
  },
);
