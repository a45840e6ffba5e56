/** What may come next on a line: for the Tab key. */

import { findCommand, firstWords, groupOf } from './find-command.ts';
import { CONTEXTS } from './grammar/grammar.ts';
import type { ContextName, Tag, Verb } from './grammar/types.ts';
import { type Token, tokensOf } from './lexer.ts';
import { NetshProblem } from './problem.ts';

/** The words that would complete a line's last one, and that last word: as readline wants it. */
export function completions(line: string, context: ContextName): [string[], string] {
  const last = /\S*$/.exec(line)?.[0] ?? '';
  const candidates = candidatesAfter(line.slice(0, line.length - last.length), last, context);
  const begun = candidates.filter((word) => word.toLowerCase().startsWith(last.toLowerCase()));
  return [begun, last];
}

function candidatesAfter(before: string, last: string, context: ContextName): readonly string[] {
  try {
    const tokens = tokensOf(before);
    if (tokens.length === 0) return withParents(context);
    const found = findCommand(tokens, context);
    if (found.kind === 'enter') return spaced(firstWords(found.context));
    if (found.kind === 'verb') return ofVerb(found.verb, found.rest, last);
    if (found.topic.kind !== 'group') return [];
    return spaced(groupOf(found.topic.context, found.topic.word).map(({ words }) => words[1]!));
  } catch (error) {
    // A line that is wrong already has no continuation.
    if (error instanceof NetshProblem) return [];
    throw error;
  }
}

function withParents(context: ContextName): readonly string[] {
  const words: string[] = [];
  for (let name: ContextName | undefined = context; name !== undefined; ) {
    words.push(...firstWords(name));
    name = CONTEXTS[name].parent;
  }
  return spaced([...new Set(words)]);
}

function ofVerb(verb: Verb, said: readonly Token[], last: string): readonly string[] {
  const equals = last.indexOf('=');
  if (equals > 0) {
    const tag = verb.tags.find(({ name }) => name === last.slice(0, equals).toLowerCase());
    return tag === undefined ? [] : spaced(valuesOf(tag).map((value) => `${tag.name}=${value}`));
  }
  const used = new Set(said.map(({ text }) => text.split('=')[0]!.toLowerCase()));
  return verb.tags
    .filter((tag) => tag.repeatable === true || !used.has(tag.name))
    .map(({ name, value }) => (value.kind === 'flag' ? `${name} ` : `${name}=`));
}

function valuesOf(tag: Tag): readonly string[] {
  switch (tag.value.kind) {
    case 'yes-no':
      return ['yes', 'no'];
    case 'word':
      return tag.value.words;
    case 'filter-address':
      return ['me', 'any', 'WINS', 'DNS', 'DHCP', 'GATEWAY'];
    case 'protocol':
      return ['ANY', 'ICMP', 'TCP', 'UDP', 'RAW'];
    default:
      return [];
  }
}

function spaced(words: readonly string[]): readonly string[] {
  return words.map((word) => `${word} `);
}
