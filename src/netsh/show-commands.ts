/** The show verbs as ShowRequests. */

import type { Arguments } from './arguments.ts';
import type {
  DynamicShowRequest,
  ShowFilter,
  ShowRequest,
  ShowStyle,
  StaticShowRequest,
} from './show-request.ts';

type Builder = (said: Arguments) => ShowRequest;

/** The request that a show verb makes, by the verb's id. */
export const SHOW_COMMANDS: Readonly<Record<string, Builder>> = {
  'static show all': (said) => ({ ...ofStatic(said), what: 'all' }),
  'static show store': (said) => ({ ...ofStatic(said), what: 'store' }),
  'static show filteraction': (said) => ({
    ...ofStatic(said),
    what: 'filteraction',
    target: objectTarget(said),
    verbose: verbose(said),
  }),
  'static show filterlist': (said) => ({
    ...ofStatic(said),
    what: 'filterlist',
    target: objectTarget(said),
    verbose: verbose(said),
  }),
  'static show policy': (said) => ({
    ...ofStatic(said),
    what: 'policy',
    target: said.has('all') ? 'all' : { by: 'name', name: said.text('name')! },
    verbose: verbose(said),
  }),
  'static show rule': (said) => ({
    ...ofStatic(said),
    what: 'rule',
    policy: said.text('policy')!,
    target: ruleTarget(said),
    type: said.word('type', ['tunnel', 'transport']),
    verbose: verbose(said),
  }),
  'static show gpoassignedpolicy': (said) => ({
    ...ofStatic(said),
    what: 'gpoassignedpolicy',
    name: said.text('name'),
  }),
  'dynamic show all': (said) => ({ ...ofDynamic(said), what: 'all' }),
  'dynamic show config': (said) => ({ ...ofDynamic(said), what: 'config' }),
  'dynamic show mmfilter': (said) => ({ ...filters(said), what: 'mmfilter' }),
  'dynamic show qmfilter': (said) => ({ ...filters(said), what: 'qmfilter' }),
  'dynamic show mmpolicy': (said) => ({
    ...ofDynamic(said),
    what: 'mmpolicy',
    name: said.text('name'),
  }),
  'dynamic show qmpolicy': (said) => ({
    ...ofDynamic(said),
    what: 'qmpolicy',
    name: said.text('name'),
  }),
  'dynamic show mmsas': (said) => ({ ...ofDynamic(said), what: 'mmsas', filter: filterOf(said) }),
  'dynamic show qmsas': (said) => ({ ...ofDynamic(said), what: 'qmsas', filter: filterOf(said) }),
  'dynamic show rule': (said) => ({
    ...ofDynamic(said),
    what: 'rule',
    type: said.word('type', ['tunnel', 'transport']),
    filter: filterOf(said),
  }),
  'dynamic show stats': (said) => ({
    ...ofDynamic(said),
    what: 'stats',
    type: said.word('type', ['all', 'ike', 'ipsec'])!,
  }),
};

const ACTIONS = ['permit', 'block', 'negotiate'] as const;

function ofStatic(said: Arguments): Pick<StaticShowRequest, 'context' | 'style'> {
  return { context: 'static', style: styleOf(said) };
}

function ofDynamic(said: Arguments): Pick<DynamicShowRequest, 'context' | 'style'> {
  return { context: 'dynamic', style: styleOf(said) };
}

function styleOf(said: Arguments): ShowStyle {
  const takes = (name: string): boolean => said.verb.tags.some((tag) => tag.name === name);
  return {
    format: (takes('format') ? said.word('format', ['list', 'table']) : undefined) ?? 'list',
    wide: (takes('wide') && said.yes('wide')) === true,
    resolvedns: (takes('resolvedns') && said.yes('resolvedns')) === true,
  };
}

function verbose(said: Arguments): boolean {
  return said.word('level', ['verbose', 'normal']) === 'verbose';
}

function objectTarget(
  said: Arguments,
): 'all' | { by: 'name'; name: string } | { by: 'rule'; rule: string } {
  if (said.has('all')) return 'all';
  if (said.has('rule')) return { by: 'rule', rule: said.text('rule')! };
  return { by: 'name', name: said.text('name')! };
}

function ruleTarget(
  said: Arguments,
): 'all' | 'default' | { by: 'name'; name: string } | { by: 'id'; id: number } {
  if (said.has('all')) return 'all';
  if (said.has('default')) return 'default';
  if (said.has('id')) return { by: 'id', id: said.number('id')! };
  return { by: 'name', name: said.text('name')! };
}

function filters(said: Arguments): Pick<DynamicShowRequest, 'context' | 'style'> & {
  name: string | undefined;
  type: 'generic' | 'specific';
  filter: ShowFilter;
} {
  return {
    ...ofDynamic(said),
    name: said.text('name'),
    type: said.word('type', ['generic', 'specific'])!,
    filter: filterOf(said),
  };
}

/** What the verb's tags say of it; a verb that lacks a tag leaves it open. */
function filterOf(said: Arguments): ShowFilter {
  const takes = (name: string): boolean => said.verb.tags.some((tag) => tag.name === name);
  const address = (side: 'src' | 'dst'): ShowFilter['source'] =>
    takes(`${side}addr`) ? said.address(`${side}addr`, `${side}mask`) : undefined;
  const number = (name: string): number | undefined =>
    takes(name) ? said.number(name) : undefined;
  const action = (name: string): ShowFilter['inboundAction'] =>
    takes(name) ? said.word(name, ACTIONS) : undefined;
  return {
    source: address('src'),
    destination: address('dst'),
    protocol: number('protocol'),
    sourcePort: number('srcport'),
    destinationPort: number('dstport'),
    inboundAction: action('actioninbound'),
    outboundAction: action('actionoutbound'),
  };
}
