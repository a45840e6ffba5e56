/** The service is stopped and started at every moment, and its sources come and go: it always finds back. */

import { expect, test } from 'vitest';
import { readU32 } from '../../../src/base/bytes.ts';
import { seededRandom } from '../../../src/base/random.ts';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { EMPTY_MODEL } from '../../../src/policy/model.ts';
import { smallModel } from '../../net/stores/models.ts';
import { statistic } from '../windows/commands.ts';
import { Computer, unreachable } from './computer.ts';

const STEPS = 120;
const PAUSES = [0, 1, 10, 300, 5000, 70_000];
const EVERYTHING = smallModel({ name: 'Everything', psk: 'known to both' });
const MODELS = [EVERYTHING, EMPTY_MODEL, smallModel({ name: 'To 80', port: 80, psk: 'other' })];
const GAUGES = [
  'active-acquire',
  'active-security-associations',
  'isadb-list-size',
  'connection-list-size',
  'pending-key-operations',
];

test.each(['one', 'two', 'three'])('seed %s', (seed) => {
  const random = seededRandom(seed);
  const draw = <T>(list: readonly T[]): T => list[readU32(random.bytes(4), 0) % list.length]!;
  const computer = new Computer({ stores: new MemoryStores(), neighbour: EVERYTHING });
  const steps: readonly (() => void)[] = [
    () => computer.pair.begin(computer.a, { kind: 'service', do: draw(['stop', 'restart']) }),
    () => computer.pair.begin(computer.a, { kind: 'service', do: 'start' }),
    () => {
      computer.stores.write(draw(['local', 'persistent']), draw(MODELS));
      const location = draw(['local', 'persistent', 'directory'] as const);
      computer.pair.begin(computer.a, { kind: 'store-changed', location });
    },
    () => {
      const model = draw(MODELS);
      computer.directory = draw([unreachable, () => ({ model, gpo: 'Servers' })]);
    },
    () => {
      computer.broken = draw([undefined, undefined, 'local', 'persistent', 'cache']);
      computer.silent = draw([undefined, undefined, 'read-store', 'read-directory']);
    },
    () => {
      const isSure =
        computer.state === 'running' && computer.policies.join().includes('Everything');
      const fate = draw([() => computer.send(), () => computer.hear()])();
      if (isSure && computer.policies.join().includes('Everything')) {
        expect(fate).not.toBe('clear');
      }
    },
  ];
  for (let step = 0; step < STEPS; step++) {
    draw(steps)();
    computer.run(draw(PAUSES));
  }

  computer.broken = undefined;
  computer.silent = undefined;
  computer.directory = () => ({ model: undefined, gpo: '' });
  computer.stores.write('persistent', EMPTY_MODEL);
  computer.stores.write('local', EVERYTHING);
  computer.run(60_000);
  expect(computer.service('restart')).toMatchObject({ ok: true });
  computer.run(700_000);
  expect([computer.state, computer.policies]).toEqual(['running', ['local: Everything']]);
  expect([computer.send(), computer.hear()]).toEqual(['protected', 'protected']);

  computer.service('stop');
  computer.run(400_000);
  expect(GAUGES.map((id) => statistic(computer.a, id))).toEqual(GAUGES.map(() => 0));
  for (const kind of ['main-mode-sas', 'quick-mode-sas', 'soft-sas'] as const) {
    expect(computer.a.host.query(kind).items).toEqual([]);
  }
});
