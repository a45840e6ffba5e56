/** IPSEC Services: what its stop ends, and what its start begins anew. */

import { describe, expect, it, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer } from './computer.ts';

const PROTECT = smallModel({ name: 'Protect', psk: 'known to both' });

/** A computer and its neighbour that talk protected. */
function talking(): Computer {
  const stores = new MemoryStores();
  stores.write('local', PROTECT);
  const computer = Computer.started({ stores, neighbour: PROTECT });
  expect(computer.send()).toBe('protected');
  return computer;
}

const sasOf = (computer: Computer, name: 'a' | 'b'): number => {
  const { host } = computer.pair[name];
  return host.query('main-mode-sas').items.length + host.query('quick-mode-sas').items.length;
};

describe('the service, stopped', () => {
  it('tells the peers that their SAs are deleted', () => {
    const computer = talking();
    expect([sasOf(computer, 'a'), sasOf(computer, 'b')]).toEqual([2, 2]);
    computer.service('stop');
    computer.run(1000);
    expect([sasOf(computer, 'a'), sasOf(computer, 'b')]).toEqual([0, 0]);
  });

  it('has no policy in force, and lets everything pass', () => {
    const stores = new MemoryStores();
    stores.write('local', smallModel({ name: 'Block', action: 'block' }));
    const computer = Computer.started({ stores });
    expect([computer.send(), computer.hear()]).toEqual(['nothing', 'nothing']);
    computer.service('stop');
    expect([computer.state, computer.mode]).toEqual(['stopped', 'operational permit']);
    expect([computer.policies, computer.filters]).toEqual([[], []]);
    expect([computer.send(), computer.hear()]).toEqual(['clear', 'clear']);
    expect(computer.history.slice(-2)).toEqual(['policy-withdrawn local Block', 'service-stopped']);
  });

  it('takes part in no negotiation', () => {
    const computer = talking();
    computer.service('stop');
    computer.run(1000);
    expect(computer.hear()).toBe('nothing');
    computer.run(120_000);
    expect(computer.pair.events(computer.pair.b, 'main-mode-established')).toHaveLength(1);
  });

  it('looks at no source, whatever the polling interval was', () => {
    const computer = talking();
    computer.service('stop');
    const { length } = computer.asked;
    computer.run(24 * 3_600_000);
    expect(computer.asked).toHaveLength(length);
  });
});

test('a restart clears the state of IKE, and protected talk goes on anew', () => {
  const computer = talking();
  const cookies = () => computer.events('main-mode-established').map((one) => one.initiatorCookie);
  expect(computer.service('restart')).toEqual({
    ok: true,
    value: { kind: 'service', state: 'running' },
  });
  expect(sasOf(computer, 'a')).toBe(0);
  expect(computer.send()).toBe('protected');
  expect(new Set(cookies()).size).toBe(2);
});

test('a restart ends soft SAs, too, and asks again', () => {
  const stores = new MemoryStores();
  const filterActions = PROTECT.filterActions.map((one) => ({ ...one, soft: true }));
  stores.write('local', { ...PROTECT, filterActions });
  const computer = Computer.started({ stores });
  computer.send();
  computer.run(5000);
  expect(computer.a.host.query('soft-sas').items).toHaveLength(1);
  computer.service('restart');
  expect(computer.events('soft-sa-removed')).toMatchObject([{ reason: 'service-stop' }]);
  computer.send();
  computer.run(5000);
  expect(computer.events('main-mode-started')).toHaveLength(2);
});

test('a restart starts a service that does not run', () => {
  const computer = talking();
  computer.service('stop');
  expect(computer.service('restart')).toMatchObject({ ok: true });
  expect(computer.policies).toEqual(['local: Protect']);
});

test('what cannot be done is said in words', () => {
  const computer = talking();
  const error = (text: string): unknown => expect.stringContaining(text);
  expect(computer.service('start')).toMatchObject({ ok: false, error: error('started already') });
  computer.service('stop');
  expect(computer.service('stop')).toMatchObject({ ok: false, error: error('is not started') });
});

test('a start that is stopped before its end says so', () => {
  const computer = talking();
  computer.service('stop');
  computer.silent = 'read-directory';
  const start = computer.pair.begin(computer.a, { kind: 'service', do: 'start' });
  computer.service('stop');
  expect(computer.pair.result(start)).toMatchObject({
    ok: false,
    error: expect.stringContaining('was stopped before its policy was in force'),
  });
  computer.silent = undefined;
  computer.run(120_000);
  expect([computer.state, computer.policies]).toEqual(['stopped', []]);
});

test('a command for a host without the Windows system is refused in words', () => {
  const computer = talking();
  expect(computer.pair.command(computer.pair.b, { kind: 'service', do: 'stop' })).toMatchObject({
    ok: false,
    error: 'b has no Policy Agent: its file has no windows: section',
  });
});

test('SAs that a changed policy does not touch go on', () => {
  const computer = talking();
  const more = smallModel({ name: 'More', action: 'block', port: 81 });
  const [policy] = PROTECT.policies;
  const [extra] = more.policies;
  computer.writeLocal({
    policies: [{ ...policy!, rules: [...policy!.rules, { ...extra!.rules[0]!, id: 2 }] }],
    filterLists: [...PROTECT.filterLists, ...more.filterLists],
    filterActions: [...PROTECT.filterActions, ...more.filterActions],
    assigned: PROTECT.assigned,
  });
  expect(computer.filters).toEqual(['Protect rule', 'More rule']);
  expect(sasOf(computer, 'a')).toBe(2);
  expect([computer.send(), computer.send(81)]).toEqual(['protected', 'nothing']);
  expect(computer.events('main-mode-established')).toHaveLength(1);
});
