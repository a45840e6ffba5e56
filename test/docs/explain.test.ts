/** docs/explain.md says what espial explain says of every scenario, and what it says is right. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Explained,
  explainAll,
  SCENARIOS,
  VIEWS,
  wrongness,
} from '../../scripts/explain-results.ts';
import { withTables } from '../../scripts/explain-tables.ts';
import { CLASS_IDS, isClassId } from '../../src/explain/verdict/classes.ts';
import { ROOT } from './markdown.ts';

const PAGE = readFileSync(join(ROOT, 'docs/explain.md'), 'utf8');
/** Sides of scenarios that show another class than both sides do; it may shrink. */
const MOST_NOT_KNOWN = 59;
const MINUTES = 4 * 60_000;

let results: readonly Explained[] = [];
beforeAll(async () => {
  results = await explainAll(SCENARIOS);
}, MINUTES);

function nameOf({ scenario, parameters }: Explained): string {
  return parameters === '' ? scenario : `${scenario} (${parameters})`;
}

describe('espial explain', () => {
  it('is documented as it is: npm run explain:doc writes the tables anew', () => {
    expect(PAGE).toBe(withTables(PAGE, results));
  });

  it('has a class to name for every scenario', () => {
    const without = results.filter(
      ({ explains }) => explains === undefined || !isClassId(explains),
    );
    expect(without.map((one) => `${nameOf(one)}: ${one.explains}`)).toEqual([]);
  });

  it.each(VIEWS)(
    'says of %s what the file says, or of packets alone that it is not sure',
    (view) => {
      const wrong = results.flatMap((one) => {
        const what = wrongness(one, view, one.answers[view]);
        return what === undefined ? [] : [`${nameOf(one)}, ${one.explains}: ${what}`];
      });
      expect(wrong).toEqual([]);
    },
  );

  it('has no more sides that show another class than these: whoever adds one gives its reason', () => {
    const sides = results.flatMap(({ scenario, alone }) =>
      Object.keys(alone).map((side) => `${side} of ${scenario}`),
    );
    expect(new Set(sides).size).toBeLessThanOrEqual(MOST_NOT_KNOWN);
  });

  it('names more than half of all classes in scenarios', () => {
    const named = new Set(results.map(({ explains }) => explains));
    expect(named.size).toBeGreaterThan(CLASS_IDS.length / 2);
  });
});
