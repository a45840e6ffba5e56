/** Words that a text must have: one text of them, or a list. */

export type Words = string | readonly string[];

/** Those that a text has not, in whatever letters. */
export function missingWords(words: Words, text: string): readonly string[] {
  const lower = text.toLowerCase();
  return listOf(words).filter((word) => !lower.includes(word.toLowerCase()));
}

/** `"one", "two"`. */
export function quotedWords(words: Words): string {
  return listOf(words)
    .map((word) => `"${word}"`)
    .join(', ');
}

function listOf(words: Words): readonly string[] {
  return typeof words === 'string' ? [words] : words;
}
