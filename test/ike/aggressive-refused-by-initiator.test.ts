import { expect, test } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { Bench } from './bench.ts';
import { data, id, mainModeSa, notify } from './payloads.ts';
import { Puppet } from './puppet.ts';

test('an initiator of aggressive mode that says no: the keys likely differ', () => {
  const bench = new Bench({ peer: { dialect: { ...DEFAULT_DIALECT, aggressive: 'accept' } } });
  const puppet = new Puppet(bench, { role: 'initiator' });
  const identity = id(1, Uint8Array.of(192, 0, 2, 2));
  const payloads = [
    mainModeSa(),
    data('ke', puppet.pair.publicValue),
    data('nonce', puppet.ni),
    identity,
  ];
  const [two] = puppet.give(puppet.clear(payloads, { exchangeType: 4 }));
  puppet.cookies = { ...puppet.cookies, responder: decodeHeader(two!).responderCookie.slice() };
  puppet.give(puppet.clear([notify(24)], { exchangeType: 5, messageId: 7 }));
  expect(bench.failures).toEqual([]);
  bench.advance(10_000);
  expect(bench.failures[0]).toMatchObject({
    code: 'preshared-keys-likely-differ',
    certainty: 'likely',
    where: 'aggressive mode, message 2',
    detail: expect.stringContaining('AUTHENTICATION-FAILED in clear'),
  });
});
