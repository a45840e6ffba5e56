/** The words of a fault, each with its place, and what is said about one that does not fit. */

import { closeMatch } from '../../base/close-match.ts';

export interface Word {
  /** As it was written. */
  readonly text: string;
  /** In small letters. */
  readonly word: string;
  /** From 1. */
  readonly column: number;
}

/** What is wrong with a fault's words. */
export class FaultWordsError extends Error {
  readonly column: number;
  readonly advice: string;

  constructor(column: number, message: string, advice: string) {
    super(message);
    this.column = column;
    this.advice = advice;
  }
}

/** Characters of a word that are said again. */
const LONGEST_SHOWN = 30;

/** Words between blanks and commas. */
function wordsOf(text: string): Word[] {
  return Array.from(text.matchAll(/[^\s,]+/g), ({ 0: found, index }) => ({
    text: found,
    word: found.toLowerCase(),
    column: index + 1,
  }));
}

/** Goes through the words from left to right. */
export class Words {
  readonly #words: readonly Word[];
  readonly #end: number;
  #at = 0;

  constructor(text: string) {
    this.#words = wordsOf(text);
    this.#end = text.trimEnd().length + 1;
  }

  /** The word `ahead` places on, in small letters; empty behind the last. */
  peek(ahead = 0): string {
    return this.#words[this.#at + ahead]?.word ?? '';
  }

  get column(): number {
    return this.#words[this.#at]?.column ?? this.#end;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#words.length;
  }

  /** The next word as it was written. Must not be called at the end. */
  take(): string {
    return this.#words[this.#at++]!.text;
  }

  /** Takes the next words if they are these. */
  accept(...words: readonly string[]): boolean {
    if (!words.every((word, ahead) => this.peek(ahead) === word)) return false;
    this.#at += words.length;
    return true;
  }

  /** Takes the next word if it is one of these. */
  acceptOneOf(words: ReadonlySet<string>): boolean {
    if (!words.has(this.peek())) return false;
    this.#at++;
    return true;
  }

  /** Where the words are, so that one can go back there. */
  mark(): number {
    return this.#at;
  }

  goBack(mark: number): void {
    this.#at = mark;
  }

  /** Throws: what stands here is not what is needed; `choices` are what somebody may have meant. */
  fail(needed: string, choices: Iterable<string>, advice: string): never {
    const { column } = this;
    if (this.isAtEnd)
      throw new FaultWordsError(column, `The words end where ${needed} is needed.`, advice);
    const { text } = this.#words[this.#at]!;
    const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
    const meant = closeMatch(text, choices);
    // A word that would be right is not what is wrong: what follows it is.
    const next = this.#words[this.#at + 1];
    if (meant === text.toLowerCase() && next !== undefined) {
      const message = `"${next.text.slice(0, LONGEST_SHOWN)}" does not go with "${text}".`;
      throw new FaultWordsError(next.column, message, advice);
    }
    const hint = meant === undefined ? '' : `Did you mean "${meant}"? `;
    throw new FaultWordsError(
      column,
      `"${shown}" stands where ${needed} is needed.`,
      hint + advice,
    );
  }
}
