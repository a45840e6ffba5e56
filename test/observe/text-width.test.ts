/** Columns of texts on a terminal, of all letters that names may have. */

import { expect, it } from 'vitest';
import { wrap } from '../../src/observe/text.ts';
import { columnsOf, cutTo, padTo } from '../../src/observe/text-width.ts';

it.each([
  ['', 0],
  ['Office', 6],
  ['Büro', 4],
  ['Bu\u0308ro', 4],
  ['Офис', 4],
  ['本社', 4],
  ['key 🔑', 6],
])('"%s" takes %d', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
  expect(columnsOf(padTo(text, 10))).toBe(10);
});

it('no letter is cut in two', () => {
  expect(cutTo('🔑🔑', 3)).toBe('🔑');
  expect(cutTo('Office', 3)).toBe('Off');
  expect(wrap('🔑🔑🔑', 4)).toEqual(['🔑🔑', '🔑']);
  expect(wrap('🔑', 1)).toEqual(['🔑']);
});
