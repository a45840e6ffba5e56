/** Every verb of the table is carried out: its examples go well where there is what they name. */

import { describe, expect, it } from 'vitest';
import { CONTEXTS, VERBS } from '../../src/netsh/grammar/grammar.ts';
import type { Verb } from '../../src/netsh/grammar/types.ts';
import { memory } from './memory.ts';

/** What examples name, so that they find it. */
const THERE: Readonly<Record<string, readonly string[]>> = {
  static: [
    'add filterlist "Web"',
    'add filter "Web" me any protocol=TCP dstport=80',
    'add filteraction "Secure"',
    'add policy "Office"',
    'add rule "Web" "Office" "Web" "Secure"',
    'add policy "Branch"',
    'add filter "Branch" 10.1.0.0 10.2.0.0 srcmask=16 dstmask=16 mirrored=no',
    'add rule "There" "Branch" "Branch" "Secure" tunnel=192.0.2.1',
  ],
  dynamic: ['add mmpolicy mm', 'add qmpolicy qm'],
};
/** Verbs whose examples make what is there already, or delete what is in use. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  'static add filter': [
    'delete filter Web me any TCP dstport=80',
    'delete filter Branch 10.1.0.0 10.2.0.0 srcmask=16 dstmask=16 mirrored=no',
  ],
  'static add filteraction': [
    'delete rule all Office',
    'delete rule all Branch',
    'delete filteraction Secure',
  ],
  'static add filterlist': ['delete rule all Office', 'delete filterlist Web'],
  'static add policy': ['delete policy all'],
  'static add rule': ['delete rule all Office'],
  'static delete filteraction': ['delete rule all Office', 'delete rule all Branch'],
  'static delete filterlist': ['delete rule all Office', 'delete rule all Branch'],
  'dynamic add mmpolicy': ['delete mmpolicy mm'],
  'dynamic add qmpolicy': ['delete qmpolicy qm'],
};
const RULE = 'add rule me 192.0.2.2 mm qm';
const WITH_RULE = new Set(['dynamic set rule', 'dynamic delete rule']);

async function computerFor(verb: Verb) {
  const computer = memory();
  const context = verb.context === 'base' ? 'root' : verb.context;
  computer.files.set('office.txt', 'ipsec static\n# a remark\nadd filterlist name=x\n');
  await computer.good('ipsec static', ...THERE.static!, 'exportpolicy office');
  await computer.good('pushd', '..', 'dynamic', ...THERE.dynamic!);
  if (WITH_RULE.has(verb.id)) await computer.good(RULE);
  while (computer.session.prompt !== 'netsh>') await computer.good('..');
  await computer.good(CONTEXTS[context].path.join(' '));
  await computer.good(...(FREE[verb.id] ?? []));
  return computer;
}

const EXAMPLES = VERBS.flatMap((verb) =>
  verb.examples.map((example) => [`${verb.context}: ${example}`, verb, example] as const),
);

describe('examples of the grammar', () => {
  it.each(EXAMPLES)('%s', async (_title, verb, example) => {
    const computer = await computerFor(verb);
    await computer.good(example);
  });

  it('are there for every verb', () => {
    expect(VERBS.filter(({ examples }) => examples.length === 0).map(({ id }) => id)).toEqual([]);
  });
});

describe('the grammar', () => {
  it('has help for every tag, and an id of its own for every verb', () => {
    const tags = VERBS.flatMap((verb) => verb.tags.map((tag) => ({ verb: verb.id, tag })));
    expect(tags.filter(({ tag }) => tag.help === '')).toEqual([]);
    expect(new Set(VERBS.map(({ id }) => id)).size).toBe(VERBS.length);
  });

  it('has every verb that the reference names', () => {
    const words = (context: string): string[] =>
      VERBS.filter((verb) => verb.context === context).map((verb) => verb.words.join(' '));
    expect(words('static').sort()).toEqual(STATIC);
    expect(words('dynamic').sort()).toEqual(DYNAMIC);
  });
});

const STATIC = [
  'add filter',
  'add filteraction',
  'add filterlist',
  'add policy',
  'add rule',
  'delete all',
  'delete filter',
  'delete filteraction',
  'delete filterlist',
  'delete policy',
  'delete rule',
  'dump',
  'exportpolicy',
  'importpolicy',
  'restorepolicyexamples',
  'set batch',
  'set config',
  'set defaultrule',
  'set filteraction',
  'set filterlist',
  'set interactive',
  'set policy',
  'set rule',
  'set store',
  'show all',
  'show filteraction',
  'show filterlist',
  'show gpoassignedpolicy',
  'show policy',
  'show rule',
  'show store',
];
const DYNAMIC = [
  'add mmpolicy',
  'add qmpolicy',
  'add rule',
  'delete all',
  'delete mmpolicy',
  'delete qmpolicy',
  'delete rule',
  'delete sa',
  'dump',
  'set config',
  'set mmpolicy',
  'set qmpolicy',
  'set rule',
  'show all',
  'show config',
  'show mmfilter',
  'show mmpolicy',
  'show mmsas',
  'show qmfilter',
  'show qmpolicy',
  'show qmsas',
  'show rule',
  'show stats',
];
