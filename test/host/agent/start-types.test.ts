/** How the service is set to start, and what passes before it has. */

import { expect, test } from 'vitest';
import type { ServiceStart } from '../../../src/host/agent/ports.ts';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer } from './computer.ts';

const BLOCK_81 = smallModel({ name: 'Block', action: 'block', port: 81 });
const PERSISTENT = smallModel({ name: 'Persistent', action: 'block', port: 82 });

function computerOf(service: ServiceStart): Computer {
  const stores = new MemoryStores();
  stores.write('local', BLOCK_81);
  stores.write('persistent', PERSISTENT);
  return new Computer({ agent: { service }, stores });
}

test.each(['manual', 'disabled'] as const)(
  'a %s service sets no policy by itself, not the persistent one either: all passes, both ways',
  (service) => {
    const computer = computerOf(service);
    computer.run(24 * 3_600_000);
    expect([computer.state, computer.mode]).toEqual(['stopped', 'start-up permit']);
    expect([computer.policies, computer.history]).toEqual([[], []]);
    expect([80, 81, 82].map((port) => computer.send(port))).toEqual(['clear', 'clear', 'clear']);
    expect([80, 81, 82].map((port) => computer.hear(port))).toEqual(['clear', 'clear', 'clear']);
  },
);

test('a manual service that somebody starts does all that an automatic one does', () => {
  const computer = computerOf('manual');
  computer.run(1000);
  expect(computer.service('start')).toMatchObject({ ok: true });
  expect(computer.policies).toEqual(['persistent: Persistent', 'local: Block']);
  expect([80, 81, 82].map((port) => computer.send(port))).toEqual(['clear', 'nothing', 'nothing']);
  expect(computer.service('restart')).toMatchObject({ ok: true });
  expect(computer.mode).toBe('operational secure');
});

test('a disabled service can be started by no way, and says so', () => {
  const computer = computerOf('disabled');
  computer.run(1000);
  for (const what of ['start', 'restart'] as const) {
    expect(computer.service(what)).toMatchObject({
      ok: false,
      error: 'IPSEC Services is disabled, so it cannot be started (system error 1058)',
    });
  }
  expect(computer.mode).toBe('start-up permit');
  expect(computer.send(81)).toBe('clear');
});

test('an automatic service that is started before its time is started once', () => {
  const computer = computerOf('automatic');
  computer.run(1000);
  expect(computer.mode).toBe('start-up stateful');
  expect(computer.service('start')).toMatchObject({ ok: true });
  expect(computer.mode).toBe('operational secure');
  computer.run(60_000);
  expect(computer.events('service-started')).toHaveLength(1);
});
