/** Who answers what hosts ask of the world outside: signatures and certificates (pki), tickets (kerberos). */

import type { Random } from '../base/random.ts';
import type { Duration } from '../base/time.ts';
import type { CryptoProvider } from '../crypto/provider.ts';
import type { Effect, EffectResult } from '../ike/effects.ts';
import { isKerberosEffect, kerberosDelay, StubKerberos } from './kerberos/stub-kerberos.ts';
import { answerPki } from './pki/answer.ts';
import { PkiAnswerer } from './pki/answerer.ts';
import type { AnswerEffect } from './runner.ts';

/** For a process of its own: revocation lists may come over HTTP, and a silent ticket service takes its time. */
export function answerer(
  provider: CryptoProvider,
  random: Random,
  realTime: (duration: Duration) => Duration = (duration) => duration,
): AnswerEffect {
  const pki = new PkiAnswerer();
  const kerberos = new StubKerberos(provider, random);
  return async (effect, wallClock) => {
    if (!isKerberosEffect(effect)) return pki.answer(effect, wallClock);
    const result = kerberos.answer(effect, wallClock);
    const delay = kerberosDelay(result);
    if (delay > 0) await pause(realTime(delay));
    return result;
  };
}

/** The same answers, each so much later as `delay` says when it is asked. */
export function delayed(answer: AnswerEffect, delay: () => Duration): AnswerEffect {
  return async (effect, wallClock) => {
    const wait = delay();
    if (wait > 0) await pause(wait);
    return answer(effect, wallClock);
  };
}

/** A result and how long it takes. */
export interface TimedAnswer {
  readonly result: EffectResult;
  readonly after: Duration;
}

/** What an answer takes in virtual time where nothing is slow. */
const ANSWER_TIME: Duration = 2;

/** For hosts in virtual time: nothing is fetched, and nothing here waits. */
export function timedAnswerer(
  provider: CryptoProvider,
  random: Random,
): (effect: Effect, wallClock: number) => TimedAnswer {
  const kerberos = new StubKerberos(provider, random);
  return (effect, wallClock) => {
    const result = isKerberosEffect(effect)
      ? kerberos.answer(effect, wallClock)
      : answerPki(effect, wallClock);
    return { result, after: Math.max(ANSWER_TIME, kerberosDelay(result)) };
  };
}

function pause(milliseconds: Duration): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
