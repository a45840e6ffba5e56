/** All that a command line can change on a computer in memory, and what the next one can be about. */

import type { StoreChoice } from '../../src/netsh/backend.ts';
import { packets, tag } from '../../src/netsh/written.ts';
import type { ActivePolicy, QuickModeFilter } from '../../src/policy/compiled.ts';
import type { DriverSettings } from '../../src/policy/dynamic.ts';
import type { PolicyModel } from '../../src/policy/model.ts';
import type { Known } from './fuzz-lines.ts';
import { FUZZ_KEY } from './fuzz-values.ts';
import type { Memory } from './memory.ts';

export interface Seen {
  /** Local, persistent, domain. */
  readonly models: readonly PolicyModel[];
  readonly active: ActivePolicy;
  readonly settings: DriverSettings;
  readonly store: StoreChoice;
  readonly context: string;
}

export async function seenOf(computer: Memory): Promise<Seen> {
  const { session } = computer;
  const models = [];
  for (const location of ['local', 'persistent', 'domain'] as const)
    models.push(await computer.model(location));
  return {
    models,
    active: computer.active(),
    settings: await computer.settings(),
    store: session.store,
    context: session.context,
  };
}

const SETTINGS = ['actioni=permit', 'actiono=n', 'kerb=y', `psk=${FUZZ_KEY}`, 'qmpolicy=a mmp=b'];

function ruleText(filter: QuickModeFilter): string {
  const { sourcePort, destinationPort, connectionType, tunnel } = filter;
  const ports = sourcePort === 0 && destinationPort === 0 ? ' srcport=0 dstport=0' : '';
  const end = typeof tunnel === 'string' ? tunnel : tunnel?.text;
  return `${packets(filter)}${ports} conntype=${connectionType}${tag('tunneldstaddress', end)}`;
}

/** What there is in the store that commands act on, and in force. */
export function knownOf({ session }: Memory, { models, active }: Seen): Known {
  const [local, persistent, domain] = models;
  const model = { local, persistent, domain }[session.store.location]!;
  const { policies, filterLists, filterActions } = model;
  const named = (things: readonly { readonly name: string }[]) => things.map(({ name }) => name);
  return {
    context: session.context,
    names: {
      policy: named(policies),
      filterlist: named(filterLists),
      filteraction: named(filterActions),
      rule: named(policies.flatMap(({ rules }) => rules)),
      mmpolicy: named(active.mainModePolicies),
      qmpolicy: named(active.quickModePolicies),
      mmfilter: named(active.mainModeFilters),
      qmfilter: named(active.quickModeFilters),
    },
    whole: {
      'static delete filter': filterLists.flatMap(({ name, filters }) =>
        filters.map((filter) => `${tag('filterlist', name)}${packets(filter)}`),
      ),
      'dynamic delete rule': active.quickModeFilters.map(ruleText),
      'dynamic set rule': active.quickModeFilters.flatMap((filter) =>
        SETTINGS.map((setting) => `${ruleText(filter)} ${setting}`),
      ),
    },
    guids: [...policies, ...filterLists, ...filterActions].map(({ guid }) => guid),
  };
}
