/** A random policy in force: of a store, sometimes with persistent policy above it and dynamic edits. */

import { parseAddress } from '../../../src/base/address.ts';
import type { PolicyCommand } from '../../../src/policy/commands.ts';
import { compile } from '../../../src/policy/compile.ts';
import { type ActivePolicy, NO_POLICY, type PolicySource } from '../../../src/policy/compiled.ts';
import type { DynamicCommand } from '../../../src/policy/dynamic.ts';
import { applyDynamic } from '../../../src/policy/dynamic-apply.ts';
import { mergeActive } from '../../../src/policy/merge.ts';
import type { PolicyModel } from '../../../src/policy/model.ts';
import type { Draws } from '../../../src/wire/codec.ts';
import { addAction, addFilter, addPolicy, addRule, applied } from '../making.ts';
import { chance, pick } from './draws.ts';
import { filterOf, type PlainFilter, tunnelEnd, tunnelFilters } from './random-filters.ts';
import {
  randomMainMode,
  randomPfs,
  randomProofs,
  randomQuickMode,
  type Taste,
} from './random-methods.ts';
import type { Theme } from './random-pairs.ts';

/** What is in force on the computer of this place. */
export function randomActive(draws: Draws, at: 0 | 1, theme: Theme, taste: Taste): ActivePolicy {
  const local = activeOf(
    randomModel(draws, at, theme, taste, pick(draws, [0, 1, 1, 1, 2, 2, 3])),
    'local',
  );
  const persistent = chance(draws, 10)
    ? activeOf(randomModel(draws, at, theme, taste, draws.integer(0, 2)), 'persistent')
    : NO_POLICY;
  const stored = mergeActive([persistent, local]);
  return chance(draws, 15) ? withDynamicEdits(draws, at, taste, stored) : stored;
}

function activeOf(model: PolicyModel, source: PolicySource): ActivePolicy {
  return model.assigned === undefined ? NO_POLICY : compile(model, model.assigned, source);
}

function randomModel(
  draws: Draws,
  at: 0 | 1,
  theme: Theme,
  taste: Taste,
  rules: number,
): PolicyModel {
  const commands: PolicyCommand[] = [
    addPolicy('policy', {
      methods: randomMainMode(draws, taste),
      defaultResponse: chance(draws, 50),
      masterPfs: chance(draws, 10),
      quickModeLimit: chance(draws, 10) ? draws.integer(1, 3) : 0,
      lifetimeMinutes: pick(draws, [480, 480, 60, 5]),
      assign: chance(draws, 95),
    }),
  ];
  for (let rule = 0; rule < rules; rule++)
    commands.push(...randomRule(draws, at, theme, taste, String(rule)));
  if (theme === 'tunnel') commands.push(...randomTunnel(draws, at, taste));
  commands.push({
    kind: 'set-default-rule',
    policy: { by: 'name', name: 'policy' },
    sessionPfs: randomPfs(draws, taste),
    methods: randomQuickMode(draws, taste),
    authentication: randomProofs(draws, taste),
  });
  return applied(commands);
}

function randomRule(
  draws: Draws,
  at: 0 | 1,
  theme: Theme,
  taste: Taste,
  name: string,
): PolicyCommand[] {
  const filters = [filterOf(draws, at, theme)];
  const second = filterOf(draws, at, theme);
  // One that says the same again would be refused.
  if (chance(draws, 50) && !isSame(filters[0]!, second)) filters.push(second);
  return [
    ...filters.map((filter) => addFilter(`list ${name}`, filter)),
    randomAction(draws, taste, `action ${name}`),
    randomRuleOf(draws, taste, `rule ${name}`, `list ${name}`, `action ${name}`),
  ];
}

function isSame(one: PlainFilter, other: PlainFilter): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The rule out and the rule in, of which one may be missing, or by another filter action. */
function randomTunnel(draws: Draws, at: 0 | 1, taste: Taste): PolicyCommand[] {
  const [out, back] = tunnelFilters(draws, at);
  const commands: PolicyCommand[] = [
    addFilter('tunnel out', out),
    addFilter('tunnel in', back),
    randomAction(draws, taste, 'tunnel', 95),
  ];
  const authentication = randomProofs(draws, taste);
  const other = chance(draws, 8);
  if (other) commands.push(randomAction(draws, taste, 'tunnel in'));
  const rule = (name: string, action: string, toSelf: boolean) =>
    addRule(name, 'policy', name, action, {
      tunnel: { kind: 'address', address: parseAddress(tunnelEnd(draws, at, toSelf)) },
      authentication,
      active: chance(draws, 97),
    });
  if (chance(draws, 94)) commands.push(rule('tunnel out', 'tunnel', false));
  if (chance(draws, 94)) commands.push(rule('tunnel in', other ? 'tunnel in' : 'tunnel', true));
  if (chance(draws, 20)) commands.reverse();
  return sorted(commands);
}

/** Lists and actions before the rules that name them; else in the order given. */
function sorted(commands: readonly PolicyCommand[]): PolicyCommand[] {
  const isRule = ({ kind }: PolicyCommand) => kind === 'add-rule';
  return [...commands.filter((one) => !isRule(one)), ...commands.filter(isRule)];
}

function randomAction(draws: Draws, taste: Taste, name: string, negotiates = 82): PolicyCommand {
  return addAction(name, {
    action: chance(draws, negotiates) ? 'negotiate' : pick(draws, ['permit', 'block']),
    sessionPfs: randomPfs(draws, taste),
    inboundPassThrough: chance(draws, 40),
    soft: chance(draws, 40),
    methods: randomQuickMode(draws, taste),
  });
}

function randomRuleOf(
  draws: Draws,
  taste: Taste,
  name: string,
  list: string,
  action: string,
): PolicyCommand {
  return addRule(name, 'policy', list, action, {
    active: chance(draws, 92),
    connectionType: pick(draws, ['all', 'all', 'all', 'all', 'all', 'all', 'lan', 'dialup']),
    authentication: randomProofs(draws, taste),
  });
}

/** Rules of `netsh ipsec dynamic`, which alone have groups of their own for PFS. */
function withDynamicEdits(
  draws: Draws,
  at: 0 | 1,
  taste: Taste,
  active: ActivePolicy,
): ActivePolicy {
  const filter = filterOf(draws, at, 'computers');
  const action = () => pick(draws, ['negotiate', 'negotiate', 'permit', 'block'] as const);
  const commands: DynamicCommand[] = [
    {
      kind: 'add-mm-policy',
      name: 'dynamic main mode',
      quickModeLimit: 0,
      lifetimeMinutes: 480,
      softSaExpiryMinutes: 480,
      methods: randomMainMode(draws, taste),
    },
    {
      kind: 'add-qm-policy',
      name: 'dynamic quick mode',
      soft: chance(draws, 40),
      pfs: pick(draws, ['none', 'none', 'main-mode', 1, 2, 3]),
      methods: randomQuickMode(draws, taste),
    },
    {
      kind: 'add-rule',
      identity: { ...filter, connectionType: 'all', tunnel: undefined },
      mainModePolicy: 'dynamic main mode',
      quickModePolicy: 'dynamic quick mode',
      inboundAction: action(),
      outboundAction: action(),
      authentication: randomProofs(draws, taste),
    },
  ];
  return commands.reduce((policy, command) => {
    const done = applyDynamic(policy, command);
    // Rules for the same computers must be proved alike: such a rule is refused, and is not there.
    return done.ok ? done.policy : policy;
  }, active);
}
