import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { Duo, disagreements, established, type Flight } from '../duo.ts';
import { domain, type Member } from './domain.ts';
import { flipped, numberOf, replaced, tokenOf, withToken } from './on-the-way.ts';

/** Delivers up to the message of a number, which is taken off the wire. */
function arriving(number: number, seed = 'forged', duo = new Duo({ seed, ...domain() })) {
  duo.initiate();
  duo.pass(number - 1);
  return { duo, original: duo.take()! };
}

/** Delivers copies of a message; what answers them is lost. */
function attack(duo: Duo, original: Flight, copies: readonly Uint8Array[]): void {
  const before = duo.flights.length;
  for (const copy of copies) duo.deliver(original, copy);
  duo.flights.splice(before);
}

describe('of forged messages, before the true one', () => {
  test.each([
    [3, 'gss-accept'],
    [4, 'gss-finish'],
  ] as const)('none with an altered token changes anything: message %i', (number, effect) => {
    const { duo, original } = arriving(number);
    const token = tokenOf(original.message);
    const side = number === 3 ? duo.b : duo.a;
    const copies = Array.from(token, (_, at) =>
      withToken(original.message, (octets) => flipped(octets, at, at % 8)),
    );
    attack(duo, original, copies);
    expect(side.of('main-mode-failed')).toEqual([]);
    const asked = side.of('effect-asked').filter((event) => event.effect === effect);
    expect(asked.length).toBeLessThanOrEqual(copies.length);
    expect(side.of('isakmp-dropped').length).toBe(copies.length);
    duo.deliver(original);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test.each([5, 6])(
    'none with one octet of the ciphertext changed ends it: message %i',
    (number) => {
      const { duo, original } = arriving(number);
      const copies = Array.from(original.message, (_, at) => flipped(original.message, at, at % 8));
      attack(duo, original, copies.slice(28));
      expect([...duo.a.failures, ...duo.b.failures]).toEqual([]);
      duo.deliver(original);
      duo.settle();
      expect(established(duo)).toBe('1 1 1 1');
      expect(disagreements(duo)).toEqual([]);
    },
  );

  test('a token of any other length or content is refused: message 3', () => {
    const { duo, original } = arriving(3);
    const random = seededRandom('tokens');
    const copies = Array.from({ length: 300 }, () =>
      withToken(original.message, (token) => random.bytes(token.length)),
    );
    attack(duo, original, copies);
    duo.deliver(original);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });
});

test('the same forged message again is not looked at again', () => {
  const { duo, original } = arriving(3);
  const copy = withToken(original.message, (token) => flipped(token, token.length - 1));
  attack(duo, original, Array(50).fill(copy));
  expect(duo.b.of('effect-asked')).toHaveLength(1);
});

test('a forged token is told in clear once, whatever comes', () => {
  const { duo, original } = arriving(4);
  for (let bit = 0; bit < 8; bit++)
    duo.deliver(
      original,
      withToken(original.message, (token) => flipped(token, 20, bit)),
    );
  const told = duo.a.of('isakmp-sent').filter(({ exchange }) => exchange === 'informational');
  expect(told).toHaveLength(1);
});

test('a token that was taken once is refused in another main mode', () => {
  const { duo, original } = arriving(3);
  duo.deliver(original);
  duo.settle();
  duo.a.engine.renewMainModes('b', duo.now);
  duo.wait(0);
  for (let flight = duo.take(); flight !== undefined; flight = duo.take()) {
    const old = tokenOf(original.message);
    const message = numberOf(flight) === 3 ? withToken(flight.message, () => old) : flight.message;
    duo.deliver(flight, message);
  }
  duo.wait(60_000);
  expect(duo.b.of('main-mode-failed')[0]?.failure).toMatchObject({
    code: 'ticket-replayed',
    title: 'A Kerberos token that was used before came again from a.',
  });
  expect(duo.a.of('main-mode-failed')[0]?.failure).toMatchObject({
    code: 'peer-says-ticket-replayed',
    title: "As it seems: b took this host's Kerberos token for a copy of an earlier one.",
  });
  // What was there before is there still.
  expect(duo.b.engine.mainModeSas().some(({ state }) => state === 'established')).toBe(true);
});

test('offers that were altered in message 1 show in HASH_I, protected by Kerberos', () => {
  const duo = new Duo(domain());
  duo.initiate();
  const one = duo.take()!;
  // The lifetime: nothing in messages 2 to 4 depends on it.
  const lifetime = Buffer.from(one.message).indexOf(Buffer.from('800c7080', 'hex'));
  duo.deliver(one, flipped(one.message, lifetime + 3, 7));
  duo.settle();
  expect(duo.b.failures[0]).toMatchObject({
    code: 'hash-wrong',
    title: 'HASH_I from a is wrong, although Kerberos vouches for it.',
  });
  expect(duo.a.failures[0]).toMatchObject({
    code: 'refused-by-peer',
    title: "b refuses this host's Kerberos messages with INVALID-HASH-INFORMATION.",
  });
});

test('whoever sends on the token of another with keys of his own cannot go on', () => {
  const { duo, original } = arriving(3);
  const stranger = new Duo({ seed: 'stranger', ...domain() });
  stranger.initiate();
  stranger.pass(2);
  const own = stranger.take()!;
  // Keys and nonce of the stranger, cookies and token of the true initiator.
  const mixed = withToken(own.message, () => tokenOf(original.message));
  mixed.set(original.message.subarray(0, 16));
  duo.deliver(original, mixed);
  expect(duo.b.of('isakmp-dropped')).toEqual([]);
  duo.settle();
  duo.wait(60_000);
  expect(established(duo)).toBe('0 0 0 0');
  expect(duo.b.failures[0]?.code).toMatch(/no-response|keys-differ/);
});

describe('a check that takes its time', () => {
  /** Nobody answers by itself. */
  const slow = (seed: string): Duo => {
    const { a, b } = domain();
    const { answer: _a, ...slowA } = a;
    return new Duo({ seed, a: slowA, b });
  };
  test('of a forged message 4 does not put off what this host sends again', () => {
    const { a } = domain();
    const duo = slow('slow');
    duo.initiate();
    duo.pass(2);
    duo.answer('a', a.answer!(duo.a.asked[0]!.effect));
    const three = duo.pass(1)[0]!;
    const four = duo.take()!;
    const at = duo.now;
    duo.deliver(
      four,
      withToken(four.message, (token) => flipped(token, token.length - 1)),
    );
    duo.wait(100);
    duo.answer('a', a.answer!(duo.a.asked[0]!.effect));
    expect(duo.a.drops.at(-1)).toContain('did not prove');
    duo.flights.length = 0;
    duo.wait(1000);
    const again = duo.a.sent.filter(({ message }) => Buffer.from(message).equals(three.message));
    expect(again.map((one) => one.at - at)).toEqual([0, 300, 900]);
  });
});

test('a forged message 3 while the true one waits for its ticket does not end the exchange', () => {
  const { a, b } = domain();
  const { answer, ...slow } = a;
  const duo = new Duo({ seed: 'early', a: slow, b });
  duo.initiate();
  const [one, two] = duo.pass(2);
  expect(two).toBeDefined();
  const stranger = new Duo({ seed: 'stranger', ...domain() });
  stranger.initiate();
  stranger.pass(2);
  const { message } = stranger.take()!;
  const forged = withToken(message, (token) => flipped(token, token.length - 1));
  forged.set(duo.b.sent[0]!.message.subarray(0, 16));
  duo.deliver(one!, forged);
  expect(duo.b.drops.at(-1)).toMatch(/^not-acceptable: .*forged or altered/);
  duo.wait(15_000);
  duo.answer('a', answer!(duo.a.asked[0]!.effect));
  const finish = (): void => duo.answer('a', answer!(duo.a.asked[0]!.effect));
  duo.settle();
  finish();
  finish();
  duo.settle();
  finish();
  duo.settle();
  expect(established(duo)).toBe('1 1 1 1');
});

test('a name that somebody writes into message 2 gets no ticket where policy names the peer', () => {
  const credentials = { remotePrincipal: 'host/bravo.lab.example@LAB.EXAMPLE' };
  const a: Member = { credentials };
  const duo = new Duo(domain(a));
  duo.initiate();
  duo.pass(1);
  const two = duo.take()!;
  duo.deliver(two, replaced(two.message, 'bravo', 'carol'));
  expect(duo.a.of('effect-asked')).toEqual([]);
  expect(duo.a.failures[0]).toMatchObject({ code: 'principal-not-accepted' });
});
