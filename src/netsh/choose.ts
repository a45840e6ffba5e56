/** Words that may be cut short: which one is meant. */

import { closeMatch } from '../base/close-match.ts';
import { NetshProblem } from './problem.ts';

/** `a`, `a or b`, `a, b or c`. */
export function orList(words: readonly string[], joint = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${joint} ${words[words.length - 1]}`;
}

/**
 * The word that `text` is or begins, without regard to case; undefined where there is none. Throws a
 * NetshProblem that names the candidates where several begin so.
 */
export function meant<T extends string>(
  text: string,
  words: readonly T[],
  what: string,
  column: number | undefined,
): T | undefined {
  const wanted = text.toLowerCase();
  if (wanted === '') return undefined;
  const exact = words.find((word) => word.toLowerCase() === wanted);
  if (exact !== undefined) return exact;
  const begun = [...new Set(words.filter((word) => word.toLowerCase().startsWith(wanted)))];
  if (begun.length > 1) {
    throw new NetshProblem(
      `"${text}" may be ${orList(begun)}: ${what} must be clear.`,
      'Write more of it.',
      column,
    );
  }
  return begun[0];
}

/** Like `meant`, but a word that nobody knows is a problem too. */
export function chosen<T extends string>(
  text: string,
  words: readonly T[],
  what: string,
  column: number | undefined,
): T {
  const found = meant(text, words, `the ${what}`, column);
  if (found !== undefined) return found;
  throw new NetshProblem(
    `${shown(text)} is no ${what}.`,
    `${didYouMean(text, words)}It is ${orList(words)}.`,
    column,
  );
}

/** `Did you mean "filterlist"? `, or nothing. */
export function didYouMean(text: string, words: readonly string[]): string {
  // Of `?` and `..` any short text would be near.
  const near = closeMatch(
    text,
    words.filter((word) => /^\w/.test(word)),
  );
  return near === undefined ? '' : `Did you mean ${near}? `;
}

/** A text of a person as it may stand in a message: in quotes, not too long, on one line. */
export function shown(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, '?');
  return plain.length > 60 ? `"${plain.slice(0, 60)}..."` : `"${plain}"`;
}
