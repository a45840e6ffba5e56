import { beforeAll, expect, test } from 'vitest';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo } from '../duo.ts';
import { certified, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

/** Main mode without the quick mode that it is for. */
function mainModeOnly(): Duo {
  const duo = new Duo({
    a: certified(lab, { own: ['alpha'] }),
    b: certified(lab, { own: ['beta'] }),
  });
  duo.initiate();
  duo.pass(6);
  return duo;
}

test('an initiator that deletes main mode unused, as strongSwan refuses message 6, is suspected to', () => {
  const duo = mainModeOnly();
  expect(duo.b.of('main-mode-established')).toHaveLength(1);
  // What is under way is lost: for the responder nothing has been begun.
  while (duo.take() !== undefined);
  duo.wait(150);
  duo.a.engine.deletePeer(undefined, duo.now);
  duo.wait(0);
  duo.settle();
  expect(duo.b.failures).toMatchObject([
    { code: 'proof-likely-refused', certainty: 'likely', where: 'main mode, message 6' },
  ]);
  expect(duo.b.failures[0]!.detail).toContain('150 ms after message 6');
  expect(duo.b.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
});

test('a main mode that was used, or is old, is deleted without suspicion', () => {
  const used = new Duo({
    a: certified(lab, { own: ['alpha'] }),
    b: certified(lab, { own: ['beta'] }),
  });
  used.complete();
  const old = mainModeOnly();
  while (old.take() !== undefined);
  old.wait(31_000);
  for (const duo of [used, old]) {
    while (duo.take() !== undefined);
    duo.a.engine.deletePeer(undefined, duo.now);
    duo.wait(0);
    duo.settle();
    expect(duo.b.of('main-mode-ended')).toMatchObject([{ reason: 'deleted-by-peer' }]);
    expect(duo.b.failures).toEqual([]);
  }
});
