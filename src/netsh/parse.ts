/** From a command line to a Command: words, then tags by name or by position. */

import { didYouMean, meant, orList, shown } from './choose.ts';
import type { Command, Said } from './command.ts';
import { findCommand, isQuestion } from './find-command.ts';
import type { ContextName, Tag, Verb } from './grammar/types.ts';
import type { Token } from './lexer.ts';
import { NetshProblem } from './problem.ts';
import { valueFor } from './values.ts';

/** Understands a line typed in a context. Throws NetshProblem. */
export function parseCommand(tokens: readonly Token[], current: ContextName): Command {
  const found = findCommand(tokens, current);
  return found.kind === 'verb' ? parseArguments(found.verb, found.rest) : found;
}

function parseArguments(verb: Verb, tokens: readonly Token[]): Command {
  const said: Said[] = [];
  for (const token of tokens) {
    if (isQuestion(token)) return { kind: 'help', topic: { kind: 'verb', verb } };
    const { tag, text, asked } = argumentOf(verb, token, said);
    if (asked) return { kind: 'help', topic: { kind: 'tag', verb, tag } };
    checkTogether(verb, tag, token, said);
    said.push({ tag, value: valueFor(tag, text, token.column), column: token.column });
  }
  checkComplete(verb, said);
  return { kind: 'verb', verb, said };
}

interface Argument {
  readonly tag: Tag;
  readonly text: string;
  /** `protocol=?`. */
  readonly asked: boolean;
}

function argumentOf(verb: Verb, token: Token, said: readonly Said[]): Argument {
  const { text, quotedFrom } = token;
  const flag = verb.tags.find(
    ({ name, value }) => value.kind === 'flag' && name === text.toLowerCase(),
  );
  if (flag !== undefined && quotedFrom === undefined) return { tag: flag, text: '', asked: false };
  const equals = text.indexOf('=');
  if (equals === 0 && quotedFrom !== 0) throw strayEquals(token, said);
  if (equals > 0 && (quotedFrom === undefined || equals < quotedFrom)) {
    return named(verb, token, equals);
  }
  return { tag: byPosition(verb, token, said), text, asked: false };
}

/** `name = "Web"` has three values without a tag, and none of them is what was meant. */
function strayEquals({ column }: Token, said: readonly Said[]): NetshProblem {
  const before = said.at(-1)?.value;
  const tag = before?.kind === 'text' ? before.text : 'tag';
  return new NetshProblem(
    'The = stands apart from its tag.',
    `Write it without blanks: ${/^[a-z]+$/i.test(tag) ? tag : 'tag'}=VALUE.`,
    column,
  );
}

function named(verb: Verb, token: Token, equals: number): Argument {
  const name = token.text.slice(0, equals);
  const text = token.text.slice(equals + 1);
  const tags = verb.tags.filter(({ value }) => value.kind !== 'flag');
  const names = tags.map((tag) => tag.name);
  const found = meant(name, names, 'the tag', token.column);
  const tag = tags.find((one) => one.name === found);
  if (tag === undefined) {
    const takes =
      names.length === 0
        ? `${verb.words.join(' ')} takes nothing.`
        : `It takes ${orList(names, 'and')}.`;
    throw new NetshProblem(
      `${shown(name)} is no tag of ${verb.words.join(' ')}.`,
      `${didYouMean(name, names)}${takes}`,
      token.column,
    );
  }
  const asked = text === '?' && token.quotedFrom === undefined;
  if (text === '' && token.quotedFrom === undefined && !mayBeEmpty(tag)) {
    throw new NetshProblem(
      `${tag.name}= has no value.`,
      `Write it behind the = without a blank: ${tag.name}=VALUE, or ${tag.name}="WITH BLANKS".`,
      token.column,
    );
  }
  return { tag, text, asked };
}

function mayBeEmpty(tag: Tag): boolean {
  return tag.value.kind === 'text' && tag.value.empty === true;
}

/** The first tag in order that is still free, for a value without one. */
function byPosition(verb: Verb, token: Token, said: readonly Said[]): Tag {
  const free = verb.tags.filter((tag) => tag.value.kind !== 'flag' && isFree(tag, said));
  const isGuid = /^\{[0-9a-f-]{36}\}$/i.test(token.text);
  const tag = (isGuid ? free.find(({ value }) => value.kind === 'guid') : undefined) ?? free[0];
  if (tag !== undefined) return tag;
  const text = token.text;
  throw new NetshProblem(
    `${shown(text)} is one value more than ${verb.words.join(' ')} takes.`,
    verb.tags.length === 0
      ? `${verb.words.join(' ')} takes nothing.`
      : `A text with blanks stands in quotes. ${verb.words.join(' ')} ? shows the tags.`,
    token.column,
  );
}

function isFree(tag: Tag, said: readonly Said[]): boolean {
  if (tag.repeatable === true && tag.value.kind === 'text') return true;
  return !said.some(
    (one) =>
      one.tag.name === tag.name || (tag.either !== undefined && one.tag.either === tag.either),
  );
}

function checkTogether(verb: Verb, tag: Tag, token: Token, said: readonly Said[]): void {
  if (tag.repeatable === true) return;
  if (said.some((one) => one.tag.name === tag.name)) {
    throw new NetshProblem(
      `${tag.name} is said twice.`,
      'Say it once: which of the two would hold is not clear.',
      token.column,
    );
  }
  const other = said.find((one) => tag.either !== undefined && one.tag.either === tag.either);
  if (other === undefined) return;
  throw new NetshProblem(
    `${other.tag.name} and ${tag.name} exclude each other.`,
    `Both say what ${verb.words.join(' ')} is about: keep one of them.`,
    token.column,
  );
}

function checkComplete(verb: Verb, said: readonly Said[]): void {
  const missing = new Set<string>();
  for (const tag of verb.tags.filter((one) => one.required)) {
    if (said.some((one) => one.tag.name === tag.name)) continue;
    if (tag.either === undefined) missing.add(tag.name);
    else if (!said.some((one) => one.tag.either === tag.either)) {
      const names = verb.tags.filter((one) => one.either === tag.either).map(({ name }) => name);
      missing.add(orList(names));
    }
  }
  if (missing.size === 0) return;
  const example = verb.examples[0];
  throw new NetshProblem(
    `${verb.words.join(' ')} needs ${orList([...missing], 'and')}.`,
    example === undefined ? '' : `Write for example: ${example}`,
  );
}
