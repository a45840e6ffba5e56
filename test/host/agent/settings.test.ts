/** `set config`: what is stored stays, and each property counts from its own moment on. */

import { expect, test } from 'vitest';
import type { SettingsChange } from '../../../src/host/agent/settings.ts';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import type { CommandResult } from '../../../src/host/ports.ts';
import { DEFAULT_SETTINGS } from '../../../src/policy/dynamic.ts';
import { Computer } from './computer.ts';

const ALL: SettingsChange = {
  ipsecdiagnostics: 7,
  ikelogging: 1,
  strongcrlcheck: 2,
  ipsecloginterval: 60,
  ipsecexempt: 0,
  bootmode: 'block',
  bootexemptions: [{ protocol: 6, sourcePort: 0, destinationPort: 3389, direction: 'inbound' }],
};

function set(computer: Computer, change: SettingsChange): CommandResult {
  return computer.command({ kind: 'set-config', change });
}

const inForce = (computer: Computer) => computer.a.host.query('settings').items?.inForce;

test('a change is stored, over restarts of service and computer', () => {
  const computer = Computer.started();
  expect(set(computer, ALL)).toEqual({
    ok: true,
    value: { kind: 'set-config', remarks: ['Takes effect at the next computer start.'] },
  });
  expect(computer.stores.readSettings()).toEqual(ALL);
  computer.service('restart');
  expect(computer.a.host.query('settings').items?.stored).toEqual(ALL);
  const { stores } = computer;
  expect(Computer.started({ stores }).a.host.query('settings').items?.stored).toEqual(ALL);
});

test('each property counts from its moment on', () => {
  const computer = Computer.started();
  set(computer, ALL);
  expect(inForce(computer)).toEqual({ ...DEFAULT_SETTINGS, ikelogging: 1 });
  computer.service('restart');
  expect(inForce(computer)).toEqual({ ...DEFAULT_SETTINGS, ikelogging: 1, strongcrlcheck: 2 });
  const { stores } = computer;
  const anew = new Computer({ stores });
  anew.run(1000);
  expect(inForce(anew)).toEqual(ALL);
  expect(anew.mode).toBe('start-up block');
});

test('what counts anew is reported', () => {
  const computer = Computer.started();
  set(computer, { ikelogging: 1, ipsecdiagnostics: 7 });
  expect(computer.events('setting-counts')).toMatchObject([{ property: 'ikelogging', value: '1' }]);
  const anew = Computer.started({ stores: computer.stores });
  expect(anew.events('setting-counts').map(({ property, value }) => [property, value])).toEqual([
    ['ipsecdiagnostics', '7'],
    ['ikelogging', '1'],
  ]);
});

test('what waits for the computer counts where the service starts in the same instant too', () => {
  const before = Computer.started();
  set(before, ALL);
  const computer = new Computer({ stores: before.stores, agent: { bootMilliseconds: 0 } });
  computer.run(1000);
  expect(computer.a.host.query('service').items?.state).toBe('running');
  expect(inForce(computer)).toEqual(ALL);
  set(computer, { ipsecexempt: 3, strongcrlcheck: 0 });
  computer.service('restart');
  expect(inForce(computer)).toEqual({ ...ALL, strongcrlcheck: 0 });
});

test('a property is changed by itself, and a boot mode can be taken back', () => {
  const computer = Computer.started();
  set(computer, { bootmode: 'permit' });
  set(computer, { ipsecexempt: 1 });
  expect(computer.stores.readSettings()).toMatchObject({ bootmode: 'permit', ipsecexempt: 1 });
  set(computer, { bootmode: 'default' });
  expect(computer.stores.readSettings()).toEqual({ ...DEFAULT_SETTINGS, ipsecexempt: 1 });
});

test('two changes at once are both kept', () => {
  const computer = Computer.started();
  for (const change of [{ ikelogging: 1 }, { ipsecexempt: 0 }] as const) {
    computer.pair.begin(computer.a, { kind: 'set-config', change });
  }
  computer.run(1000);
  expect(computer.stores.readSettings()).toMatchObject({ ikelogging: 1, ipsecexempt: 0 });
});

test('it works without the service, and says where it could not be stored', () => {
  const computer = Computer.started();
  computer.service('stop');
  expect(set(computer, { ikelogging: 1 })).toMatchObject({ ok: true });
  computer.silent = 'write-settings';
  expect(set(computer, { ikelogging: 0 })).toMatchObject({
    ok: false,
    error: 'the store did not answer in 60 seconds.',
  });
  expect(inForce(computer)).toMatchObject({ ikelogging: 1 });
});

test('settings that cannot be read are the usual ones, and that is said', () => {
  const stores = new MemoryStores();
  stores.writeSettings({ ...DEFAULT_SETTINGS, ipsecexempt: 0 });
  const computer = new Computer({ stores });
  computer.silent = 'read-settings';
  computer.run(200_000);
  expect(inForce(computer)).toEqual(DEFAULT_SETTINGS);
  expect([computer.state, computer.history[0]]).toEqual(['running', 'service-started']);
  expect(computer.events('service-failed')[0]?.reason).toContain('did not answer');
});
