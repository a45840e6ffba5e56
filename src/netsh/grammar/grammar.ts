/** The whole grammar as one table. */

import { BASE, DYNAMIC_DUMP, IPSEC, ROOT, STATIC_DUMP } from './base.ts';
import { DYNAMIC } from './dynamic.ts';
import { DYNAMIC_SHOW } from './dynamic-show.ts';
import { STATIC_EDIT } from './static-edit.ts';
import { STATIC_REST } from './static-rest.ts';
import type { Context, ContextName, Verb, VerbEntry } from './types.ts';

export const CONTEXTS: Readonly<Record<ContextName, Context>> = {
  root: { name: 'root', path: [], parent: undefined, summary: 'where netsh begins' },
  ipsec: { name: 'ipsec', path: ['ipsec'], parent: 'root', summary: 'IPsec policy' },
  static: {
    name: 'static',
    path: ['ipsec', 'static'],
    parent: 'ipsec',
    summary: 'policies in a store, in force only where one is assigned',
  },
  dynamic: {
    name: 'dynamic',
    path: ['ipsec', 'dynamic'],
    parent: 'ipsec',
    summary: 'what is in force: changes act at once and end with the service',
  },
};

export const VERBS: readonly Verb[] = [
  ...entries('base', BASE),
  ...entries('root', ROOT),
  ...entries('ipsec', IPSEC),
  ...entries('static', { ...STATIC_EDIT, ...STATIC_REST, ...STATIC_DUMP }),
  ...entries('dynamic', { ...DYNAMIC, ...DYNAMIC_SHOW, ...DYNAMIC_DUMP }),
];

/** The words that open a context from the one above: `static` in `ipsec`. */
export function contextsUnder(name: ContextName): readonly Context[] {
  return Object.values(CONTEXTS).filter((context) => context.parent === name);
}

/** The verbs of a context itself, without those of every context. */
export function verbsOf(context: Verb['context']): readonly Verb[] {
  return VERBS.filter((verb) => verb.context === context);
}

function entries(
  context: Verb['context'],
  table: Readonly<Record<string, VerbEntry>>,
): readonly Verb[] {
  return Object.entries(table).map(([words, entry]) => ({
    id: `${context} ${words}`,
    context,
    words: words.split(' '),
    summary: entry.summary,
    tags: entry.tags ?? [],
    notes: entry.notes ?? [],
    examples: entry.examples ?? [],
  }));
}
