/** From the first words of a line to a context, a group or a verb. */

import { didYouMean, meant, orList, shown } from './choose.ts';
import type { Command, HelpTopic } from './command.ts';
import { CONTEXTS, contextsUnder, VERBS, verbsOf } from './grammar/grammar.ts';
import type { ContextName, Verb } from './grammar/types.ts';
import type { Token } from './lexer.ts';
import { NetshProblem } from './problem.ts';

/** A verb and what follows it, or all there is. */
export type Found =
  | { readonly kind: 'verb'; readonly verb: Verb; readonly rest: readonly Token[] }
  | Exclude<Command, { kind: 'verb' }>;

/** Finds what a line is about. `current` is the context in which it was typed. Throws NetshProblem. */
export function findCommand(tokens: readonly Token[], current: ContextName): Found {
  const [first] = tokens;
  if (first === undefined) return { kind: 'enter', context: current };
  for (let name: ContextName | undefined = current; name !== undefined; ) {
    const word = meant(first.text, firstWords(name), 'the command', first.column);
    if (word !== undefined || isQuestion(first)) return within(tokens, name, word ?? '?');
    name = CONTEXTS[name].parent;
  }
  throw unknownWord(first, current);
}

/** Whether a token asks for help. */
export function isQuestion(token: Token): boolean {
  return token.quotedFrom === undefined && /^(\?|\/\?|-\?)$/.test(token.text);
}

/** The words that may stand first in a context. */
export function firstWords(name: ContextName): readonly string[] {
  const contexts = contextsUnder(name).map((context) => context.path.at(-1)!);
  return [...new Set([...contexts, ...understood(name).map(({ words }) => words[0]!)])];
}

/** The verbs of a group: those that begin with `word`. */
export function groupOf(name: ContextName, word: string): readonly Verb[] {
  return understood(name).filter(({ words }) => words[0] === word);
}

function understood(name: ContextName): readonly Verb[] {
  return [...verbsOf(name), ...verbsOf('base')];
}

function within(tokens: readonly Token[], name: ContextName, word: string): Found {
  if (word === '?') return help({ kind: 'context', context: name });
  const under = contextsUnder(name).find((context) => context.path.at(-1) === word);
  if (under !== undefined) return inside(tokens.slice(1), under.name);
  const group = groupOf(name, word);
  const alone = group.find(({ words }) => words.length === 1);
  if (alone?.id === 'base help') return helpAbout(tokens.slice(1), name);
  if (alone !== undefined) return { kind: 'verb', verb: alone, rest: tokens.slice(1) };
  return ofGroup(tokens, name, word, group);
}

/** What follows a context's name must be a word of that context. */
function inside(tokens: readonly Token[], name: ContextName): Found {
  const [first] = tokens;
  if (first === undefined) return { kind: 'enter', context: name };
  if (isQuestion(first)) return help({ kind: 'context', context: name });
  const word = meant(first.text, firstWords(name), 'the command', first.column);
  if (word === undefined) throw unknownWord(first, name);
  return within(tokens, name, word);
}

function ofGroup(
  tokens: readonly Token[],
  context: ContextName,
  word: string,
  group: readonly Verb[],
): Found {
  const second = tokens[1];
  const words = group.map((verb) => verb.words[1]!);
  if (second === undefined || isQuestion(second)) {
    return help({ kind: 'group', context, word });
  }
  const chosen = meant(second.text, words, `what to ${word}`, second.column);
  const verb = group.find((one) => one.words[1] === chosen);
  if (verb !== undefined) return { kind: 'verb', verb, rest: tokens.slice(2) };
  const elsewhere = VERBS.find(
    (one) => one.words[0] === word && one.words[1] === second.text.toLowerCase(),
  );
  const where =
    elsewhere === undefined || elsewhere.context === 'base'
      ? `${didYouMean(second.text, words)}${word} takes ${orList(words)}.`
      : `It is a command of ${CONTEXTS[elsewhere.context].path.join(' ')}.`;
  const what = word === 'net' ? 'not a word of net' : `nothing to ${word} ${placeText(context)}`;
  throw new NetshProblem(`${shown(second.text)} is ${what}.`, where, second.column);
}

/** `help show rule` is `show rule ?`. */
function helpAbout(tokens: readonly Token[], context: ContextName): Found {
  if (tokens.length === 0) return help({ kind: 'context', context });
  const found = findCommand(tokens, context);
  if (found.kind === 'verb') return help({ kind: 'verb', verb: found.verb });
  if (found.kind === 'enter') return help({ kind: 'context', context: found.context });
  return found;
}

function help(topic: HelpTopic): Found {
  return { kind: 'help', topic };
}

function unknownWord(token: Token, context: ContextName): NetshProblem {
  const text = token.text.toLowerCase();
  const elsewhere = Object.values(CONTEXTS).find(({ path }) => path.at(-1) === text);
  const verb = VERBS.find(({ words }) => words[0] === text);
  const advice =
    elsewhere !== undefined
      ? `Write: ${elsewhere.path.join(' ')}.`
      : verb !== undefined && verb.context !== 'base'
        ? `It is a command of ${orList(contextsWith(text))}.`
        : `${didYouMean(token.text, firstWords(context))}? lists what can be said here.`;
  return new NetshProblem(
    `${shown(token.text)} is no command ${placeText(context)}.`,
    advice,
    token.column,
  );
}

function contextsWith(word: string): readonly string[] {
  return Object.values(CONTEXTS)
    .filter(({ name }) => verbsOf(name).some(({ words }) => words[0] === word))
    .map(({ path }) => path.join(' '))
    .filter((path) => path !== '');
}

function placeText(context: ContextName): string {
  const path = CONTEXTS[context].path.join(' ');
  return path === '' ? 'of netsh' : `of ${path}`;
}
