import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  conformancePage,
  readConformance,
  readExpectations,
  testOf,
  WHOLE_AREAS,
} from '../../scripts/conformance.ts';

const ROOT = join(import.meta.dirname, '../..');
const DOCUMENTS = readConformance(join(ROOT, 'test/conformance'));
const EXPECTED = readExpectations(join(ROOT, 'test/conformance'));
const ROWS = DOCUMENTS.flatMap(({ rfc, requirements }) =>
  requirements.map((row) => ({ rfc, ...row })),
);

/** A test's title stands in its file as it is, or split by the escaping of a quote. */
function holds(file: string, title: string): boolean {
  const path = join(ROOT, file);
  if (!existsSync(path)) return false;
  const source = readFileSync(path, 'utf8').replaceAll("\\'", "'").replace(/\s+/g, ' ');
  return source.includes(title.replace(/\s+/g, ' '));
}

describe('docs/conformance.md', () => {
  it('is what npm run conformance makes of the rows', () => {
    expect(readFileSync(join(ROOT, 'docs/conformance.md'), 'utf8')).toBe(
      conformancePage(DOCUMENTS, EXPECTED),
    );
  });

  it('names tests that there are', () => {
    const missing = [...ROWS, ...EXPECTED].flatMap(({ tests = [] }) =>
      tests.filter((reference) => !holds(testOf(reference).file, testOf(reference).title)),
    );
    expect(missing).toEqual([]);
  });

  it('leaves no MUST of what Espial speaks undone', () => {
    const undone = ROWS.filter(
      ({ area, level, notDone }) =>
        WHOLE_AREAS.has(area) && level.startsWith('MUST') && notDone !== undefined,
    ).map(({ rfc, section, lines, rule }) => `RFC ${rfc} ${section} (${lines.join()}): ${rule}`);
    expect(undone).toEqual([]);
  });

  it('covers the nine RFCs', () => {
    expect(DOCUMENTS.map(({ rfc }) => rfc)).toEqual([
      2407, 2408, 2409, 3706, 3947, 3948, 4301, 4302, 4303,
    ]);
  });
});
