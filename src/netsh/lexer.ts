/** A command line as tokens. */

import { LIMITS } from '../base/limits.ts';
import { NetshProblem } from './problem.ts';

export interface Token {
  /** Without its quotes: `name=All IP`. */
  readonly text: string;
  /** Where a quoted part begins in `text`; undefined where nothing is quoted. */
  readonly quotedFrom: number | undefined;
  /** From 1. Undefined for words that a shell has taken apart. */
  readonly column: number | undefined;
}

/**
 * The tokens of a line: words between blanks, where quotes hold blanks together. A quote inside
 * quotes is written `\'`; as many backslashes as stand before a `'` are halved, others are kept.
 * Throws a NetshProblem where a quote is not closed.
 */
export function tokensOf(line: string): readonly Token[] {
  if (line.length > LIMITS.netshLineCharacters) {
    throw new NetshProblem(
      `The line has ${line.length} characters; ${LIMITS.netshLineCharacters} is the most.`,
      'Part it into several commands.',
    );
  }
  const unread = line.indexOf('\uFFFD');
  if (unread >= 0) {
    throw new NetshProblem(
      'A letter here could not be read: the text is not UTF-8.',
      'Save the script as UTF-8, or as Unicode with a byte order mark.',
      unread + 1,
    );
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < line.length) {
    if (isBlank(line[at]!)) at++;
    else {
      const { token, end } = tokenAt(line, at);
      tokens.push(token);
      at = end;
    }
  }
  return tokens;
}

/** Tokens of words that a shell has taken apart and freed of their quotes. */
export function tokensOfWords(words: readonly string[]): readonly Token[] {
  const [only, ...others] = words;
  // One word with blanks in it is a whole command in the shell's quotes.
  if (only !== undefined && others.length === 0 && /\s/.test(only.trim())) return tokensOf(only);
  return words.map((text) => {
    const equals = text.indexOf('=');
    if (equals < 0) return { text: unescaped(text), quotedFrom: undefined, column: undefined };
    const whole = /\s/.test(text) && !/^[A-Za-z]+=/.test(text);
    return {
      text: unescaped(text),
      quotedFrom: whole ? 0 : equals + 1,
      column: undefined,
    };
  });
}

/** Whether a line of a script is a remark or empty. */
export function isRemark(line: string): boolean {
  return /^\s*(#|rem(\s|$)|$)/i.test(line);
}

/** A text in quotes that `tokensOf` reads as it was. */
export function quoted(text: string): string {
  const escaped = text.replace(/(\\*)(["'])/g, (_all, run: string, quote: string) =>
    quote === '"' ? `${run}${run}\\'` : `${run}${run}'`,
  );
  return `"${escaped}"`;
}

function tokenAt(line: string, start: number): { token: Token; end: number } {
  let text = '';
  let quotedFrom: number | undefined;
  let at = start;
  while (at < line.length && !isBlank(line[at]!)) {
    if (line[at] !== '"') {
      text += line[at++];
      continue;
    }
    const close = line.indexOf('"', at + 1);
    if (close < 0) {
      throw new NetshProblem(
        'A quote is opened here and not closed.',
        'Close it with ". A quote inside a quoted text is written \\\'.',
        at + 1,
      );
    }
    quotedFrom ??= text.length;
    text += unescaped(line.slice(at + 1, close));
    at = close + 1;
  }
  return { token: { text, quotedFrom, column: start + 1 }, end: at };
}

function unescaped(text: string): string {
  return text.replace(/(\\+)'/g, (_all, run: string) => {
    const kept = '\\'.repeat(run.length >> 1);
    return run.length % 2 === 1 ? `${kept}"` : `${kept}'`;
  });
}

function isBlank(character: string): boolean {
  return /\s/.test(character);
}
