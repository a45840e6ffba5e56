import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { Duo, disagreements, established, type Flight } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  peer: { dialect: { ...DEFAULT_DIALECT, aggressive }, timers: TIMER_PROFILES.default },
});
const AGGRESSIVE = { a: dialect('initiate'), b: dialect('accept') };

/** Delivers up to the message of a number and answers it, not delivered. */
function arriving(number: number): { duo: Duo; original: Flight } {
  const duo = new Duo(AGGRESSIVE);
  duo.initiate();
  duo.pass(number - 1);
  return { duo, original: duo.take()! };
}

function flipped(message: Uint8Array, pattern: number): Uint8Array[] {
  return Array.from(message, (_, at) => {
    const copy = Uint8Array.from(message);
    copy[at]! ^= pattern;
    return copy;
  });
}

/** Delivers mutants, whose answers are lost on the way. */
function attack(duo: Duo, original: Flight, mutants: readonly Uint8Array[]): void {
  const before = duo.flights.length;
  for (const mutant of mutants) duo.deliver(original, mutant);
  duo.flights.splice(before);
}

describe('one octet changed in aggressive mode', () => {
  test.each([
    [2, 0x01],
    [2, 0xff],
    [3, 0x01],
    [3, 0xff],
  ])('before the true message %i (pattern %i): it completes, once', (number, pattern) => {
    const { duo, original } = arriving(number);
    attack(duo, original, flipped(original.message, pattern));
    duo.deliver(original);
    duo.advance(20_000);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test('before the true message 1: agreement, or a failure in words', () => {
    const mutants = flipped(arriving(1).original.message, 0x01);
    for (const mutant of mutants.filter((_, at) => at % 9 === 0)) {
      const { duo, original } = arriving(1);
      duo.deliver(original, mutant);
      duo.deliver(original);
      duo.advance(90_000);
      expect(duo.a.failures.length + duo.a.of('quick-mode-established').length).toBeGreaterThan(0);
      expect(disagreements(duo)).toEqual([]);
    }
  });

  test.each([1, 2, 3])('of message %i when all is over: nothing moves', (number) => {
    const duo = new Duo(AGGRESSIVE);
    const passed = duo.complete();
    const original = passed[number - 1]!;
    attack(duo, original, flipped(original.message, 0x80));
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });
});
