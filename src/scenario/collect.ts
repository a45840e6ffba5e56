/** Which scenarios are meant: files, folders, and a filter. */

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '../base/limits.ts';
import { EdgeError } from '../net/errors.ts';
import { readScenarioFile, type ScenarioFile, type ScenarioRun } from './load.ts';
import { FileProblems } from './schema/problem.ts';

/** The scenarios of several files. */
export interface Collected {
  readonly runs: readonly ScenarioRun[];
  /** What is wrong with files, a text each. */
  readonly faults: readonly string[];
}

/**
 * Reads files, and all `.yaml` files of folders and of those in them. Those that are there to be extended
 * have no runs. Throws the system's error where a path cannot be read, and an EdgeError for too many files.
 */
export function collectScenarios(paths: readonly string[]): Collected {
  const files: ScenarioFile[] = [];
  const faults: string[] = [];
  for (const path of paths.flatMap((given) => filesAt(given))) {
    try {
      files.push(readScenarioFile(path));
    } catch (error) {
      if (!(error instanceof FileProblems)) throw error;
      faults.push(error.message);
    }
  }
  return { runs: files.flatMap(({ runs }) => runs), faults };
}

/** Whether a run is meant. */
export type RunFilter = (run: Pick<ScenarioRun, 'title' | 'file'>) => boolean;

/**
 * A filter from its text: words that the title or the path has, in any case, or `/expression/` that fits
 * one of them. Throws a RangeError.
 */
export function runFilter(text: string): RunFilter {
  const expression = /^\/(.*)\/(i?)$/s.exec(text);
  if (expression === null) {
    const wanted = text.toLowerCase();
    return ({ title, file }) => [title, file].some((one) => one.toLowerCase().includes(wanted));
  }
  try {
    const fits = new RegExp(expression[1]!, `u${expression[2]}`);
    return ({ title, file }) => fits.test(title) || fits.test(file);
  } catch {
    throw new RangeError(`${text} is no regular expression.`);
  }
}

function filesAt(path: string, depth = 0): string[] {
  if (!statSync(path).isDirectory()) return [path];
  if (depth > LIMITS.scenarioFolders) return [];
  const entries = readdirSync(path, { withFileTypes: true }).sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  const found = entries.flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith('.') ? [] : filesAt(inside, depth + 1);
    return /\.ya?ml$/.test(entry.name) ? [inside] : [];
  });
  if (found.length > LIMITS.scenarioFiles) {
    throw new EdgeError('file', `${path} has more than ${LIMITS.scenarioFiles} files. Name fewer.`);
  }
  return found;
}
