/** Policy of the directory: it beats the local one; its cached copy serves where it cannot be reached. */

import { describe, expect, it, test } from 'vitest';
import { MemoryStores } from '../../../src/host/agent/stores.ts';
import { EMPTY_MODEL, type PolicyModel } from '../../../src/policy/model.ts';
import { smallModel } from '../../net/stores/models.ts';
import { Computer, unreachable } from './computer.ts';

const MINUTE = 60_000;
const DOMAIN = smallModel({ name: 'Domain', action: 'block', port: 80, pollingMinutes: 30 });
const LOCAL = smallModel({ name: 'Local', action: 'block', port: 81 });

/** A computer with local policy in a domain that assigns this. */
function member(model: PolicyModel | undefined, cache?: PolicyModel): Computer {
  const stores = new MemoryStores();
  stores.write('local', LOCAL);
  if (cache !== undefined) stores.write('cache', cache);
  const computer = new Computer({ stores });
  computer.directory = () => ({ model, gpo: 'Servers' });
  return computer;
}

function assign(computer: Computer, model: PolicyModel | undefined): void {
  computer.directory = () => ({ model, gpo: 'Servers' });
}

test('it beats the local policy, and is kept for later', () => {
  const computer = member(DOMAIN);
  computer.run(20_000);
  expect(computer.policies).toEqual(['directory: Domain']);
  expect([computer.send(80), computer.send(81)]).toEqual(['nothing', 'clear']);
  expect(computer.stores.read('cache')).toEqual(DOMAIN);
});

test('a change of the local policy then takes no effect', () => {
  const computer = member(DOMAIN);
  computer.run(20_000);
  expect(computer.writeLocal(LOCAL)).toMatchObject({
    value: {
      remarks: ['Takes no effect: the directory has assigned "Domain" to this computer.'],
    },
  });
  expect(computer.policies).toEqual(['directory: Domain']);
});

test('it is read again after the polling interval of the policy', () => {
  const computer = member(DOMAIN);
  computer.run(20_000);
  assign(computer, smallModel({ name: 'Other', action: 'block', port: 82 }));
  computer.run(29 * MINUTE);
  expect(computer.policies).toEqual(['directory: Domain']);
  computer.run(MINUTE);
  expect(computer.policies).toEqual(['directory: Other']);
  expect(computer.history.slice(-2)).toEqual([
    'policy-withdrawn directory Domain',
    'policy-applied directory Other',
  ]);
  expect(computer.stores.read('cache').policies[0]?.name).toBe('Other');
});

test('what has not changed is neither applied nor written again', () => {
  const computer = member(DOMAIN);
  computer.run(6 * 60 * MINUTE);
  expect(computer.history).toEqual(['service-started', 'policy-applied directory Domain']);
  expect(computer.asked.filter(({ kind }) => kind === 'read-directory')).toHaveLength(12);
  expect(computer.asked.filter(({ kind }) => kind === 'write-store')).toHaveLength(1);
});

test('where it assigns nothing any more, the local policy counts and the copy is gone', () => {
  const computer = member(DOMAIN);
  computer.run(20_000);
  assign(computer, undefined);
  computer.run(30 * MINUTE);
  expect(computer.policies).toEqual(['local: Local']);
  expect(computer.stores.read('cache').assigned).toBeUndefined();
});

test('somebody can have it read at once', () => {
  const computer = member(undefined);
  computer.run(20_000);
  assign(computer, DOMAIN);
  computer.command({ kind: 'store-changed', location: 'directory' });
  expect(computer.policies).toEqual(['directory: Domain']);
});

describe('a directory that cannot be reached', () => {
  it('is replaced by the copy of what it last said', () => {
    const computer = member(undefined, DOMAIN);
    computer.directory = unreachable;
    computer.run(20_000);
    expect(computer.policies).toEqual(['cache: Domain']);
    expect([computer.send(80), computer.send(81)]).toEqual(['nothing', 'clear']);
    expect(computer.events('policy-source-failed')).toMatchObject([
      { source: 'directory', reason: 'no domain controller answers.', retrySeconds: 60 },
    ]);
  });

  it('leaves the local policy where there is no copy', () => {
    const computer = member(undefined);
    computer.directory = unreachable;
    computer.run(20_000);
    expect(computer.policies).toEqual(['local: Local']);
  });

  it('changes nothing of what was in force', () => {
    const computer = member(DOMAIN);
    computer.run(20_000);
    computer.directory = unreachable;
    computer.run(24 * 60 * MINUTE);
    expect(computer.policies).toEqual(['directory: Domain']);
  });

  it('is tried again after 1, 4, 25 and then each 166 minutes', () => {
    const computer = member(undefined, DOMAIN);
    computer.directory = unreachable;
    computer.run(24 * 60 * MINUTE);
    const at = computer.events('policy-source-failed').map((event) => event.at / MINUTE);
    const waits = at.slice(1).map((minute, i) => Math.round((minute - at[i]!) * 1000) / 1000);
    expect(waits.slice(0, 5)).toEqual([1, 4, 25, 166, 166]);
  });

  it('counts from the first wait again once it was reached', () => {
    const computer = member(DOMAIN);
    computer.directory = unreachable;
    computer.run(10 * MINUTE);
    assign(computer, DOMAIN);
    computer.run(60 * MINUTE);
    expect(computer.policies).toEqual(['directory: Domain']);
    computer.directory = unreachable;
    computer.run(30 * MINUTE);
    const waits = computer.events('policy-source-failed').map(({ retrySeconds }) => retrySeconds);
    expect(waits.slice(-3)).toEqual([60, 240, 1500]);
  });

  it('is one that does not answer, too', () => {
    const computer = member(undefined, DOMAIN);
    computer.silent = 'read-directory';
    computer.run(20_000);
    expect(computer.state).toBe('starting');
    computer.run(60_000);
    expect([computer.state, computer.policies]).toEqual(['running', ['cache: Domain']]);
  });

  it('is also one that assigns what cannot be applied', () => {
    const computer = member({ ...DOMAIN, filterActions: [] }, DOMAIN);
    computer.run(20_000);
    expect(computer.policies).toEqual(['cache: Domain']);
  });

  it('does without a copy that cannot be read', () => {
    const computer = member(undefined, DOMAIN);
    computer.directory = unreachable;
    computer.broken = 'cache';
    computer.run(20_000);
    expect(computer.policies).toEqual(['local: Local']);
    expect(computer.history).toContain('policy-source-failed cache');
  });
});

describe('a service that starts anew while the directory is gone', () => {
  it('lives by the copy', () => {
    const computer = member(DOMAIN);
    computer.run(20_000);
    computer.directory = unreachable;
    computer.service('restart');
    expect(computer.policies).toEqual(['cache: Domain']);
    expect([computer.send(80), computer.send(81)]).toEqual(['nothing', 'clear']);
  });

  it('lives by the local policy, if there is no copy', () => {
    const computer = member(DOMAIN);
    computer.run(20_000);
    computer.directory = unreachable;
    computer.stores.write('cache', EMPTY_MODEL);
    computer.service('restart');
    expect(computer.policies).toEqual(['local: Local']);
    expect([computer.send(80), computer.send(81)]).toEqual(['clear', 'nothing']);
  });

  it('passes everything where there is no policy at all', () => {
    const computer = new Computer({});
    computer.directory = unreachable;
    computer.run(20_000);
    expect([computer.mode, computer.policies]).toEqual(['operational secure', []]);
    expect([computer.send(80), computer.hear(80)]).toEqual(['clear', 'clear']);
  });
});

test('a policy that the directory deletes while it is assigned is gone at the next look', () => {
  const computer = member(DOMAIN);
  computer.run(20_000);
  assign(computer, { ...EMPTY_MODEL });
  expect(computer.send(80)).toBe('nothing');
  computer.run(30 * MINUTE);
  expect(computer.policies).toEqual(['local: Local']);
  expect([computer.send(80), computer.send(81)]).toEqual(['clear', 'nothing']);
});
