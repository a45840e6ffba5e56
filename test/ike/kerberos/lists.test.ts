import { describe, expect, test } from 'vitest';
import type { Authentication } from '../../../src/ike/auth/credentials.ts';
import type { Effect, EffectResult } from '../../../src/ike/effects.ts';
import { makeLab } from '../../../src/lab/pki/lab.ts';
import { isKerberosEffect } from '../../../src/net/kerberos/stub-kerberos.ts';
import { byKey } from '../../../src/sim/pair-config.ts';
import { answerAt, byCertificate, NOW } from '../certificates/certified.ts';
import { Duo, established } from '../duo.ts';
import { ALPHA, BRAVO, member, realm } from './domain.ts';

describe('a list of Kerberos, certificates and a pre-shared key', async () => {
  const lab = await makeLab({ now: NOW });
  const of = realm();
  const key = byKey('a key that both know');
  const byKerberos = (name: string): Authentication => member(of, name).peer!.authentication![0]!;
  const outside: Authentication = member(of, BRAVO, { credentials: { principal: undefined } }).peer!
    .authentication![0]!;
  const [ours, theirs] = ['alpha', 'beta'].map((own) => byCertificate(lab, { own: [own] }));

  /** Answers both kinds of effects. */
  const answering = (name: string): ((effect: Effect) => EffectResult) => {
    const kerberos = member(of, name).answer!;
    const pki = answerAt(NOW);
    return (effect) => (isKerberosEffect(effect) ? kerberos(effect) : pki(effect));
  };

  test.each<[string, string, readonly Authentication[]]>([
    ['all three', 'Kerberos', [byKerberos(BRAVO), theirs!, key]],
    ['the same in another order', 'Kerberos', [key, theirs!, byKerberos(BRAVO)]],
    ['Kerberos alone', 'Kerberos', [byKerberos(BRAVO)]],
    ['Kerberos outside of a domain, and more', 'ECDSA on P-256', [outside, theirs!, key]],
    ['certificates and a key', 'ECDSA on P-256', [theirs!, key]],
    ['a key alone', 'pre-shared key', [key]],
  ])('lands, where the peer has %s, on %s', (_name, method, list) => {
    const duo = new Duo({
      a: {
        peer: { authentication: [byKerberos(ALPHA), ours!, key] },
        answer: answering(ALPHA),
      },
      b: { peer: { authentication: list }, answer: answering(BRAVO) },
    });
    duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
    expect(duo.a.of('main-mode-established')[0]!.authentication).toBe(method);
  });
});
