import { expect, test } from 'vitest';
import type { PolicyCommand } from '../../src/policy/commands.ts';
import { compile } from '../../src/policy/compile.ts';
import { type ActivePolicy, NO_POLICY, type PolicySource } from '../../src/policy/compiled.ts';
import { dynamicPart, mergeActive } from '../../src/policy/merge.ts';
import { addAction, addFilter, addPolicy, addRule, applied, context, subnet } from './making.ts';

function from(source: PolicySource, ...commands: readonly PolicyCommand[]): ActivePolicy {
  const model = applied(commands, undefined, context(1, source.length * 100));
  return compile(model, model.policies[0]!.guid, source);
}

const basis = [addPolicy('P'), addAction('A'), addFilter('F'), addRule('R', 'P', 'F', 'A')];
const persistent = from('persistent', ...basis);
const narrow = addFilter('F', { destination: subnet('10.0.0.0', 8) });
const local = from('local', basis[0]!, basis[1]!, narrow, basis[3]!);

test('persistent policy adds to that of this computer', () => {
  const merged = mergeActive([persistent, local]);
  expect(merged.quickModeFilters.map(({ from }) => from)).toEqual(['persistent', 'local']);
  expect(merged.mainModeFilters.map(({ from }) => from)).toEqual(['persistent', 'local']);
});

test('two policies of one name stay two', () => {
  const merged = mergeActive([persistent, local]);
  expect(merged.mainModePolicies.map(({ name }) => name)).toEqual(['P', 'P (local)']);
  expect(merged.quickModePolicies.map(({ name }) => name)).toEqual([
    'A',
    '<Dynamic>',
    'A (local)',
    '<Dynamic> (local)',
  ]);
  expect(merged.mainModeFilters.map(({ policy }) => policy)).toEqual(['P', 'P (local)']);
  expect(merged.quickModeFilters.map(({ policy }) => policy)).toEqual(['A', 'A (local)']);
});

test('of filters for the same packets the first layer has its way', () => {
  const same = from('local', ...basis);
  const merged = mergeActive([persistent, same]);
  expect(merged.quickModeFilters.map(({ from }) => from)).toEqual(['persistent']);
  expect(merged.mainModeFilters.map(({ from }) => from)).toEqual(['persistent']);
});

test('the first layer that has one gives the default response', () => {
  const silent = from('persistent', addPolicy('Q', { defaultResponse: false }));
  expect(mergeActive([silent, local]).defaultResponse).toMatchObject({
    from: 'local',
    quickModePolicy: '<Dynamic>',
  });
  expect(mergeActive([persistent, local]).defaultResponse?.from).toBe('persistent');
});

test('a policy that dynamic edits changed stands in for its original', () => {
  const [policy] = local.mainModePolicies;
  const edited: ActivePolicy = {
    ...NO_POLICY,
    mainModePolicies: [{ ...policy!, source: 'dynamic', quickModeLimit: 9 }],
  };
  const merged = mergeActive([edited, local]);
  expect(merged.mainModePolicies).toEqual(edited.mainModePolicies);
  expect(merged.mainModeFilters[0]?.policy).toBe('P');
});

test('what dynamic edits made outlives new policy', () => {
  const [filter] = local.quickModeFilters;
  const edit = { ...filter!, from: 'dynamic', inboundAction: 'block' } as const;
  const active = mergeActive([{ ...NO_POLICY, quickModeFilters: [edit] }, persistent, local]);
  expect(dynamicPart(active)).toEqual({ ...NO_POLICY, quickModeFilters: [edit] });
  const anew = mergeActive([dynamicPart(active), local]);
  expect(anew.quickModeFilters.map(({ inboundAction }) => inboundAction)).toEqual(['block']);
});

test('nothing merged is nothing', () => {
  expect(mergeActive([])).toEqual(NO_POLICY);
  expect(mergeActive([NO_POLICY, local])).toEqual(local);
});
