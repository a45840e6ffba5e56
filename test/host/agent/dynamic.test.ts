/** Dynamic edits: at once, over changes of other sources, and gone with the service. */

import { expect, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer } from './computer.ts';
import { dynamicRule } from './dynamic-rule.ts';

const BLOCK_80 = smallModel({ name: 'Block 80', action: 'block', port: 80 });
const BLOCK_81 = smallModel({ name: 'Block 81', action: 'block', port: 81 });

function started(): Computer {
  const stores = new MemoryStores();
  stores.write('local', BLOCK_80);
  return Computer.started({ stores });
}

const ports = (computer: Computer): readonly string[] =>
  [80, 81, 82].map((port) => computer.send(port));

test('they act at once, beside what is there', () => {
  const computer = started();
  expect(dynamicRule(computer, 'block', 82)).toMatchObject({
    ok: true,
    value: { kind: 'dynamic' },
  });
  expect(ports(computer)).toEqual(['nothing', 'clear', 'nothing']);
  expect(computer.history.at(-1)).toBe('policy-applied dynamic');
});

test('they outlive a change of the local policy', () => {
  const computer = started();
  dynamicRule(computer, 'block', 82);
  computer.writeLocal(BLOCK_81);
  expect(ports(computer)).toEqual(['clear', 'nothing', 'nothing']);
});

test('they die with the service', () => {
  const computer = started();
  dynamicRule(computer, 'block', 82);
  computer.service('restart');
  expect(ports(computer)).toEqual(['nothing', 'clear', 'clear']);
  expect(computer.a.host.query('active-policy').items?.mainModePolicies).toHaveLength(1);
});

test('what is deleted of the local policy is gone until that is applied anew', () => {
  const computer = started();
  computer.command({ kind: 'dynamic', command: { kind: 'delete-all' } });
  expect(ports(computer)).toEqual(['clear', 'clear', 'clear']);
  computer.service('restart');
  expect(ports(computer)).toEqual(['nothing', 'clear', 'clear']);
});

test('one that cannot be done changes nothing and says why', () => {
  const computer = started();
  const command = { kind: 'delete-qm-policy', name: 'nobody' } as const;
  const result = computer.command({ kind: 'dynamic', command });
  expect(result).toMatchObject({ ok: false, error: expect.stringContaining('nobody') });
  expect(computer.history).toHaveLength(2);
});

test('without the service there is nothing to edit', () => {
  const computer = started();
  computer.service('stop');
  const result = computer.command({ kind: 'dynamic', command: { kind: 'delete-all' } });
  expect(result).toMatchObject({
    ok: false,
    error: 'IPSEC Services is not started. Start it (espial service start).',
  });
});
