/** What an administrator reads in the log of a computer with the Windows system. */

import { expect, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { EventJournal } from '../../../src/observe/event-log/journal.ts';
import type { LoggedEvent } from '../../../src/observe/windows-events/record.ts';
import { NO_POLICY } from '../../../src/policy/compiled.ts';
import type { SimHost } from '../../../src/sim/pair.ts';
import { Computer } from '../../host/agent/computer.ts';
import { echo } from '../../host/windows/commands.ts';
import { example } from '../../host/windows/policies.ts';
import { domainPair } from '../../host/windows/realm.ts';
import { smallModel } from '../../net/stores/models.ts';

function logOf(host: SimHost): readonly LoggedEvent[] {
  const journal = new EventJournal(undefined);
  for (const event of host.events) journal.note(event);
  return journal.after(0);
}
const ids = (host: SimHost): number[] => logOf(host).map(({ id }) => id);

test('a computer that falls back to clear logs a soft SA once, whatever passes, and its end', () => {
  const both = domainPair(example('Server (Request Security)'), NO_POLICY);
  both.link.drop(({ path }) => path.carrier === 'udp', Number.POSITIVE_INFINITY);
  both.command(both.a, echo(both.b, 3));
  both.run(5000);
  expect(logOf(both.a)).toMatchObject([
    { id: 541, error: 13844, summary: expect.stringContaining('soft SA with 192.0.2.2') },
  ]);
  both.applyPolicy(both.a, NO_POLICY);
  expect(ids(both.a)).toEqual([541, 542]);
});

test('two domain members log 541 twice each, by Kerberos, and the server what it let in before', () => {
  const both = domainPair(
    example('Secure Server (Require Security)'),
    example('Client (Respond Only)'),
  );
  both.command(both.b, echo(both.a, 1));
  both.run(5000);
  const server = logOf(both.a);
  expect(server.map(({ id }) => id)).toEqual([1, 541, 541]);
  expect(server[0]).toMatchObject({ source: 'Espial', log: 'application' });
  expect(JSON.stringify(server[1]?.blocks)).toContain('Kerberos based Identity');
  expect(ids(both.b)).toEqual([541, 541]);
});

test('a start of the service logs the driver, the agent, the policy and the driver again', () => {
  const stores = new MemoryStores();
  stores.write('local', smallModel({ name: 'Block', action: 'block', port: 81 }));
  const computer = new Computer({ stores });
  computer.run(20_000);
  expect(logOf(computer.a).map(({ id, log }) => [id, log])).toEqual([
    [4291, 'system'],
    [613, 'security'],
    [615, 'security'],
    [4294, 'system'],
  ]);
});
