/** `ipsecdiagnostics` and `ipsecloginterval` on a computer: batches of what the driver dropped. */

import { expect, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { DEFAULT_SETTINGS, type DriverSettings } from '../../../src/policy/dynamic.ts';
import { Computer } from '../agent/computer.ts';

function computerWith(settings: Partial<DriverSettings>): Computer {
  const stores = new MemoryStores();
  stores.writeSettings({ ...DEFAULT_SETTINGS, bootmode: 'block', ...settings });
  // No service: the start-up mode stays, and drops.
  const computer = new Computer({ stores, agent: { bootMilliseconds: 10_000_000 } });
  computer.run(1000);
  return computer;
}

test('drops are gathered and reported once an interval', () => {
  const computer = computerWith({ ipsecdiagnostics: 7, ipsecloginterval: 60 });
  expect(computer.mode).toBe('start-up block');
  expect(computer.hear(9)).toBe('nothing');
  expect(computer.hear(9)).toBe('nothing');
  expect(computer.hear(80)).toBe('nothing');
  expect(computer.events('driver-diagnostics')).toEqual([]);
  computer.run(60_000);
  expect(computer.events('driver-diagnostics')).toMatchObject([
    {
      level: 7,
      seconds: 60,
      lines: [
        { direction: 'inbound', reason: 'blocked-by-mode', count: 2 },
        { direction: 'inbound', reason: 'blocked-by-mode', count: 1 },
      ],
      more: 0,
    },
  ]);
  computer.run(600_000);
  expect(computer.events('driver-diagnostics')).toHaveLength(1);
  computer.hear(81);
  computer.run(60_000);
  expect(computer.events('driver-diagnostics')).toHaveLength(2);
});

test('another level reports other drops, and level 0 none', () => {
  for (const [ipsecdiagnostics, reports] of [
    [0, 0],
    [1, 0],
    [2, 1],
    [4, 0],
  ] as const) {
    const computer = computerWith({ ipsecdiagnostics, ipsecloginterval: 60 });
    computer.hear(9);
    computer.run(61_000);
    expect(computer.events('driver-diagnostics')).toHaveLength(reports);
    expect(computer.events('packet-dropped')).toHaveLength(1);
  }
});
