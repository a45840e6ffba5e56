/** All sources at once: which of them decides about a packet, and which about the next one when it goes. */

import { expect, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import type { PolicyModel } from '../../../src/policy/model.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer, unreachable } from './computer.ts';
import { changeRule, dynamicRule } from './dynamic-rule.ts';

const policy = (
  name: string,
  action: 'permit' | 'block',
  port: number,
  assigned = true,
): PolicyModel => smallModel({ name, action, port, assigned });

/** What blocks and permits which ports: [80, 81, 82]. */
function ports(computer: Computer): string {
  return [80, 81, 82].map((port) => computer.send(port)).join(' ');
}

test('dynamic edits override persistent policy, which overrides the directory, which beats the local store', () => {
  const stores = new MemoryStores();
  stores.write('persistent', policy('Persistent', 'block', 80));
  stores.write('local', policy('Local', 'block', 81));
  stores.write('cache', policy('Cached', 'block', 82));
  const computer = new Computer({ stores });
  computer.directory = () => ({ model: policy('Domain', 'permit', 80), gpo: 'Servers' });
  computer.run(20_000);
  expect(computer.policies).toEqual(['persistent: Persistent', 'directory: Domain']);
  // The directory permits 80, which the persistent policy blocks; the local store blocks nothing.
  expect(ports(computer)).toBe('nothing clear clear');
  // What is in force is changed and not doubled.
  expect(dynamicRule(computer, 'permit', 80)).toMatchObject({ ok: false, windowsError: 13008 });
  expect(changeRule(computer, 'permit', 80)).toMatchObject({ ok: true });
  expect(ports(computer)).toBe('clear clear clear');
  expect(dynamicRule(computer, 'block', 82)).toMatchObject({ ok: true });
  expect(ports(computer)).toBe('clear clear nothing');

  // The service starts anew: dynamic edits are gone, and the directory is, too: its copy serves.
  computer.directory = unreachable;
  computer.service('restart');
  expect(computer.policies).toEqual(['persistent: Persistent', 'cache: Domain']);
  expect(ports(computer)).toBe('nothing clear clear');
});

test('the cached copy beats the local store, and the directory the copy when it is back', () => {
  const stores = new MemoryStores();
  stores.write('local', policy('Local', 'block', 80));
  stores.write('cache', policy('Cached', 'block', 81));
  const computer = new Computer({ stores });
  computer.directory = unreachable;
  computer.run(20_000);
  expect(ports(computer)).toBe('clear nothing clear');
  computer.directory = () => ({ model: policy('Domain', 'block', 82), gpo: 'Servers' });
  computer.run(60_000);
  expect(computer.policies).toEqual(['directory: Domain']);
  expect(ports(computer)).toBe('clear clear nothing');
  computer.directory = () => ({ model: undefined, gpo: '' });
  computer.run(3 * 3_600_000);
  expect(ports(computer)).toBe('nothing clear clear');
});

test('the order in which the sources are asked is theirs', () => {
  const computer = new Computer({ stores: new MemoryStores() });
  computer.run(20_000);
  const asked = computer.asked.map((effect) =>
    effect.kind === 'read-store' ? effect.location : effect.kind,
  );
  // Before the driver's start-up mode is known all stores are looked at; then the service starts.
  const service = asked.lastIndexOf('read-settings');
  expect(asked.slice(service)).toEqual([
    'read-settings',
    'persistent',
    'read-directory',
    'cache',
    'local',
  ]);
});
