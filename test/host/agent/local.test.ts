/** The local store: what of its changes counts at once. */

import { expect, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer } from './computer.ts';

const BLOCK_80 = smallModel({ name: 'Block 80', action: 'block', port: 80 });

function started(): Computer {
  const stores = new MemoryStores();
  stores.write('local', BLOCK_80);
  return Computer.started({ stores });
}

test('a policy that is assigned is in force at once', () => {
  const computer = Computer.started();
  expect(computer.send(80)).toBe('clear');
  expect(computer.writeLocal(BLOCK_80)).toEqual({
    ok: true,
    value: { kind: 'store-changed', remarks: [] },
  });
  expect(computer.send(80)).toBe('nothing');
  expect(computer.history).toEqual(['service-started', 'policy-applied local Block 80']);
  expect(computer.events('policy-applied')[0]).toMatchObject({
    mainModeFilters: 0,
    quickModeFilters: 1,
  });
});

test('a policy that is no longer assigned is gone at once', () => {
  const computer = started();
  computer.writeLocal({ ...BLOCK_80, assigned: undefined });
  expect([computer.policies, computer.send(80)]).toEqual([[], 'clear']);
  expect(computer.history.at(-1)).toBe('policy-withdrawn local Block 80');
});

test('a policy that is deleted while it is assigned is gone at once', () => {
  const computer = started();
  computer.writeLocal({ ...BLOCK_80, policies: [], assigned: undefined });
  expect([computer.policies, computer.filters, computer.send(80)]).toEqual([[], [], 'clear']);
});

test('a policy that changes is put in force as it is then', () => {
  const computer = started();
  const changed = smallModel({ name: 'Block 80', action: 'block', port: 81 });
  computer.writeLocal(changed);
  expect([computer.send(80), computer.send(81)]).toEqual(['clear', 'nothing']);
  expect(computer.history.slice(1)).toEqual([
    'policy-applied local Block 80',
    'policy-applied local Block 80',
  ]);
});

test('policies that are not assigned are nothing to the computer', () => {
  const computer = started();
  const other = smallModel({ name: 'Other', action: 'block', port: 81, assigned: false });
  computer.writeLocal({
    policies: [...BLOCK_80.policies, ...other.policies],
    filterLists: [...BLOCK_80.filterLists, ...other.filterLists],
    filterActions: [...BLOCK_80.filterActions, ...other.filterActions],
    assigned: BLOCK_80.assigned,
  });
  expect(computer.history).toHaveLength(2);
});

test('a store that cannot be read leaves what was in force', () => {
  const computer = started();
  computer.broken = 'local';
  computer.command({ kind: 'store-changed', location: 'local' });
  expect(computer.policies).toEqual(['local: Block 80']);
  expect(computer.history.at(-1)).toBe('policy-source-failed local');
});

test('what changes while the sources are looked at is seen, too', () => {
  const computer = started();
  computer.silent = 'read-directory';
  const first = computer.pair.begin(computer.a, { kind: 'store-changed', location: 'directory' });
  computer.stores.write('local', smallModel({ name: 'New', action: 'block', port: 81 }));
  const second = computer.pair.begin(computer.a, { kind: 'store-changed', location: 'local' });
  computer.run(1000);
  expect(computer.pair.result(second)).toBeUndefined();
  computer.run(61_000);
  expect([first, second].map((id) => computer.pair.result(id)?.ok)).toEqual([true, true]);
  expect(computer.policies).toEqual(['local: New']);
});

test('it is looked at anew after the polling interval of its policy', () => {
  const stores = new MemoryStores();
  const before = { name: 'Before', action: 'block', port: 80, pollingMinutes: 30 } as const;
  stores.write('local', smallModel(before));
  const computer = new Computer({ stores });
  computer.run(10_000);
  // Somebody writes the file and tells nobody.
  stores.write('local', smallModel({ name: 'After', action: 'block', port: 81 }));
  computer.run(30 * 60_000 - 1000);
  expect(computer.policies).toEqual(['local: Before']);
  computer.run(2000);
  expect(computer.policies).toEqual(['local: After']);
  expect([computer.send(80), computer.send(81)]).toEqual(['clear', 'nothing']);
});

test('without any policy it is looked at every three hours', () => {
  const computer = new Computer({});
  computer.run(10_000);
  computer.stores.write('local', BLOCK_80);
  computer.run(180 * 60_000 - 1000);
  expect(computer.policies).toEqual([]);
  computer.run(2000);
  expect(computer.policies).toEqual(['local: Block 80']);
});
