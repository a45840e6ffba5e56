import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import type { EffectKind } from '../../../src/ike/effects.ts';
import { TIMER_PROFILES } from '../../../src/ike/timers.ts';
import { timedAnswerer } from '../../../src/net/effects.ts';
import type { Pair, PairOptions } from '../../../src/sim/pair.ts';
import { labPair, up } from '../../host/pairs.ts';
import { ALPHA, BRAVO, member, NOON, realm } from './domain.ts';

/** A pair of a realm; `more` is how much longer an effect takes. */
function kerberosPair(
  changes: Parameters<typeof realm>[0] = {},
  more: Partial<Record<EffectKind, number>> = {},
  options: PairOptions = {},
): Pair {
  const of = realm(changes);
  const [a, b] = [member(of, ALPHA).peer!, member(of, BRAVO).peer!];
  return labPair({
    ...options,
    a: { peer: { ...a, timers: TIMER_PROFILES.lab } },
    b: { peer: { ...b, timers: TIMER_PROFILES.lab } },
    answer: (name) => {
      const answer = timedAnswerer(nodeProvider, seededRandom(`answers of ${name}`));
      return (effect, now) => {
        const { result, after } = answer(effect, NOON + now);
        return { result, after: after + (more[effect.kind] ?? 0) };
      };
    },
  });
}

describe('a ticket that is long in coming', () => {
  test('is waited for by both sides', () => {
    const subject = kerberosPair({}, { 'gss-initiate': 15_000 });
    up(subject, subject.a, 'tunnel');
    expect(subject.events(subject.b, 'main-mode-established')).toHaveLength(1);
  });

  test('is given up by both, each in its words, where the ticket service says nothing', () => {
    const subject = kerberosPair({ answers: false });
    const outcome = subject.command(subject.a, { kind: 'up', policy: 'tunnel' });
    expect(outcome.ok).toBe(false);
    subject.run(60_000);
    const [a] = subject.events(subject.a, 'main-mode-failed');
    const [b] = subject.events(subject.b, 'main-mode-failed');
    expect(a!.failure.code).toBe('ticket-service-silent');
    expect(b!.failure.code).toBe('peer-says-ticket-service-silent');
  });

  test('is given up after twenty seconds, and the peer is told', () => {
    const subject = kerberosPair({}, { 'gss-initiate': 60_000 });
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
    subject.run(60_000);
    const [a] = subject.events(subject.a, 'main-mode-failed');
    const [b] = subject.events(subject.b, 'main-mode-failed');
    expect(a!.failure.code).toBe('kerberos-timed-out');
    expect(b!.failure.code).toBe('peer-says-kerberos-timed-out');
  });
});

test('a check of the ticket that takes its time takes the peer no more tries than it has', () => {
  const subject = kerberosPair({}, { 'gss-accept': 1000, 'gss-finish': 1000, 'gss-unwrap': 1000 });
  up(subject, subject.a, 'tunnel');
  expect(subject.events(subject.a, 'main-mode-established')).toHaveLength(1);
  const asked = subject.events(subject.b, 'effect-asked').map(({ effect }) => effect);
  expect(asked).toEqual(['gss-accept', 'gss-unwrap', 'gss-wrap']);
});

test('a network that loses, repeats and reorders takes no token twice', () => {
  const network = { loss: 0.1, duplicate: 0.3, jitter: 40, reorder: 0.2, reorderDelay: 400 };
  let established = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const subject = kerberosPair({}, { 'gss-accept': 100 }, { seed: `bad ${seed}`, network });
    subject.begin(subject.a, { kind: 'up', policy: 'tunnel' });
    subject.run(30_000);
    const codes = [subject.a, subject.b]
      .flatMap((host) => subject.events(host, 'main-mode-failed'))
      .map(({ failure }) => failure.code);
    expect(new Set([...codes, 'no-response'])).toEqual(new Set(['no-response']));
    const drops = subject.events(subject.b, 'isakmp-dropped').map(({ detail }) => detail);
    expect(drops.filter((detail) => detail.includes('Kerberos'))).toEqual([]);
    established += subject.events(subject.a, 'main-mode-established').length;
  }
  expect(established).toBeGreaterThan(15);
});
