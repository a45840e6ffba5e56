import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CHAPTERS, scenarioBook } from '../../scripts/scenario-book.ts';

const PAGE = new URL('../../docs/scenarios.md', import.meta.url);

it('the book of scenarios says what the files say and what happens: npm run scenarios:doc', async () => {
  const page = readFileSync(PAGE, 'utf8');
  for (const chapter of CHAPTERS) expect(page).toContain(`\n## ${chapter}\n`);
  // Compared as one: a difference of so many lines would hide what is to be done about it.
  expect(page === (await scenarioBook())).toBe(true);
}, 120_000);
