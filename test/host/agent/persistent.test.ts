/** Persistent policy: it adds to what follows, counts from the next start on, and blocks where it fails. */

import { describe, expect, it, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { EMPTY_MODEL } from '../../../src/policy/model.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer } from './computer.ts';

const BLOCK_80 = smallModel({ name: 'Block 80', action: 'block', port: 80 });
const BLOCK_81 = smallModel({ name: 'Block 81', action: 'block', port: 81 });
const PERMIT_80 = smallModel({ name: 'Permit 80', action: 'permit', port: 80 });

function stored(persistent = EMPTY_MODEL, local = EMPTY_MODEL): MemoryStores {
  const stores = new MemoryStores();
  stores.write('persistent', persistent);
  stores.write('local', local);
  return stores;
}

test('it adds to the local policy', () => {
  const computer = Computer.started({ stores: stored(BLOCK_80, BLOCK_81) });
  expect(computer.policies).toEqual(['persistent: Block 80', 'local: Block 81']);
  expect([80, 81, 82].map((port) => computer.send(port))).toEqual(['nothing', 'nothing', 'clear']);
});

test('it overrides the local policy where both say something of the same packets', () => {
  const computer = Computer.started({ stores: stored(BLOCK_80, PERMIT_80) });
  expect(computer.send(80)).toBe('nothing');
});

test('it is in force before anything else has been asked', () => {
  const computer = new Computer({ stores: stored(BLOCK_80, BLOCK_81) });
  computer.silent = 'read-directory';
  computer.run(11_000);
  expect([computer.state, computer.mode]).toEqual(['starting', 'operational secure']);
  expect([computer.send(80), computer.send(81)]).toEqual(['nothing', 'clear']);
});

test('a change counts from the next start of the service on', () => {
  const computer = Computer.started({ stores: stored(BLOCK_80) });
  computer.stores.write('persistent', BLOCK_81);
  expect(computer.command({ kind: 'store-changed', location: 'persistent' })).toEqual({
    ok: true,
    value: { kind: 'store-changed', remarks: ['Takes effect at the next service start.'] },
  });
  computer.run(24 * 3_600_000);
  expect([computer.send(80), computer.send(81)]).toEqual(['nothing', 'clear']);
  computer.service('restart');
  expect([computer.send(80), computer.send(81)]).toEqual(['clear', 'nothing']);
});

describe('persistent policy that cannot be applied', () => {
  function blocked(): Computer {
    const computer = new Computer({ stores: stored(BLOCK_80, BLOCK_81) });
    computer.broken = 'persistent';
    computer.run(20_000);
    return computer;
  }

  it('blocks everything, and nothing else is applied', () => {
    const computer = blocked();
    expect([computer.state, computer.mode]).toEqual(['blocked', 'operational block']);
    expect(computer.policies).toEqual([]);
    expect([computer.send(82), computer.hear(82)]).toEqual(['nothing', 'nothing']);
    expect(computer.history).toEqual([
      'service-started',
      'policy-source-failed persistent',
      'service-failed',
    ]);
    expect(computer.events('service-failed')[0]?.reason).toBe(
      'the persistent policy cannot be applied, so everything is blocked: the disk is broken.',
    );
    expect(computer.asked.filter(({ kind }) => kind === 'read-directory')).toEqual([]);
  });

  it('stays so until the service starts anew, whatever changes', () => {
    const computer = blocked();
    computer.broken = undefined;
    computer.writeLocal(BLOCK_80);
    computer.run(24 * 3_600_000);
    expect(computer.mode).toBe('operational block');
    expect(computer.service('restart')).toMatchObject({ ok: true });
    expect(computer.mode).toBe('operational secure');
    expect(computer.policies).toEqual(['persistent: Block 80', 'local: Block 80']);
  });

  it('lets the one who starts the service know', () => {
    const computer = blocked();
    expect(computer.service('restart')).toMatchObject({
      ok: false,
      error: expect.stringContaining('everything is blocked: the disk is broken.'),
    });
  });

  it('passes again when the service stops', () => {
    const computer = blocked();
    computer.service('stop');
    expect(computer.send(82)).toBe('clear');
  });

  it.each([
    ['is unsound', { ...BLOCK_80, filterLists: [] }, 'filter list'],
    ['is not there', { ...EMPTY_MODEL, assigned: BLOCK_80.assigned }, 'not there'],
  ])('is also one that %s', (_how, model, words) => {
    const computer = Computer.started({ stores: stored(model) });
    expect(computer.mode).toBe('operational block');
    expect(computer.events('service-failed')[0]?.reason).toContain(words);
  });
});

test('one that is deleted while it is assigned counts until the next start of the service', () => {
  const computer = Computer.started({ stores: stored(BLOCK_80, BLOCK_81) });
  computer.stores.write('persistent', EMPTY_MODEL);
  computer.command({ kind: 'store-changed', location: 'persistent' });
  expect([80, 81].map((port) => computer.send(port))).toEqual(['nothing', 'nothing']);
  computer.service('restart');
  expect(computer.policies).toEqual(['local: Block 81']);
  expect([80, 81].map((port) => computer.send(port))).toEqual(['clear', 'nothing']);
});

test('a computer that starts anew has the change, too, and is stateful until then', () => {
  const { stores } = Computer.started({ stores: stored(BLOCK_80) });
  stores.write('persistent', BLOCK_81);
  const anew = new Computer({ stores });
  anew.run(1000);
  expect([anew.mode, anew.hear(82), anew.send(81)]).toEqual([
    'start-up stateful',
    'nothing',
    'clear',
  ]);
  anew.run(10_000);
  expect([80, 81].map((port) => anew.send(port))).toEqual(['clear', 'nothing']);
});
