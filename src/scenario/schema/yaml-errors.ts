/** What is wrong with the syntax of a file, in words of our own: a parser quotes what it read. */

import type { YAMLError } from 'yaml';

/**
 * No text repeats a piece of the file: it may be of a pre-shared key, which YAML takes for an alias
 * or a tag when it begins with * or !. Only the texts of MISSING_CHAR never quote anything.
 */
const SENTENCES: { readonly [code in YAMLError['code']]?: string } = {
  BAD_ALIAS: 'an alias (*name) has no anchor (&name) before it. Quote a text that begins with *.',
  BAD_DQ_ESCAPE:
    'a backslash in double quotes means nothing here. Double it, or use single quotes.',
  BAD_INDENT: 'the indentation does not fit, or a bracket or brace above is not closed.',
  BAD_SCALAR_START: 'a text begins with a character that YAML keeps for itself. Quote the text.',
  BLOCK_AS_IMPLICIT_KEY:
    'there is a second ": ", or the line is indented too far. Quote a text with ": ".',
  BLOCK_IN_FLOW: 'lines with keys or hyphens stand within brackets or braces. Close those first.',
  DUPLICATE_KEY: 'the map has this key already. Take one out.',
  MULTILINE_IMPLICIT_KEY: 'a line has no colon after its key, or is indented too far.',
  MULTIPLE_DOCS: 'a second document begins here. Keep one document in a file.',
  RESOURCE_EXHAUSTION: 'it is nested too deeply.',
  TAB_AS_INDENT: 'there is a tab in the indentation. Use spaces.',
  TAG_RESOLVE_FAILED: 'a tag (!name) means nothing here. Quote a text that begins with !.',
  UNEXPECTED_TOKEN: 'this has no place here. Look for a bracket, brace, comma or quote too many.',
};

/** One or two sentences about an error of the parser; none of them quotes the file. */
export function syntaxSentence(error: Pick<YAMLError, 'code' | 'message'>): string {
  const { code, message } = error;
  if (code === 'MISSING_CHAR') {
    return notYaml(`${message.slice(0, 1).toLowerCase()}${message.slice(1)}.`);
  }
  return notYaml(SENTENCES[code] ?? 'it cannot be understood from here on.');
}

/** The sentence for aliases that stand for aliases again and again. */
export function tooManyAliases(): string {
  return notYaml('its aliases (*name) repeat too much. Write it out.');
}

function notYaml(what: string): string {
  return `this is not right YAML: ${what}`;
}
