/** Whatever a store holds, its dump makes it again elsewhere: the same shows, the same dump, the same file. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { apply } from '../../src/policy/apply.ts';
import type { FilterAddress, PolicyModel, TunnelEndpoint } from '../../src/policy/model.ts';
import { modelProblem } from '../../src/policy/model-check.ts';
import { anyCommand } from '../policy/arbitrary.ts';
import { addAction, addFilter, addPolicy, addRule, applied, context } from '../policy/making.ts';
import { dumpProblem } from './same-store.ts';

const START = applied(
  [addPolicy('A'), addFilter('A'), addAction('A'), addRule('A', 'A', 'A', 'A')],
  undefined,
  context(1, 900),
);

/** What commands make, with names that no shell likes, and DNS names that mean what they mean here. */
const models = fc
  .tuple(
    fc.array(anyCommand, { minLength: 5, maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.array(fc.constantFrom('"', "'", '\\', '=', '#', ' ', '?', '<hidden>'), { maxLength: 6 }),
  )
  .map(([commands, letters, signs]) => {
    let model = START;
    const using = context();
    for (const command of commands) {
      const result = apply(model, command, using);
      if (result.ok) model = result.model;
    }
    return renamed(model, `${letters}${signs.join('')}.`);
  })
  .filter((model) => modelProblem(model) === undefined);

it('a dump makes the same store', async () => {
  let rules = 0;
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(models, async (model) => {
      runs++;
      rules += model.policies.flatMap((policy) => policy.rules).length;
      expect(await dumpProblem(model)).toBeUndefined();
    }),
    { numRuns: 60, seed: 2003 },
  );
  expect(rules).toBeGreaterThan(runs / 2);
}, 120_000);

function renamed(model: PolicyModel, tail: string): PolicyModel {
  const name = <T extends { readonly name: string; readonly description: string }>(one: T): T => ({
    ...one,
    name: `${one.name} ${tail}`,
    description: one.description === '' ? '' : `${one.description} ${tail}`,
  });
  return {
    ...model,
    filterLists: model.filterLists.map((list) => ({
      ...name(list),
      filters: list.filters.map((filter) => ({
        ...filter,
        source: known(filter.source),
        destination: known(filter.destination),
      })),
    })),
    filterActions: model.filterActions.map(name),
    policies: model.policies.map((policy) => ({
      ...name(policy),
      rules: policy.rules.map((rule) => ({
        ...name(rule),
        tunnel: rule.tunnel === undefined ? undefined : known(rule.tunnel),
      })),
    })),
  };
}

/** The addresses that a computer in memory finds. */
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'a.example': ['192.0.2.10'],
  'gate.example': ['192.0.2.20', '192.0.2.21'],
};

function known<A extends FilterAddress | TunnelEndpoint>(one: A): A {
  if (one.kind !== 'dns') return one;
  return { ...one, addresses: (ADDRESSES[one.name] ?? []).map(parseAddress) };
}
