/** The editing verbs of `netsh ipsec static` as PolicyCommands. */

import type { FilterIdentity, PolicyCommand, Reference } from '../policy/commands.ts';
import type { TunnelEndpoint } from '../policy/model.ts';
import type { Arguments } from './arguments.ts';
import { NetshProblem } from './problem.ts';

type Builder = (said: Arguments) => PolicyCommand;

/** The command that a verb means, by the verb's id. DNS names in it are not looked up yet. */
export const STATIC_COMMANDS: Readonly<Record<string, Builder>> = {
  'static add filter': (said) => ({
    kind: 'add-filter',
    filterList: said.text('filterlist')!,
    filter: { ...filterIdentity(said), description: said.text('description') ?? '' },
  }),
  'static add filteraction': (said) => ({
    kind: 'add-filter-action',
    name: said.text('name')!,
    description: said.text('description') ?? '',
    action: said.word('action', ACTIONS)!,
    sessionPfs: said.yes('qmpfs')!,
    inboundPassThrough: said.yes('inpass')!,
    soft: said.yes('soft')!,
    methods: said.securityMethods('qmsecmethods') ?? [],
  }),
  'static add filterlist': (said) => ({
    kind: 'add-filter-list',
    name: said.text('name')!,
    description: said.text('description') ?? '',
  }),
  'static add policy': (said) => ({
    kind: 'add-policy',
    name: said.text('name')!,
    description: said.text('description') ?? '',
    masterPfs: said.yes('mmpfs')!,
    quickModeLimit: said.number('qmpermm')!,
    lifetimeMinutes: said.number('mmlifetime')!,
    defaultResponse: said.yes('activatedefaultrule')!,
    pollingMinutes: said.number('pollinginterval')!,
    assign: said.yes('assign')!,
    methods: said.mainModeMethods('mmsecmethods') ?? [],
  }),
  'static add rule': (said) => ({
    kind: 'add-rule',
    name: said.text('name')!,
    policy: named(said, 'policy')!,
    filterList: named(said, 'filterlist')!,
    filterAction: named(said, 'filteraction')!,
    tunnel: said.endpoint('tunnel') as TunnelEndpoint | undefined,
    connectionType: said.word('conntype', CONNECTIONS)!,
    active: said.yes('activate')!,
    description: said.text('description') ?? '',
    authentication: said.authentication() ?? [],
  }),
  'static set defaultrule': (said) =>
    changing(said, {
      kind: 'set-default-rule',
      policy: named(said, 'policy')!,
      sessionPfs: said.yes('qmpfs'),
      active: said.yes('activate'),
      methods: said.securityMethods('qmsecmethods'),
      authentication: said.authentication(),
    }),
  'static set filteraction': (said) =>
    changing(said, {
      kind: 'set-filter-action',
      target: target(said),
      newName: said.text('newname'),
      description: said.text('description'),
      action: said.word('action', ACTIONS),
      sessionPfs: said.yes('qmpfs'),
      inboundPassThrough: said.yes('inpass'),
      soft: said.yes('soft'),
      methods: said.securityMethods('qmsecmethods'),
    }),
  'static set filterlist': (said) =>
    changing(said, {
      kind: 'set-filter-list',
      target: target(said),
      newName: said.text('newname'),
      description: said.text('description'),
    }),
  'static set policy': (said) =>
    changing(said, {
      kind: 'set-policy',
      target: target(said),
      newName: said.text('newname'),
      description: said.text('description'),
      masterPfs: said.yes('mmpfs'),
      quickModeLimit: said.number('qmpermm'),
      lifetimeMinutes: said.number('mmlifetime'),
      defaultResponse: said.yes('activatedefaultrule'),
      pollingMinutes: said.number('pollinginterval'),
      assign: said.yes('assign'),
      methods: said.mainModeMethods('mmsecmethods'),
    }),
  'static set rule': (said) =>
    changing(said, {
      kind: 'set-rule',
      target: target(said),
      policy: named(said, 'policy')!,
      newName: said.text('newname'),
      description: said.text('description'),
      filterList: named(said, 'filterlist'),
      filterAction: named(said, 'filteraction'),
      tunnel: said.endpoint('tunnel'),
      connectionType: said.word('conntype', CONNECTIONS),
      active: said.yes('activate'),
      authentication: said.authentication(),
    }),
  'static delete filter': (said) => ({
    kind: 'delete-filter',
    filterList: said.text('filterlist')!,
    filter: filterIdentity(said),
  }),
  'static delete filteraction': (said) => ({
    kind: 'delete-filter-action',
    target: targetOrAll(said),
  }),
  'static delete filterlist': (said) => ({
    kind: 'delete-filter-list',
    target: targetOrAll(said),
  }),
  'static delete policy': (said) => ({ kind: 'delete-policy', target: targetOrAll(said) }),
  'static delete rule': (said) => ({
    kind: 'delete-rule',
    target: said.has('id') ? { by: 'id', id: said.number('id')! } : targetOrAll(said),
    policy: named(said, 'policy')!,
  }),
  'static delete all': () => ({ kind: 'delete-all' }),
  'static restorepolicyexamples': (said) => ({
    kind: 'restore-examples',
    release: said.word('release', ['win2k', 'win2003'])!,
  }),
};

const ACTIONS = ['permit', 'block', 'negotiate'] as const;
const CONNECTIONS = ['all', 'lan', 'dialup'] as const;
/** What says which object is meant, and so changes nothing. */
const IDENTITY: ReadonlySet<string> = new Set(['name', 'guid', 'id', 'policy', 'gponame']);

function filterIdentity(said: Arguments): FilterIdentity {
  return {
    source: said.address('srcaddr', 'srcmask')!,
    destination: said.address('dstaddr', 'dstmask')!,
    protocol: said.number('protocol')!,
    sourcePort: said.number('srcport')!,
    destinationPort: said.number('dstport')!,
    mirrored: said.yes('mirrored')!,
  };
}

function named(said: Arguments, tag: string): Reference | undefined {
  const name = said.text(tag);
  return name === undefined ? undefined : { by: 'name', name };
}

function target(said: Arguments): Reference {
  const tags = said.verb.tags.map(({ name }) => name);
  if (tags.includes('guid') && said.has('guid')) return { by: 'guid', guid: said.guid('guid')! };
  if (tags.includes('id') && said.has('id')) return { by: 'id', id: said.number('id')! };
  return { by: 'name', name: said.text('name')! };
}

function targetOrAll(said: Arguments): Reference | 'all' {
  return said.has('all') ? 'all' : { by: 'name', name: said.text('name')! };
}

/** A `set` that sets nothing is more likely a slip than a wish. */
function changing(said: Arguments, command: PolicyCommand): PolicyCommand {
  const tags = said.verb.tags.filter(({ name }) => !IDENTITY.has(name));
  if (tags.some(({ name }) => said.has(name))) return command;
  throw new NetshProblem(
    `${said.verb.words.join(' ')} is told nothing to set.`,
    `It sets ${tags.map(({ name }) => name).join(', ')}.`,
  );
}
