/** The files of an event log: the one that is written, and older ones, by number. */

import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const NEWEST = 'events.jsonl';

/** Older files that are kept beside the one that is written. */
export const KEPT_FILES = 3;

/** `age` 0 is written now; 1 was written before it, and so on. */
export function logFile(folder: string, age: number): string {
  return join(folder, age === 0 ? NEWEST : `events.${age}.jsonl`);
}

/** Whether a folder holds an event log. */
export function holdsLog(folder: string): boolean {
  for (let age = 0; age <= KEPT_FILES; age++) if (existsSync(logFile(folder, age))) return true;
  return false;
}

/** Makes every file one older; the oldest goes. A crash in between leaves a gap, nothing double. */
export function rotate(folder: string): void {
  rmSync(logFile(folder, KEPT_FILES), { force: true });
  for (let age = KEPT_FILES - 1; age >= 0; age--) {
    const from = logFile(folder, age);
    if (existsSync(from)) renameSync(from, logFile(folder, age + 1));
  }
}
