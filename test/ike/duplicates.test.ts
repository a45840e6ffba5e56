import { describe, expect, test } from 'vitest';
import { Duo, disagreements, established, type Flight, same } from './duo.ts';
import { refusals } from './refusals.ts';

const NUMBERS = Array.from({ length: 9 }, (_, i) => i + 1);

/** Message by message, until so many have passed; the last of them. */
function upTo(duo: Duo, count: number): Flight {
  duo.initiate();
  return duo.pass(count).at(-1)!;
}

describe('a message that comes twice', () => {
  // Messages 2, 4, 6 and 8 are answered too; 6 by the first message of quick mode.
  test.each(NUMBERS)('is answered with the same octets and changes nothing (message %i)', (n) => {
    const duo = new Duo();
    const last = upTo(duo, n);
    const answer = duo.flights.at(-1);
    const events = [duo.a, duo.b].map(({ events: all }) => all.length);
    for (let copies = 0; copies < 3; copies++) {
      const before = duo.flights.length;
      duo.deliver(last);
      const again = duo.flights.slice(before);
      // The end of an exchange has no answer of its own: message 6 begins another, message 9 ends.
      if (n === 6 || n === 9) expect(again).toEqual([]);
      else expect(again.map((one) => same(one, answer))).toEqual([true]);
      duo.flights.splice(before);
    }
    for (const [i, side] of [duo.a, duo.b].entries()) {
      const since = side.events.slice(events[i]);
      const kinds = new Set(since.map(({ kind }) => kind));
      kinds.delete('isakmp-sent');
      kinds.delete('isakmp-received');
      expect([...kinds]).toEqual([]);
      expect(since.every((event) => event.kind !== 'isakmp-received' || event.duplicate)).toBe(
        true,
      );
      expect(side.engine.mainModeSas()).toHaveLength(1);
    }
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test('all of them at once, doubled and doubled again', () => {
    const duo = new Duo();
    duo.initiate();
    const passed: Flight[] = [];
    for (
      let flight = duo.take();
      flight !== undefined && passed.length < 500;
      flight = duo.take()
    ) {
      passed.push(flight);
      for (let copies = 0; copies < 3; copies++) duo.deliver(flight);
    }
    expect(new Set(passed.map(({ message }) => message.join())).size).toBe(9);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });
});

describe('a message that comes late', () => {
  test.each(NUMBERS)('after everything is over is not acted on (message %i)', (n) => {
    const duo = new Duo();
    const passed = duo.complete();
    expect(passed).toHaveLength(9);
    const before = [duo.a, duo.b].map((side) => [
      side.engine.mainModeSas(),
      side.engine.children(),
      side.sas.installed.size,
    ]);
    duo.deliver(passed[n - 1]!);
    duo.deliver(passed[n - 1]!);
    const answers = duo.settle();
    // The last message of each side is repeated for a duplicate of what it answered; nothing else is.
    const repeated = new Set(answers.map(({ message }) => message.join()));
    expect(repeated.size).toBeLessThanOrEqual(1);
    if (n !== 5 && n !== 7 && n !== 8) expect(answers).toEqual([]);
    duo.advance(20_000);
    const after = [duo.a, duo.b].map((side) => [
      side.engine.mainModeSas(),
      side.engine.children(),
      side.sas.installed.size,
    ]);
    expect(after).toEqual(before);
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('before its turn is dropped, and taken when its turn comes', () => {
    const passed = new Duo({ seed: 'order' }).complete();
    const duo = new Duo({ seed: 'order' });
    duo.initiate();
    const again: Flight[] = [];
    for (let flight = duo.take(); flight !== undefined; flight = duo.take()) {
      again.push(flight);
      // The same seed makes the same octets, so these are the true messages, each too early.
      for (const early of passed.slice(again.length + 1).reverse()) duo.deliver(early);
      // Of quick mode it is said in clear that nobody knows its main mode yet.
      const said = refusals(duo.flights.splice(0).map(({ message }) => message));
      expect(said.filter((name) => name !== 'INVALID-COOKIE')).toEqual([]);
      duo.deliver(flight);
    }
    expect(again.map((flight, i) => same(flight, passed[i]))).toEqual(passed.map(() => true));
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('of quick mode before the last of main mode is asked for again', () => {
    const duo = new Duo();
    duo.initiate();
    duo.pass(5);
    const message6 = duo.take()!;
    duo.advance(300);
    // Message 5 was repeated, so message 6 comes again; the lost one comes late.
    duo.deliver(message6);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });
});

describe('the IV of an exchange', () => {
  test('does not move with duplicates, nonsense or messages in clear', () => {
    const duo = new Duo({ seed: 'iv' });
    const undisturbed = new Duo({ seed: 'iv' }).complete();
    duo.initiate();
    const passed: Flight[] = [];
    for (let flight = duo.take(); flight !== undefined; flight = duo.take()) {
      passed.push(flight);
      const before = duo.flights.length;
      const nonsense = Uint8Array.from(flight.message);
      if ((nonsense[19]! & 1) === 1) {
        nonsense.fill(0x5a, 28);
        duo.deliver(flight, nonsense);
        nonsense[19]! &= ~1;
        duo.deliver(flight, nonsense);
      }
      duo.flights.splice(before);
      duo.deliver(flight);
      const answers = duo.flights.length;
      duo.deliver(flight);
      duo.flights.splice(answers);
    }
    expect(passed.map(({ message }) => message.join())).toEqual(
      undisturbed.map(({ message }) => message.join()),
    );
  });
});
