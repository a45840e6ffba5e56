/** Help, from the grammar. */

import { COLUMNS, wrap } from '../observe/text.ts';
import type { HelpTopic } from './command.ts';
import { groupOf } from './find-command.ts';
import { CONTEXTS, contextsUnder, verbsOf } from './grammar/grammar.ts';
import type { ContextName, Tag, ValueKind, Verb } from './grammar/types.ts';
import { PROPERTIES } from './settings.ts';

/** What `?` says at some point of a line. */
export function helpText(topic: HelpTopic): string {
  switch (topic.kind) {
    case 'context':
      return contextHelp(topic.context);
    case 'group':
      return listed(`${topic.word} takes one of:`, groupOf(topic.context, topic.word).map(row));
    case 'verb':
      return verbHelp(topic.verb);
    case 'tag':
      return tagHelp(topic.tag);
  }
}

/** `add filter filterlist= srcaddr= ... [protocol=]`. */
export function usageOf(verb: Verb): string {
  const tags = verb.tags.map((tag) => {
    const text = tag.value.kind === 'flag' ? tag.name : `${tag.name}=`;
    return tag.required ? text : `[${text}]`;
  });
  return [...verb.words, ...alternatives(verb, tags)].join(' ');
}

/** What a tag's value may be, in a few words. */
export function valueText(value: ValueKind): string {
  switch (value.kind) {
    case 'text':
      return value.what;
    case 'yes-no':
      return 'yes|no';
    case 'integer':
      return `${value.least}-${value.most}${value.unit === undefined ? '' : ` ${value.unit}`}`;
    case 'word':
      return value.words.join('|');
    case 'flag':
      return 'the word itself';
    case 'guid':
      return '{GUID}';
    case 'filter-address':
      return 'me|any|address|DNS name|WINS|DNS|DHCP|GATEWAY';
    case 'mask':
      return '1-32|dotted mask';
    case 'endpoint':
      return value.orNone ? 'address|DNS name|none' : 'address|DNS name';
    case 'protocol':
      return 'ANY|ICMP|TCP|UDP|RAW|number';
    case 'port':
      return '0-65535';
    case 'main-mode-methods':
      return '"3DES-SHA1-2 ..."';
    case 'security-methods':
      return '"ESP[3DES,SHA1]:k/s ..."';
    case 'rootca':
      return '"DN certmap:yes|no excludecaname:yes|no"';
    case 'psk':
      return 'key';
    case 'file':
      return 'path';
  }
}

function contextHelp(name: ContextName): string {
  const context = CONTEXTS[name];
  const path = context.path.join(' ');
  const own = [
    ...contextsUnder(name).map(({ path: words, summary }) => [words.at(-1)!, summary] as const),
    ...groupedRows(name),
  ];
  const above =
    context.parent === undefined ? [] : [`Commands of the contexts above work here too.`];
  return [
    `${path === '' ? 'netsh' : path}: ${context.summary}.`,
    '',
    listed('Commands here:', own),
    listed('Everywhere:', verbsOf('base').map(row)),
    ...above,
    'Words and tags may be cut short as long as they are clear.',
    '? behind a command says more of it.',
  ].join('\n');
}

/** One row a group, one a verb that stands alone. */
function groupedRows(name: ContextName): readonly (readonly [string, string])[] {
  const words = [...new Set(verbsOf(name).map((verb) => verb.words[0]!))].sort();
  return words.map((word) => {
    const verbs = verbsOf(name).filter((verb) => verb.words[0] === word);
    const [only] = verbs;
    if (only !== undefined && only.words.length === 1) return row(only);
    return [word, verbs.map((verb) => verb.words[1]).join(', ')];
  });
}

function verbHelp(verb: Verb): string {
  const properties = verb.words.join(' ') === 'set config';
  return [
    ...wrap(`${verb.words.join(' ')}: ${verb.summary}.`, COLUMNS),
    '',
    ...wrap(usageOf(verb), COLUMNS - 6).map((line, at) => `${at === 0 ? '  ' : '      '}${line}`),
    '',
    ...(verb.tags.length === 0
      ? []
      : [listed('Tags, in the order of their positions:', verb.tags.map(tagRow))]),
    ...(properties ? [listed('Properties:', PROPERTIES.map(propertyRow))] : []),
    ...verb.notes.map((note) => `${wrap(note, COLUMNS).join('\n')}\n`),
    listed(
      verb.examples.length === 1 ? 'Example:' : 'Examples:',
      verb.examples.map((example) => [example, '']),
    ),
  ].join('\n');
}

function tagHelp(tag: Tag): string {
  const isDefault = tag.default === undefined ? '' : ` Default: ${tag.default}.`;
  const help = wrap(`${tag.help}${isDefault}`, COLUMNS - 2);
  return [`${tag.name}=${valueText(tag.value)}`, ...help.map((line) => `  ${line}`)].join('\n');
}

function tagRow(tag: Tag): readonly [string, string] {
  const name = tag.value.kind === 'flag' ? tag.name : `${tag.name}=${valueText(tag.value)}`;
  const facts = [
    tag.required && tag.either === undefined ? ' Required.' : '',
    tag.default === undefined ? '' : ` Default: ${tag.default}.`,
    tag.repeatable === true ? ' May be repeated.' : '',
  ].join('');
  return [name, `${tag.help}${facts}`];
}

function propertyRow({
  name,
  takes,
  help,
}: (typeof PROPERTIES)[number]): readonly [string, string] {
  return [name, `${help} Takes ${takes}.`];
}

function row(verb: Verb): readonly [string, string] {
  return [verb.words.join(' '), verb.summary];
}

/** Tags that exclude each other as one word: `name=|guid=`. */
function alternatives(verb: Verb, texts: readonly string[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const [at, tag] of verb.tags.entries()) {
    const key = tag.either ?? tag.name;
    groups.set(key, [...(groups.get(key) ?? []), texts[at]!]);
  }
  return [...groups.values()].map((group) => group.join('|'));
}

/** Columns of the names in front of what is said of them. */
const NAMES = 24;

function listed(title: string, rows: readonly (readonly [string, string])[]): string {
  const lines = rows.flatMap(([name, text]) => {
    if (text === '') return [`  ${name}`];
    const parts = wrap(text, COLUMNS - NAMES - 2);
    if (name.length > NAMES - 2) {
      return [`  ${name}`, ...parts.map((part) => `  ${' '.repeat(NAMES)}${part}`)];
    }
    return parts.map((part, at) => `  ${(at === 0 ? name : '').padEnd(NAMES)}${part}`);
  });
  return [title, ...lines, ''].join('\n');
}
