/** The planted bugs fit the sources: `npm run mutants` plants them and shows that tests find each. */

import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedFiles, readMutants } from './read.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const mutants = readMutants();

describe('planted bugs', () => {
  it('are at least 25', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(25);
  });

  it.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    '%s changes what the sources are today',
    (_, mutant) => {
      const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
      const changed = changedFiles(mutant, read);
      expect(changed.size).toBeGreaterThan(0);
      for (const [path, text] of changed) {
        expect(path).toMatch(/^src\//);
        expect(text).not.toBe(read(path));
      }
      for (const suspect of mutant.suspects) expect(existsSync(join(ROOT, suspect))).toBe(true);
    },
  );
});
