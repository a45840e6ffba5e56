import { describe, expect, test } from 'vitest';
import { u32 } from '../../src/base/bytes.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { Bench } from './bench.ts';
import { data, deletion, notify } from './payloads.ts';
import { messageIdOf, Puppet } from './puppet.ts';

const AUTHENTICATION_ONLY = 4;

/** The engine waits for the answer to its quick mode. */
function asked(): { bench: Bench; puppet: Puppet; messageId: number } {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message1] = puppet.respond(bench.initiate()[0]!);
  return { bench, puppet, messageId: messageIdOf(message1!) };
}

const inClear = (puppet: Puppet, payloads: readonly Payload[], messageId = 3): Uint8Array =>
  puppet.clear(payloads, { exchangeType: 5, messageId, flags: AUTHENTICATION_ONLY });

describe('an informational message with the authentication-only bit (RFC 2408 3.1, 5.14)', () => {
  test('is authenticated, and then its notify counts', () => {
    const { bench, puppet } = asked();
    puppet.give(inClear(puppet, puppet.withHash1(3, [notify(14, 3)])));
    expect(bench.of('notify-received')).toMatchObject([{ authenticated: true }]);
    expect(bench.failures).toMatchObject([{ code: 'no-common-quick-mode-proposal' }]);
    expect(bench.of('isakmp-received').at(-1)).toMatchObject({ encrypted: false });
  });

  test.each<[string, (puppet: Puppet) => Payload[], RegExp]>([
    ['a wrong hash', () => [data('hash', new Uint8Array(20)), notify(14, 3)], /^bad-hash/],
    [
      'the hash of another message id',
      (puppet) => puppet.withHash1(4, [notify(14, 3)]),
      /^bad-hash/,
    ],
    ['no hash', () => [notify(14, 3)], /^undecryptable: .*the first payload is not HASH/],
    [
      'a delete, which has to be encrypted',
      (puppet) => puppet.withHash1(3, [deletion(3, u32(0x5555))]),
      /^unprotected/,
    ],
  ])('with %s is dropped, and its message id is not used up', (_, make, words) => {
    const { bench, puppet } = asked();
    puppet.give(inClear(puppet, make(puppet)));
    expect(bench.drops[0]).toMatch(words);
    expect(bench.failures).toEqual([]);
    puppet.give(puppet.inform(3, [notify(14, 3)]));
    expect(bench.failures).toHaveLength(1);
  });

  test('is taken once', () => {
    const { bench, puppet } = asked();
    const message = inClear(puppet, puppet.withHash1(3, [notify(24_577, 3, u32(1), u32(1))]));
    puppet.give(message);
    puppet.give(message);
    expect(bench.of('notify-received')).toHaveLength(1);
    expect(bench.drops[0]).toMatch(/^unexpected: informational: its message id was used before/);
  });

  test('before there are keys is a notify in clear like any other', () => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    puppet.give(inClear(puppet, [notify(14)]));
    expect(bench.of('notify-received')).toMatchObject([{ authenticated: false }]);
  });
});
