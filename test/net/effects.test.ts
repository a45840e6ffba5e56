/** Whoever answers effects: at once, or after the time that a silent ticket service takes. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { KerberosRealm } from '../../src/ike/auth/credentials.ts';
import type { Effect, EffectResult } from '../../src/ike/effects.ts';
import { answerer, timedAnswerer } from '../../src/net/effects.ts';
import { makeRealm, memberOf } from '../../src/net/kerberos/make-realm.ts';

const NOW = Date.UTC(2026, 0, 1);
const realm = makeRealm('LAB.EXAMPLE', ['host/alpha', 'host/beta'], seededRandom('effects'));

function ticketFrom(of: KerberosRealm): Effect {
  const kerberos = { ...memberOf(realm, 'host/alpha'), realm: of };
  return { kind: 'gss-initiate', kerberos, target: 'host/beta@LAB.EXAMPLE' };
}

const TICKET = ticketFrom(realm);
const SILENCE = ticketFrom({ ...realm, answers: false });
const NO_KEY: Effect = {
  kind: 'sign',
  algorithm: 'rsa',
  key: new Secret(Uint8Array.of(1, 2, 3)),
  hash: new Uint8Array(20),
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('whoever answers effects', () => {
  it('tells Kerberos from certificates', async () => {
    const answer = answerer(nodeProvider, seededRandom('real'));
    expect(await answer(TICKET, NOW)).toMatchObject({ kind: 'gss-token' });
    expect(await answer(NO_KEY, NOW)).toMatchObject({ kind: 'problem' });
  });

  it('lets a silent ticket service take its time', async () => {
    const answer = answerer(nodeProvider, seededRandom('real'));
    let result: EffectResult | undefined;
    void Promise.resolve(answer(SILENCE, NOW)).then((found) => {
      result = found;
    });
    await vi.advanceTimersByTimeAsync(4999);
    expect(result).toBeUndefined();
    await vi.advanceTimersByTimeAsync(1);
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'ticket-service-silent' } });
  });

  it('says in virtual time how long an answer takes', () => {
    const answer = timedAnswerer(nodeProvider, seededRandom('virtual'));
    expect(answer(TICKET, NOW)).toMatchObject({ result: { kind: 'gss-token' }, after: 2 });
    expect(answer(NO_KEY, NOW)).toMatchObject({ result: { kind: 'problem' }, after: 2 });
    expect(answer(SILENCE, NOW)).toMatchObject({ after: 5000 });
  });
});
