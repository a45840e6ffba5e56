/** How the driver starts, and what passes between it and the service. */

import { describe, expect, it, test } from 'vitest';
import type { ServiceStart } from '../../../src/host/agent/ports.ts';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { DEFAULT_SETTINGS, type DriverSettings } from '../../../src/policy/dynamic.ts';
import { PAIR_ADDRESSES } from '../../../src/sim/pair-config.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer } from './computer.ts';

const BLOCK_81 = smallModel({ name: 'Block', action: 'block', port: 81 });

function starting(
  service: ServiceStart,
  isAssigned: boolean,
  bootmode: DriverSettings['bootmode'],
): Computer {
  const stores = new MemoryStores();
  if (isAssigned) stores.write('local', BLOCK_81);
  stores.writeSettings({ ...DEFAULT_SETTINGS, bootmode });
  const computer = new Computer({ agent: { service }, stores });
  computer.run(1000);
  return computer;
}

test.each<[ServiceStart, boolean, DriverSettings['bootmode'], string]>([
  ['automatic', false, undefined, 'permit'],
  ['automatic', true, undefined, 'stateful'],
  ['automatic', false, 'block', 'block'],
  ['automatic', true, 'permit', 'permit'],
  ['automatic', false, 'stateful', 'stateful'],
  ['manual', true, undefined, 'permit'],
  ['disabled', true, 'block', 'permit'],
])(
  'service %s, policy assigned: %s, bootmode %s: start-up %s',
  (service, assigned, mode, expected) => {
    expect(starting(service, assigned, mode).mode).toBe(`start-up ${expected}`);
  },
);

describe('between the driver and the service', () => {
  it('permit lets everything pass, both ways', () => {
    const computer = starting('automatic', true, 'permit');
    expect([computer.send(81), computer.hear(81)]).toEqual(['clear', 'clear']);
  });

  it('block lets nothing pass', () => {
    const computer = starting('automatic', true, 'block');
    expect([computer.send(), computer.hear()]).toEqual(['nothing', 'nothing']);
  });

  it('stateful lets out, and in only what answers', () => {
    const computer = starting('automatic', true, undefined);
    expect([computer.hear(), computer.send()]).toEqual(['nothing', 'clear']);
  });

  it('ends when the service has set its policy', () => {
    const computer = starting('automatic', true, 'block');
    computer.run(10_000);
    expect(computer.mode).toBe('operational secure');
    expect([computer.send(81), computer.send(80)]).toEqual(['nothing', 'clear']);
    expect(computer.events('driver-mode').map(({ after }) => after)).toEqual([
      'start-up block',
      'operational secure',
    ]);
  });

  it('boot exemptions pass', () => {
    const stores = new MemoryStores();
    const exemption = { protocol: 17, sourcePort: 0, destinationPort: 80, direction: 'inbound' };
    const bootexemptions = [exemption] as const as DriverSettings['bootexemptions'];
    stores.writeSettings({ ...DEFAULT_SETTINGS, bootmode: 'block', bootexemptions });
    const computer = new Computer({ stores });
    computer.run(1000);
    expect([computer.hear(80), computer.hear(81)]).toEqual(['clear', 'nothing']);
  });

  it('IKE hears nobody', () => {
    const computer = starting('automatic', true, 'permit');
    const sayNonsense = (): void => {
      const [a, b] = [PAIR_ADDRESSES.a.outer, PAIR_ADDRESSES.b.outer];
      const path = { local: { address: b, port: 500 }, remote: { address: a, port: 500 } };
      computer.pair.inject({ carrier: 'udp', ...path }, new Uint8Array(28));
    };
    sayNonsense();
    expect(computer.events('isakmp-dropped')).toHaveLength(0);
    computer.run(10_000);
    sayNonsense();
    expect(computer.events('isakmp-dropped')).toHaveLength(1);
  });
});

test('a manual service never starts by itself, and a disabled one not even when asked', () => {
  const manual = Computer.started({ agent: { service: 'manual' } });
  expect([manual.state, manual.mode]).toEqual(['stopped', 'start-up permit']);
  expect(manual.service('start')).toEqual({
    ok: true,
    value: { kind: 'service', state: 'running' },
  });
  expect(manual.mode).toBe('operational secure');
  const disabled = Computer.started({ agent: { service: 'disabled' } });
  expect(disabled.service('start')).toMatchObject({
    ok: false,
    error: expect.stringContaining('is disabled'),
  });
  expect(disabled.state).toBe('stopped');
});

test('a store that cannot be read may have a policy, so that the start is stateful', () => {
  const computer = new Computer({});
  computer.broken = 'local';
  computer.run(1000);
  expect(computer.mode).toBe('start-up stateful');
});

test('nothing goes in or out before the driver knows how to start', () => {
  const computer = new Computer({});
  computer.silent = 'read-settings';
  computer.run(10);
  expect([computer.mode, computer.send(), computer.hear()]).toEqual([
    'not known yet',
    'nothing',
    'nothing',
  ]);
});
