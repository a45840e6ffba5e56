/** docs/windows.md and docs/windows-facts.md say what the product's data say, and how sure that is. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TABLES, tableNames, withTables } from '../../scripts/windows-tables.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { CATALOGUE } from '../../src/observe/windows-events/catalogue.ts';
import { ROOT } from './markdown.ts';
import { tablesOf, tableUnder } from './tables.ts';

const GUIDE = page('windows.md');
const FACTS = page('windows-facts.md');
const CERTAINTY = /^(verified|stated|unverified|own)\b/;

function page(name: string): string {
  return readFileSync(join(ROOT, 'docs', name), 'utf8');
}

describe('tables from the code', () => {
  it.each([
    ['windows.md', GUIDE],
    ['windows-facts.md', FACTS],
  ])('of docs/%s are not stale: npm run windows:doc writes them anew', (_name, text) => {
    expect(text).toBe(withTables(text));
  });

  it('stand in one of the pages each', () => {
    const used = [...tableNames(GUIDE), ...tableNames(FACTS)];
    expect(used.toSorted()).toEqual(Object.keys(TABLES).toSorted());
    expect(() => withTables('<!-- table nonsense -->\n<!-- end -->')).toThrow(/nonsense/);
  });
});

describe('how sure a fact is', () => {
  it('is said in one of four words, in every row of every table that has facts', () => {
    const tables = tablesOf(FACTS);
    const columns = ({ heads }: (typeof tables)[number]) =>
      heads.flatMap((head, i) => (head.endsWith('sure') || head === 'its tables are' ? [i] : []));
    const cells = tables.flatMap((table) =>
      columns(table).flatMap((column) => table.rows.map((row) => row[column]!)),
    );
    expect(tables.filter((table) => columns(table).length === 0)).toEqual([]);
    expect(cells.length).toBeGreaterThan(200);
    expect(cells.filter((cell) => !CERTAINTY.test(cell))).toEqual([]);
  });

  it('is said of each event, as its data say', () => {
    const { heads, rows } = tableUnder(GUIDE, 'Events');
    expect(heads.at(-1)).toBe('the ID is');
    expect(rows.map((row) => [Number(row[0]), row.at(-1)])).toEqual(
      CATALOGUE.map(({ id, certainty }) => [id, certainty]),
    );
  });

  it('is decided for all that sources disagree about', () => {
    expect(tableUnder(FACTS, 'Where sources disagree').rows).toHaveLength(15);
  });
});

it('bounds are those of the code', () => {
  const { heldPacketsPerAcquire, acquires, heldOctets, diagnosticLines } = LIMITS;
  const { eventsRemembered, ikeLogLines } = LIMITS;
  for (const words of [
    `Up to ${heldPacketsPerAcquire} packets wait for one pair of SAs, for ${acquires} pairs at most and ${heldOctets / 2 ** 20} MiB`,
    `at most ${diagnosticLines} different drops`,
    `remembers its newest ${eventsRemembered} events`,
    `After ${ikeLogLines.toLocaleString('en')} lines`,
  ])
    expect(GUIDE).toContain(words);
});
