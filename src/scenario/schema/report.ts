/** How the parts of a file's conversion say what is wrong. */

import type { DataPath, Part } from './yaml-source.ts';

/** Takes what is wrong; the path is relative to the host's document. */
export type Report = (path: DataPath, message: string, part?: Part) => void;

/** What is wrong with a value that a person wrote, as a sentence. */
export function sentenceOf(error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(why) ? why : `${why}.`;
}
