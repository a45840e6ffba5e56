import { beforeAll, describe, expect, test } from 'vitest';
import type { AuthProblem, Effect, EffectResult } from '../../../src/ike/effects.ts';
import { type Lab, makeLab } from '../../../src/lab/pki/lab.ts';
import { Duo } from '../duo.ts';
import { answerAt, byCertificate, NOW } from './certified.ts';

let lab: Lab;
beforeAll(async () => {
  lab = await makeLab({ now: NOW });
});

/** Both sides wait for every answer, which the test gives. */
function waiting(): Duo {
  const side = (own: string) => ({
    peer: { authentication: [byCertificate(lab, { own: [own] })] },
  });
  const duo = new Duo({ a: side('alpha'), b: side('beta') });
  duo.initiate();
  duo.settle();
  return duo;
}

/** Gives the true answers until nothing is asked any more. */
function answerAll(duo: Duo): void {
  const answer = answerAt(NOW);
  for (;;) {
    const name = (['a', 'b'] as const).find((side) => duo[side].asked.length > 0);
    if (name === undefined) return;
    duo.answer(name, answer(duo[name].asked[0]!.effect as Effect));
    duo.settle();
  }
}

const nobody = { subject: '', detail: '', facts: [] };
const WRONG: readonly EffectResult[] = [
  {
    kind: 'verified',
    certificate: { subject: 'CN=x', issuer: 'CN=y', root: 'CN=y', thumbprint: '00' },
  },
  { kind: 'gss-message', message: new Uint8Array(32) },
  { kind: 'problem', problem: { code: 'no-such-problem' as AuthProblem['code'], ...nobody } },
];

describe('a result of another kind than was asked for', () => {
  test.each(WRONG)('changes nothing, and the right one is still taken: $kind', (wrong) => {
    const duo = waiting();
    const { id, effect } = duo.a.asked[0]!;
    expect(effect.kind).toBe('sign');
    const events = duo.a.events.length;
    duo.a.engine.effectAnswered(id, wrong, duo.now);
    expect(duo.a.events.slice(events)).toEqual([{ kind: 'effect-late', id }]);
    answerAll(duo);
    expect(duo.b.of('main-mode-established')).toHaveLength(1);
  });

  test('alone is as none at all', () => {
    const duo = waiting();
    duo.a.engine.effectAnswered(duo.a.asked[0]!.id, WRONG[0]!, duo.now);
    duo.advance(60_000);
    expect(duo.a.failures[0]).toMatchObject({ failurePoint: 'Me' });
    expect(duo.a.of('main-mode-established')).toEqual([]);
    expect(duo.a.engine.mainModeSas()).toEqual([]);
  });

  test('of the peer check is no proof', () => {
    const duo = waiting();
    duo.answer('a', answerAt(NOW)(duo.a.asked[0]!.effect));
    duo.settle();
    const { id, effect } = duo.b.asked[0]!;
    expect(effect.kind).toBe('verify');
    duo.b.engine.effectAnswered(id, { kind: 'signed', signature: new Uint8Array(64) }, duo.now);
    duo.settle();
    expect(duo.b.of('main-mode-established')).toEqual([]);
  });
});
