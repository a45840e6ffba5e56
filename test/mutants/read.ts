/** Planted bugs as they lie in this folder: a title, the tests that are suspected to find it, and a patch. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPatch, parsePatch } from 'diff';

export interface Mutant {
  readonly name: string;
  /** The mistake in a sentence. */
  readonly title: string;
  /** Paths of tests, from the root. */
  readonly suspects: readonly string[];
  readonly patch: string;
}

const ENDING = '.patch';
const SUSPECTS = 'suspects: ';

/** All of them, by their names. Throws an Error that names a file whose head is not as it should be. */
export function readMutants(): readonly Mutant[] {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(ENDING));
  return files.sort().map((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const [title = '', suspects = '', empty, ...patch] = text.split('\n');
    if (title === '' || !suspects.startsWith(SUSPECTS) || empty !== '') {
      throw new Error(`${file} does not begin with a title, "${SUSPECTS}" and an empty line`);
    }
    return {
      name: file.slice(0, -ENDING.length),
      title,
      suspects: suspects.slice(SUSPECTS.length).split(' '),
      patch: patch.join('\n'),
    };
  });
}

/**
 * What the sources are with the bug in them, by their paths. `read` answers what a file is. Throws an
 * Error where the patch is for other sources than these.
 */
export function changedFiles(
  { name, patch }: Mutant,
  read: (path: string) => string,
): ReadonlyMap<string, string> {
  const changed = new Map<string, string>();
  for (const one of parsePatch(patch)) {
    const path = (one.newFileName ?? '').replace(/^b\//, '');
    const text = applyPatch(read(path), one, { fuzzFactor: 0 });
    if (text === false) throw new Error(`the patch ${name} does not fit ${path}: write it anew`);
    changed.set(path, text);
  }
  return changed;
}
