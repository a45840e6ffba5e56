import { describe, expect, test } from 'vitest';
import { Duo, disagreements, established, type Flight } from './duo.ts';

const NUMBERS = Array.from({ length: 9 }, (_, i) => i + 1);
/** What the keys protect: the peers have proved them, or prove them with this message. */
const PROTECTED = [5, 6, 7, 8, 9];

/** A copy with one octet changed, for every octet. */
function flipped(message: Uint8Array, pattern = 0x40): Uint8Array[] {
  return Array.from(message, (_, at) => {
    const copy = Uint8Array.from(message);
    copy[at]! ^= pattern;
    return copy;
  });
}

/** The message cut to every length, with the header's length field true and untrue. */
function truncated(message: Uint8Array): Uint8Array[] {
  return Array.from(message, (_, length) => {
    const cut = message.slice(0, length);
    if (length % 2 === 0 && length >= 28) new DataView(cut.buffer).setUint32(24, length);
    return cut;
  });
}

/** The message with more behind it, the header's length field true. */
function extended(message: Uint8Array): Uint8Array[] {
  return [1, 2, 4, 8, 15, 16, 32, 1000].map((more) => {
    const longer = new Uint8Array(message.length + more);
    longer.set(message);
    longer.fill(0xee, message.length);
    new DataView(longer.buffer).setUint32(24, longer.length);
    return longer;
  });
}

/** What both sides hold, without what may rightly change. */
function stateOf({ a, b }: Duo) {
  return [a, b].map(({ engine, sas }) => ({
    mainModes: engine.mainModeSas(),
    children: engine.children(),
    installed: [...sas.installed.values()].map(({ pair, halves }) => [pair.id, [...halves]]),
  }));
}

const others = ({ a, b }: Duo, own: string): number =>
  [a, b].flatMap(({ engine }) => engine.mainModeSas()).filter((sa) => sa.initiatorCookie !== own)
    .length;

/** Delivers up to the message of a number and answers it, not delivered. */
function arriving(number: number, seed = 'forged'): { duo: Duo; original: Flight } {
  const duo = new Duo({ seed });
  duo.initiate();
  duo.pass(number - 1);
  return { duo, original: duo.take()! };
}

/** Delivers mutants, whose answers are lost on the way. */
function attack(duo: Duo, original: Flight, mutants: readonly Uint8Array[]): void {
  const before = duo.flights.length;
  for (const mutant of mutants) duo.deliver(original, mutant);
  duo.flights.splice(before);
}

describe('one octet changed', () => {
  test.each(PROTECTED)('before the true message %i: the exchange completes, once', (number) => {
    for (const pattern of [0x01, 0x40, 0xff]) {
      const { duo, original } = arriving(number);
      attack(duo, original, flipped(original.message, pattern));
      duo.deliver(original);
      // A change of the commit flag alone is still the peer's message; its answer was lost above.
      duo.advance(2000);
      expect(established(duo)).toBe('1 1 1 1');
      expect(disagreements(duo)).toEqual([]);
    }
  });

  test.each(NUMBERS)('behind the true message %i: the exchange completes, once', (number) => {
    const { duo, original } = arriving(number);
    duo.deliver(original);
    attack(duo, original, flipped(original.message));
    duo.advance(30_000);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test.each(NUMBERS)('of message %i when all is over: nothing moves', (number) => {
    const duo = new Duo();
    const passed = duo.complete();
    const before = stateOf(duo);
    attack(duo, passed[number - 1]!, flipped(passed[number - 1]!.message, 0x80));
    duo.advance(30_000);
    expect(stateOf(duo)).toEqual(before);
    expect(established(duo)).toBe('1 1 1 1');
  });

  // Messages 1 to 4 prove nothing (RFC 2409 5): a forged one that comes first may stop this main mode.
  // What is promised: no SA that both sides do not share, a failure that is told, and nothing left over.
  test.each([1, 2, 3, 4])(
    'before the true message %i: agreement, or a failure in words',
    (number) => {
      const { original: sample } = arriving(number);
      let completed = 0;
      for (let at = 0; at < sample.message.length; at++) {
        const { duo, original } = arriving(number);
        const mutant = Uint8Array.from(original.message);
        mutant[at]! ^= 1 << (at % 8);
        duo.deliver(original, mutant);
        duo.deliver(original);
        duo.advance(30_000);
        expect(disagreements(duo)).toEqual([]);
        if (established(duo) === '1 1 1 1') completed++;
        else expect(duo.a.failures.length, `octet ${at}`).toBeGreaterThan(0);
        expect(others(duo, duo.a.engine.mainModeSas()[0]?.initiatorCookie ?? '')).toBe(0);
      }
      expect(completed).toBeGreaterThan(0);
    },
  );
});

describe('a message of another length', () => {
  test.each(PROTECTED)('before the true message %i: the exchange completes, once', (number) => {
    const { duo, original } = arriving(number);
    attack(duo, original, [...truncated(original.message), ...extended(original.message)]);
    duo.deliver(original);
    duo.advance(2000);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test.each([1, 2, 3, 4])(
    'cut short before the true message %i: the exchange completes',
    (number) => {
      const { duo, original } = arriving(number);
      attack(duo, original, truncated(original.message));
      duo.deliver(original);
      duo.advance(2000);
      expect(established(duo)).toBe('1 1 1 1');
      const causes = new Set(
        [duo.a, duo.b].flatMap((side) => side.of('isakmp-dropped').map(({ reason }) => reason)),
      );
      expect([...causes]).toEqual(['malformed']);
    },
  );

  test('names what is wrong with it', () => {
    const { duo, original } = arriving(1);
    attack(duo, original, [...truncated(original.message), ...extended(original.message)]);
    for (const drop of duo.b.drops) expect(drop).toMatch(/octets|missing|off=/);
  });
});
