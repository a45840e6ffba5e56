/** Command lines at random: from the grammar about what there is, with slips of all kinds, and garbage. */

import { CONTEXTS, VERBS } from '../../src/netsh/grammar/grammar.ts';
import type { ContextName, Tag, Verb } from '../../src/netsh/grammar/types.ts';
import { quoted } from '../../src/netsh/lexer.ts';
import type { Chance } from './chance.ts';
import { CONFIG, NAMES, RIGHT, WRONG } from './fuzz-values.ts';

/** What a line can be about: names by the word that commands have for such objects, and GUIDs. */
export interface Known {
  readonly context: ContextName;
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly guids: readonly string[];
  /** Arguments that say which filter or rule is meant, by the ids of verbs that take all of it. */
  readonly whole: Readonly<Record<string, readonly string[]>>;
}

/** A line. Most of them are right, or nearly. */
export function randomLine(chance: Chance, known: Known): string {
  if (chance.next() < 0.04) return garbage(chance);
  const verb = chance.one(DRAWN);
  const here = verb.context === 'base' || (verb.context === known.context && chance.next() < 0.8);
  const path = here ? [] : CONTEXTS[verb.context as ContextName].path;
  const words = [...path, ...verb.words].map((word) => maybeCut(chance, word));
  const there = known.whole[verb.id] ?? [];
  const said =
    there.length > 0 && chance.next() < 0.7
      ? [chance.one(there)]
      : argumentsOf(chance, verb, known);
  let line = [...words, ...said].join(' ');
  while (chance.next() < 0.08) line = slip(chance, line);
  return line;
}

/** A file of lines, or what an export might have become. */
export function randomFile(chance: Chance, known: Known, before: string | undefined): string {
  if (before !== undefined && chance.next() < 0.5) return slip(chance, before);
  const end = chance.one(['\n', '\r\n']);
  return Array.from({ length: chance.below(5) }, () => randomLine(chance, known)).join(end);
}

/** How often a verb is drawn: what builds more often than what takes away. */
function weightOf({ id, words }: Verb): number {
  if (/ (delete all|restorepolicyexamples)$/.test(id)) return 1;
  if (words[0] === 'add') return id.endsWith(' rule') ? 60 : 30;
  return { set: 20, show: 10, delete: 10 }[words[0]!] ?? 4;
}

const DRAWN = VERBS.flatMap((verb) => Array.from({ length: weightOf(verb) }, () => verb));
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

function argumentsOf(chance: Chance, verb: Verb, known: Known): readonly string[] {
  const said = new Map<Tag, string>();
  const eithers = new Map<string, Tag>();
  for (const tag of verb.tags) {
    const { either } = tag;
    if (either !== undefined && !eithers.has(either)) {
      const likely = verb.tags.filter((one) => one.either === either && one.value.kind !== 'flag');
      const all = verb.tags.filter((one) => one.either === either);
      eithers.set(either, chance.one(chance.next() < 0.9 ? likely : all));
    }
    if (either !== undefined && eithers.get(either) !== tag && chance.next() < 0.98) continue;
    if (chance.next() < (tag.required ? 0.98 : 0.3))
      said.set(tag, randomValue(chance, verb, tag, known));
  }
  if (chance.next() < 0.9) agree(verb, said);
  return written(chance, verb, said);
}

/** Makes arguments that exclude each other agree, as a person would. */
function agree(verb: Verb, said: Map<Tag, string>): void {
  const tag = (name: string): Tag | undefined => verb.tags.find((one) => one.name === name);
  const of = (name: string): string => said.get(tag(name)!) ?? '';
  const put = (name: string, value: string): void => {
    if (tag(name) !== undefined) said.set(tag(name)!, value);
  };
  if (/^(DNS|WINS|DHCP|GATEWAY)$/.test(of('srcaddr'))) put('dstaddr', 'me');
  else if (/^(DNS|WINS|DHCP|GATEWAY)$/.test(of('dstaddr'))) put('srcaddr', 'me');
  else if (of('srcaddr') === of('dstaddr') && of('srcaddr') === 'me') put('dstaddr', 'any');
  for (const side of ['src', 'dst'])
    if (!ADDRESS.test(of(`${side}addr`))) said.delete(tag(`${side}mask`)!);
  if (/[1-9]/.test(of('srcport') + of('dstport'))) put('protocol', 'TCP');
  if (of('tunneldstaddress') !== '') put('mirrored', 'no');
  if (verb.id === 'dynamic add rule' && of('qmpolicy') === '') {
    put('actioninbound', 'permit');
    put('actionoutbound', 'block');
  }
}

/** Some without their tags, as far as they stand in order; the rest in any order. */
function written(chance: Chance, verb: Verb, said: ReadonlyMap<Tag, string>): readonly string[] {
  const order = verb.tags.filter(({ value }) => value.kind !== 'flag');
  const gap = order.findIndex((tag) => !said.has(tag) || tag.value.kind === 'guid');
  const positions = chance.next() < 0.4 ? chance.below((gap < 0 ? order.length : gap) + 1) : 0;
  const first = order.slice(0, positions).map((tag) => quoted(said.get(tag)!));
  const rest = [...said]
    .filter(([tag]) => !order.slice(0, positions).includes(tag))
    .map(([tag, value]) => {
      if (tag.value.kind === 'flag') return tag.name;
      const bare = /^[^\s"'\\]+$/.test(value) && chance.next() < 0.6;
      return `${maybeCut(chance, tag.name)}=${bare ? value : quoted(value)}`;
    });
  if (chance.next() < 0.2) rest.reverse();
  return [...first, ...rest];
}

function randomValue(chance: Chance, verb: Verb, tag: Tag, { names, guids }: Known): string {
  const { kind } = tag.value;
  if (chance.next() < 0.03) return chance.one(WRONG[kind]);
  if (verb.words[1] === 'config') return chance.one(CONFIG[tag.name] ?? NAMES);
  if (kind === 'word') return chance.one((tag.value as { words: readonly string[] }).words);
  if (tag.name === 'service') return 'policyagent';
  if (kind === 'guid') return guids.length === 0 ? '{x}' : chance.one(guids);
  if (kind === 'integer' && tag.name === 'id') return String(1 + chance.below(3));
  if (kind === 'text') {
    const about = tag.name === 'name' && verb.words[0] !== 'add' ? verb.words[1]! : tag.name;
    const there = names[about] ?? [];
    if (there.length > 0 && chance.next() < 0.9) return chance.one(there);
  }
  const values = RIGHT[kind];
  return values.length === 0 ? '' : chance.one(values);
}

function maybeCut(chance: Chance, word: string): string {
  return chance.next() < 0.06 ? word.slice(0, 1 + chance.below(word.length)) : word;
}

const LETTERS = '"\'\\=?#{}[]:,+.- abc019\t\0\u2028é\u{1F600}\uFFFD';

function slip(chance: Chance, line: string): string {
  const at = chance.below(line.length + 1);
  const letter = chance.one([...LETTERS]);
  switch (chance.below(5)) {
    case 0:
      return line.slice(0, at) + line.slice(at + 1);
    case 1:
      return line.slice(0, at) + letter + line.slice(at);
    case 2:
      return line.slice(0, at);
    case 3:
      return `${line} ${line.slice(at)}`;
    default:
      return line.slice(0, at) + letter + line.slice(at + 1);
  }
}

function garbage(chance: Chance): string {
  return Array.from({ length: chance.below(60) }, () =>
    chance.next() < 0.5 ? chance.one([...LETTERS]) : String.fromCharCode(chance.below(0x3000)),
  ).join('');
}
