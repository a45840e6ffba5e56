/** Another policy while computers talk: SAs that it does not touch go on, the others end on both sides. */

import { expect, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../../src/policy/model.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer, unreachable } from './computer.ts';
import { changeRule } from './dynamic-rule.ts';

const PSK = 'known to both';
const TO_80 = smallModel({ name: 'To 80', port: 80, psk: PSK });
const TO_81 = smallModel({ name: 'To 81', port: 81, psk: PSK });
const EVERYTHING = smallModel({ name: 'Everything', psk: PSK });

/** One policy with the rules of several. */
function joined(...models: readonly PolicyModel[]): PolicyModel {
  const [first] = models;
  const rules = models.flatMap(({ policies }, i) =>
    policies.flatMap((policy) => policy.rules.map((rule) => ({ ...rule, id: i + 1 }))),
  );
  return {
    policies: [{ ...first!.policies[0]!, rules }],
    filterLists: models.flatMap(({ filterLists }) => filterLists),
    filterActions: models.flatMap(({ filterActions }) => filterActions),
    assigned: first!.assigned,
  };
}

/** A computer that talks protected to ports 80 and 81 of its neighbour, by policy of this source. */
function talking(source: 'local' | 'directory'): Computer {
  const stores = new MemoryStores();
  const model = joined(TO_80, TO_81);
  if (source === 'local') stores.write('local', model);
  const computer = new Computer({ stores, neighbour: EVERYTHING });
  if (source === 'directory') computer.directory = () => ({ model, gpo: 'Servers' });
  computer.run(20_000);
  expect([computer.send(80), computer.send(81)]).toEqual(['protected', 'protected']);
  expect(pairsOf(computer)).toEqual(BOTH);
  return computer;
}

const BOTH = ['To 80 rule', 'To 81 rule'];

/** The rules whose SAs the computer has. */
function pairsOf({ a }: Computer): string[] {
  return a.host.query('quick-mode-sas').items.map(({ policy }) => policy.split(' [')[0]!);
}

const countOfNeighbour = ({ pair }: Computer): number =>
  pair.b.host.query('quick-mode-sas').items.length;

test('a rule that is gone takes its SAs with it, on both sides, and no others', () => {
  const computer = talking('local');
  computer.writeLocal(TO_80);
  computer.run(1000);
  expect(pairsOf(computer)).toEqual(['To 80 rule']);
  expect(countOfNeighbour(computer)).toBe(1);
  expect(computer.events('quick-mode-ended')).toMatchObject([{ reason: 'policy-changed' }]);
  expect([computer.send(80), computer.send(81)]).toEqual(['protected', 'nothing']);
});

test('a directory that assigns another policy does the same when it is asked', () => {
  const computer = talking('directory');
  computer.directory = () => ({ model: TO_81, gpo: 'Servers' });
  computer.run(1000);
  expect(pairsOf(computer)).toEqual(BOTH);
  computer.command({ kind: 'store-changed', location: 'directory' });
  expect(pairsOf(computer)).toEqual(['To 81 rule']);
});

test('a directory that is gone takes no SA with it', () => {
  const computer = talking('directory');
  computer.directory = unreachable;
  computer.command({ kind: 'store-changed', location: 'directory' });
  expect(computer.events('policy-source-failed')).toHaveLength(1);
  expect(pairsOf(computer)).toEqual(BOTH);
  expect(computer.send(80)).toBe('protected');
});

test('a policy that is deleted while it is assigned takes all of its SAs with it', () => {
  const computer = talking('local');
  computer.writeLocal(EMPTY_MODEL);
  computer.run(1000);
  expect([pairsOf(computer), countOfNeighbour(computer)]).toEqual([[], 0]);
  expect(computer.a.host.query('main-mode-sas').items).toEqual([]);
  expect(computer.mode).toBe('operational secure');
});

test('dynamic edits touch what they change alone', () => {
  const computer = talking('local');
  expect(changeRule(computer, 'permit', 81)).toMatchObject({ ok: true });
  expect(pairsOf(computer)).toEqual(['To 80 rule']);
});
