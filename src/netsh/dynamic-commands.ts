/** The editing verbs of `netsh ipsec dynamic` as DynamicCommands. */

import type { Address } from '../base/address.ts';
import type { DynamicCommand, DynamicRuleIdentity } from '../policy/dynamic.ts';
import type { TunnelEndpoint } from '../policy/model.ts';
import type { Arguments } from './arguments.ts';
import { NetshProblem } from './problem.ts';

/** A rule's tunnel before its name is looked up. */
type UnresolvedIdentity = Omit<DynamicRuleIdentity, 'tunnel'> & {
  readonly tunnel: TunnelEndpoint | undefined;
};

/** A dynamic command whose DNS names are not looked up yet. */
export type UnresolvedDynamic =
  | Exclude<DynamicCommand, { identity: DynamicRuleIdentity }>
  | WithIdentity<Extract<DynamicCommand, { identity: DynamicRuleIdentity }>>;

type WithIdentity<C> = C extends unknown
  ? Omit<C, 'identity'> & { readonly identity: UnresolvedIdentity }
  : never;

type Builder = (said: Arguments) => UnresolvedDynamic;

export const DYNAMIC_COMMANDS: Readonly<Record<string, Builder>> = {
  'dynamic add mmpolicy': (said) => ({
    kind: 'add-mm-policy',
    name: said.text('name')!,
    quickModeLimit: said.number('qmpermm')!,
    lifetimeMinutes: said.number('mmlifetime')!,
    softSaExpiryMinutes: said.number('softsaexpirationtime')!,
    methods: said.mainModeMethods('mmsecmethods') ?? [],
  }),
  'dynamic set mmpolicy': (said) =>
    changing(said, ['name'], {
      kind: 'set-mm-policy',
      name: said.text('name')!,
      quickModeLimit: said.number('qmpermm'),
      lifetimeMinutes: said.number('mmlifetime'),
      softSaExpiryMinutes: said.number('softsaexpirationtime'),
      methods: said.mainModeMethods('mmsecmethods'),
    }),
  'dynamic add qmpolicy': (said) => ({
    kind: 'add-qm-policy',
    name: said.text('name')!,
    soft: said.yes('soft')!,
    pfs: pfs(said)!,
    methods: said.securityMethods('qmsecmethods') ?? [],
  }),
  'dynamic set qmpolicy': (said) =>
    changing(said, ['name'], {
      kind: 'set-qm-policy',
      name: said.text('name')!,
      soft: said.yes('soft'),
      pfs: pfs(said),
      methods: said.securityMethods('qmsecmethods'),
    }),
  'dynamic add rule': (said) => ({
    kind: 'add-rule',
    identity: identity(said),
    mainModePolicy: said.text('mmpolicy')!,
    quickModePolicy: said.text('qmpolicy'),
    inboundAction: said.word('actioninbound', ACTIONS)!,
    outboundAction: said.word('actionoutbound', ACTIONS)!,
    authentication: said.authentication() ?? [],
  }),
  'dynamic set rule': (said) =>
    changing(said, IDENTITY, {
      kind: 'set-rule',
      identity: identity(said),
      mainModePolicy: said.text('mmpolicy'),
      quickModePolicy: said.text('qmpolicy'),
      inboundAction: said.word('actioninbound', ACTIONS),
      outboundAction: said.word('actionoutbound', ACTIONS),
      authentication: said.authentication(),
    }),
  'dynamic delete rule': (said) => ({ kind: 'delete-rule', identity: identity(said) }),
  'dynamic delete mmpolicy': (said) => ({ kind: 'delete-mm-policy', name: nameOrAll(said) }),
  'dynamic delete qmpolicy': (said) => ({ kind: 'delete-qm-policy', name: nameOrAll(said) }),
  'dynamic delete all': () => ({ kind: 'delete-all' }),
};

const ACTIONS = ['permit', 'block', 'negotiate'] as const;
const CONNECTIONS = ['all', 'lan', 'dialup'] as const;
const IDENTITY = [
  'srcaddr',
  'dstaddr',
  'protocol',
  'srcport',
  'dstport',
  'mirrored',
  'conntype',
  'srcmask',
  'dstmask',
  'tunneldstaddress',
];
const PFS = {
  GRP1: 1,
  GRP2: 2,
  GRP3: 3,
  GRPMM: 'main-mode',
  NOPFS: 'none',
} as const;

/** The one address of a tunnel's end: of a name with several, the first (as ipsecpol did). */
export function tunnelAddress(endpoint: TunnelEndpoint | undefined): Address | undefined {
  return endpoint?.kind === 'dns' ? endpoint.addresses[0] : endpoint?.address;
}

function identity(said: Arguments): UnresolvedIdentity {
  return {
    source: said.address('srcaddr', 'srcmask')!,
    destination: said.address('dstaddr', 'dstmask')!,
    protocol: said.number('protocol')!,
    sourcePort: said.number('srcport')!,
    destinationPort: said.number('dstport')!,
    mirrored: said.yes('mirrored')!,
    connectionType: said.word('conntype', CONNECTIONS)!,
    tunnel: said.endpoint('tunneldstaddress') as TunnelEndpoint | undefined,
  };
}

function pfs(said: Arguments): (typeof PFS)[keyof typeof PFS] | undefined {
  const word = said.word('pfsgroup', ['GRP1', 'GRP2', 'GRP3', 'GRPMM', 'NOPFS']);
  return word === undefined ? undefined : PFS[word];
}

function nameOrAll(said: Arguments): string | 'all' {
  return said.has('all') ? 'all' : said.text('name')!;
}

function changing(
  said: Arguments,
  which: readonly string[],
  command: UnresolvedDynamic,
): UnresolvedDynamic {
  const tags = said.verb.tags.filter(({ name }) => !which.includes(name));
  if (tags.some(({ name }) => said.has(name))) return command;
  throw new NetshProblem(
    `${said.verb.words.join(' ')} is told nothing to set.`,
    `It sets ${tags.map(({ name }) => name).join(', ')}.`,
  );
}
