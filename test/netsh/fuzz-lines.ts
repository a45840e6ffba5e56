/** Command lines at random: from the grammar, with slips of all kinds, and garbage. */

import { CONTEXTS, VERBS } from '../../src/netsh/grammar/grammar.ts';
import type { Tag, Verb } from '../../src/netsh/grammar/types.ts';
import { quoted } from '../../src/netsh/lexer.ts';

/** What only `--show-secrets` may bring out again. */
export const FUZZ_KEY = 'Xyzzy-the-key';

export interface Chance {
  /** From 0 up to 1. */
  next(): number;
  below(count: number): number;
  one<T>(items: readonly T[]): T;
}

/** Draws that a seed decides (mulberry32). */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number): number => Math.floor(next() * count);
  return { next, below, one: (items) => items[below(items.length)]! };
}

/** A line. Most of them are right, or nearly. */
export function randomLine(chance: Chance): string {
  if (chance.next() < 0.06) return garbage(chance);
  const verb = chance.one(VERBS);
  const path = verb.context === 'base' ? [] : CONTEXTS[verb.context].path;
  const words = [...path, ...verb.words].map((word) => maybeCut(chance, word));
  let line = [...words, ...tagsOf(chance, verb)].join(' ');
  while (chance.next() < 0.15) line = slip(chance, line);
  return line;
}

/** A file of lines, or what an export might have become. */
export function randomFile(chance: Chance, before: string | undefined): string {
  if (before !== undefined && chance.next() < 0.5) return slip(chance, before);
  return Array.from({ length: chance.below(5) }, () => randomLine(chance)).join('\n');
}

const NAMES = ['a', 'b', 'Web', 'All IP', 'x"y', "it's", 'ä', 'all', ''];
const VALUES: Readonly<Record<Tag['value']['kind'], readonly string[]>> = {
  text: NAMES,
  'yes-no': ['yes', 'no', 'y', 'n', 'maybe', ''],
  integer: ['0', '1', '2', '60', '480', '2147483647', '2147483648', '-1', '1e3', 'x'],
  word: [],
  flag: [''],
  guid: ['{00000000-0000-0000-0000-000000000001}', '{x}', '00000000-0000-0000-0000-000000000002'],
  'filter-address': [
    'me',
    'any',
    '192.0.2.1',
    '10.0.0.0',
    'web.lab.example',
    'nobody.example',
    'DNS',
    'WINS',
    'DHCP',
    'GATEWAY',
    '10.0.0.1-10.0.0.2',
    '10.0.0.0/8',
    '::1',
    '300.1.1.1',
  ],
  mask: ['1', '8', '24', '32', '255.255.0.0', '0', '33', '255.0.255.0', 'x'],
  endpoint: ['192.0.2.2', 'gate.lab.example', 'none', 'me', '::1', '0.0.0.0'],
  protocol: ['ANY', 'TCP', 'UDP', 'ICMP', 'RAW', '47', '256', 'T', 'x'],
  port: ['0', '80', '65535', '65536', '-1'],
  'main-mode-methods': ['3DES-SHA1-2', 'DES-MD5-1 3DES-SHA1-3', 'AES-SHA1-2', '3DES-SHA1', ''],
  'security-methods': [
    'ESP[3DES,SHA1]',
    'AH[SHA1]',
    'AH[MD5]+ESP[DES,None]:20480k/300s',
    'ESP[3DES,SHA1]:100000k/3600s AH[MD5]',
    'ESP[None,None]',
    'ESP[3DES]',
    'AH[SHA1]:1k',
    '',
  ],
  rootca: [
    'CN=Root',
    'CN="Root, of all",O=Lab certmap:yes excludecaname:no',
    'certmap:yes',
    'x',
    'CN=A certmap:x',
  ],
  psk: [FUZZ_KEY, `${FUZZ_KEY} and more`, '<hidden>', ''],
  file: ['s', 'x.ipsec', 'x', 'nothing'],
};
const CONFIG: Readonly<Record<string, readonly string[]>> = {
  property: ['ipsecdiagnostics', 'bootmode', 'bootexemptions', 'ipsecexempt', 'ikelog', 'x'],
  value: ['0', '3', 'block', 'tcp:0:80:inbound', 'none', 'tcp:0:80:inbound udp:0:161:outbound'],
};

function tagsOf(chance: Chance, verb: Verb): readonly string[] {
  const said: string[] = [];
  let positions = chance.next() < 0.4;
  for (const tag of verb.tags) {
    if (chance.next() > (tag.required ? 0.93 : 0.35)) {
      positions = false;
      continue;
    }
    const value = randomValue(chance, verb, tag);
    if (tag.value.kind === 'flag') said.push(tag.name);
    else if (positions) said.push(quoted(value));
    else {
      const bare = /^[^\s"'\\]+$/.test(value) && chance.next() < 0.6;
      said.push(`${maybeCut(chance, tag.name)}=${bare ? value : quoted(value)}`);
    }
  }
  return said;
}

function randomValue(chance: Chance, verb: Verb, tag: Tag): string {
  if (tag.value.kind === 'word' && chance.next() < 0.95) return chance.one(tag.value.words);
  if (verb.words[1] === 'config') return chance.one(CONFIG[tag.name] ?? NAMES);
  const values = VALUES[tag.value.kind];
  return values.length === 0 ? 'x' : chance.one(values);
}

function maybeCut(chance: Chance, word: string): string {
  return chance.next() < 0.2 ? word.slice(0, 1 + chance.below(word.length)) : word;
}

const LETTERS = '"\'\\=?#{}[]:,+.- abc019\t\0\u2028é\u{1F600}';

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
