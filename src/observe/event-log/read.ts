/** An event log read from its folder. */

import { readFileSync, statSync } from 'node:fs';
import { LIMITS } from '../../base/limits.ts';
import type { LoggedEvent } from '../windows-events/record.ts';
import { KEPT_FILES, logFile } from './files.ts';
import { eventOfLine } from './lines.ts';

export interface EventLogContent {
  /** Oldest first. */
  readonly events: readonly LoggedEvent[];
  /** Sentences: what could not be read. */
  readonly troubles: readonly string[];
}

/**
 * Everything in a folder's log after a record number. Throws the system's error. It goes from the
 * newest back, and takes only what is older than what it has: the writer may rotate meanwhile.
 */
export function readEventLog(folder: string, after = 0): EventLogContent {
  const found: LoggedEvent[] = [];
  const troubles: string[] = [];
  for (let age = 0; age <= KEPT_FILES; age++) {
    const path = logFile(folder, age);
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > LIMITS.eventLogFileOctets) {
      troubles.push(`${path} has ${size} octets, which is too much for an event log: left out.`);
      continue;
    }
    const lines = textOf(path).split('\n');
    // The writer may be in the middle of its newest line: only an older file is surely cut.
    if (lines.pop() !== '' && age > 0) troubles.push(cutLine(path));
    const { bad, isEnd } = collect(lines, after, found);
    if (bad > 0) troubles.push(`${path}: ${bad} line(s) are no events, and are left out.`);
    if (isEnd) break;
  }
  return { events: found.reverse(), troubles };
}

/** Adds the events of one file, newest first. `isEnd`: nothing older is wanted. */
function collect(lines: readonly string[], after: number, found: LoggedEvent[]) {
  let bad = 0;
  for (const line of lines.toReversed()) {
    if (line === '') continue;
    const event = eventOfLine(line);
    if (event === undefined) bad++;
    else if (event.record <= after) return { bad, isEnd: true };
    else if (event.record < (found.at(-1)?.record ?? Number.POSITIVE_INFINITY)) found.push(event);
  }
  return { bad, isEnd: false };
}

/** What is said of a line that a crash has cut. */
export function cutLine(path: string): string {
  return `${path} ends in the middle of an event: that one is lost, as a process or computer stopped while it was written.`;
}

/** A file that another process has just renamed is found by its next age, or is gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { readonly code?: string }).code === 'ENOENT') return '';
    throw error;
  }
}
