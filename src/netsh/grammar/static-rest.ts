/** `netsh ipsec static`: the verbs that show, choose the store, and go between stores and files. */

import {
  all,
  byName,
  FILE,
  format,
  integer,
  level,
  MOST,
  NAME,
  optional,
  required,
  resolvedns,
  TEXT,
  wide,
  word,
} from './tags.ts';
import type { Tag, VerbEntry } from './types.ts';

const byRule = required('rule', NAME, 'What this rule uses.', { either: 'target' });
const shownAs: readonly Tag[] = [level, format, wide];
const mode = required('mode', word('enable', 'disable'), 'On or off.');

export const STATIC_REST: Readonly<Record<string, VerbEntry>> = {
  'show all': {
    summary: 'show all policies with all that belongs to them, filter lists and filter actions',
    tags: [format, wide],
    examples: ['show all', 'show all format=table wide=yes'],
  },
  'show filteraction': {
    summary: 'show filter actions',
    tags: [byName('filter action'), byRule, all('All of them.'), ...shownAs],
    examples: ['show filteraction all', 'show filteraction name="Secure" level=verbose'],
  },
  'show filterlist': {
    summary: 'show filter lists and their filters',
    tags: [byName('filter list'), byRule, all('All of them.'), level, format, resolvedns, wide],
    examples: ['show filterlist all level=verbose format=table', 'show filterlist rule="Web"'],
  },
  'show gpoassignedpolicy': {
    summary: 'show the policy that the directory assigns to this computer',
    tags: [optional('name', NAME, 'A group policy object; without it, those of this computer.')],
    examples: ['show gpoassignedpolicy'],
  },
  'show policy': {
    summary: 'show policies',
    tags: [byName('policy'), all('All of them.'), ...shownAs],
    examples: ['show policy all', 'show policy name="Office" level=verbose'],
  },
  'show rule': {
    summary: 'show rules of a policy',
    tags: [
      byName('rule'),
      required('id', integer(1, MOST), 'The number of the rule.', { either: 'target' }),
      all('All of them.'),
      {
        ...all('The default response rule.'),
        name: 'default',
      },
      required('policy', NAME, 'The policy.'),
      optional('type', word('tunnel', 'transport'), 'Only rules of this kind.'),
      ...shownAs,
    ],
    examples: ['show rule all policy="Office"', 'show rule id=1 policy="Office" level=verbose'],
  },
  'show store': {
    summary: 'show which store commands act on',
    examples: ['show store'],
  },
  'set store': {
    summary: 'choose the store that commands act on from now on',
    tags: [
      required(
        'location',
        word('local', 'persistent', 'domain'),
        'local: this computer. persistent: this computer, before and besides all else. domain: the directory.',
      ),
      optional('domain', NAME, "The DNS name of the domain, where it is not this computer's own."),
    ],
    notes: ['Nothing is copied or converted: policies stay in the store where they are.'],
    examples: ['set store location=persistent', 'set store location=domain domain=lab.example'],
  },
  'set batch': {
    summary: 'collect changes and write them once',
    tags: [mode],
    notes: [
      'Changes are written when batch mode is disabled, when another store is chosen, and at the end. A running peer takes each change at once all the same.',
    ],
    examples: ['set batch mode=enable'],
  },
  'set interactive': {
    summary: 'ask before anything is deleted',
    tags: [mode],
    examples: ['set interactive mode=enable'],
  },
  'set config': {
    summary: "bootmode only, as under dynamic; all other properties are dynamic's",
    tags: [
      required('property', NAME, 'bootmode.'),
      required('value', TEXT, 'stateful, block or permit.'),
    ],
    notes: ['Microsoft documents config under dynamic. Some guides write it under static.'],
    examples: ['set config property=bootmode value=block'],
  },
  exportpolicy: {
    summary: 'write the whole store into a file',
    tags: [required('file', FILE, '.ipsec is appended where the name has no ending.')],
    notes: [
      "The file is JSON in a form of Espial's own; that of Windows is not published.",
      'Pre-shared keys are in it only where secrets are to be shown (--show-secrets).',
    ],
    examples: ['exportpolicy file=office.ipsec'],
  },
  importpolicy: {
    summary: 'take in all that such a file holds; objects of the same GUID are replaced',
    tags: [required('file', FILE, '.ipsec is appended where the name has no ending.')],
    examples: ['importpolicy file=office.ipsec'],
  },
};
