/** `netsh ipsec dynamic show`: what is in force, SAs and statistics. */

import {
  ACTION,
  ADDRESS,
  all,
  byName,
  format,
  MASK,
  optional,
  PORT,
  PROTOCOL,
  resolvedns,
  word,
} from './tags.ts';
import type { Tag, VerbEntry } from './types.ts';

const everything = all('All of them, as when nothing is said.', {});
const generic = optional(
  'type',
  word('generic', 'specific'),
  'As administrators say it, or with the addresses that it comes to.',
  { default: 'generic' },
);
const addresses: readonly Tag[] = [
  optional('srcaddr', ADDRESS, 'Only with this source.'),
  optional('dstaddr', ADDRESS, 'Only with this destination.'),
];
const masks: readonly Tag[] = [
  optional('srcmask', MASK, 'The mask of srcaddr.'),
  optional('dstmask', MASK, 'The mask of dstaddr.'),
];
const onlyProtocol = optional('protocol', PROTOCOL, 'Only with this protocol.');
const ports: readonly Tag[] = [
  optional('srcport', PORT, 'Only with this source port.'),
  optional('dstport', PORT, 'Only with this destination port.'),
];
const actions: readonly Tag[] = [
  optional('actioninbound', ACTION, 'Only with this action for packets that come.'),
  optional('actionoutbound', ACTION, 'Only with this action for packets that go.'),
];

export const DYNAMIC_SHOW: Readonly<Record<string, VerbEntry>> = {
  'show all': {
    summary: 'show policies, filters, statistics and SAs',
    tags: [resolvedns],
    examples: ['show all', 'show all resolvedns=yes'],
  },
  'show config': {
    summary: 'show the seven properties that set config sets',
    examples: ['show config'],
  },
  'show mmfilter': {
    summary: 'show main-mode filters',
    tags: [optionalTarget(), everything, generic, ...addresses, ...masks, resolvedns],
    examples: ['show mmfilter all', 'show mmfilter type=specific srcaddr=192.0.2.1'],
  },
  'show mmpolicy': {
    summary: 'show main-mode policies',
    tags: [optionalTarget(), everything],
    examples: ['show mmpolicy all', 'show mmpolicy name="mm"'],
  },
  'show mmsas': {
    summary: 'show main-mode SAs',
    tags: [everything, ...addresses, format, resolvedns],
    examples: ['show mmsas', 'show mmsas all format=table', 'show mmsas dstaddr=192.0.2.2'],
  },
  'show qmfilter': {
    summary: 'show quick-mode filters',
    tags: [
      optionalTarget(),
      everything,
      generic,
      ...addresses,
      ...masks,
      onlyProtocol,
      ...ports,
      ...actions,
      resolvedns,
    ],
    examples: ['show qmfilter all', 'show qmfilter type=specific protocol=TCP dstport=80'],
  },
  'show qmpolicy': {
    summary: 'show quick-mode policies',
    tags: [optionalTarget(), everything],
    examples: ['show qmpolicy all'],
  },
  'show qmsas': {
    summary: 'show quick-mode SAs, soft ones too',
    tags: [everything, ...addresses, onlyProtocol, format, resolvedns],
    examples: ['show qmsas', 'show qmsas srcaddr=192.0.2.1 protocol=ICMP format=table'],
  },
  'show rule': {
    summary: 'show the rules that are in force, as pairs of main-mode and quick-mode filters',
    tags: [
      optional('type', word('transport', 'tunnel'), 'Only rules of this kind.'),
      ...addresses,
      ...masks,
      onlyProtocol,
      ...ports,
      ...actions,
      resolvedns,
    ],
    examples: ['show rule', 'show rule type=tunnel'],
  },
  'show stats': {
    summary: 'show the statistics of IKE and IPsec',
    tags: [optional('type', word('all', 'ike', 'ipsec'), 'Which of them.', { default: 'all' })],
    examples: ['show stats', 'show stats type=ike'],
  },
};

/** `name` that may be left out: then all are shown. */
function optionalTarget(): Tag {
  return { ...byName('object'), required: false };
}
