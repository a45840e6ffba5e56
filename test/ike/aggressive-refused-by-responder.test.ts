import { expect, test } from 'vitest';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { Bench } from './bench.ts';
import { notify } from './payloads.ts';
import { Puppet } from './puppet.ts';

const AUTHENTICATION_FAILED = 24;

test('a responder that answers aggressive mode by AUTHENTICATION-FAILED alone: it likely does not allow it', () => {
  const bench = new Bench({ peer: { dialect: { ...DEFAULT_DIALECT, aggressive: 'initiate' } } });
  const puppet = new Puppet(bench, { role: 'responder' });
  const [one] = bench.initiate();
  puppet.cookies = { ...puppet.cookies, initiator: decodeHeader(one!).initiatorCookie.slice() };
  puppet.give(puppet.clear([notify(AUTHENTICATION_FAILED)], { exchangeType: 5, messageId: 7 }));
  expect(bench.failures).toEqual([]);
  bench.advance(70_000);
  expect(bench.failures[0]).toMatchObject({
    code: 'aggressive-mode-off',
    certainty: 'likely',
    where: 'aggressive mode, message 1',
    title: expect.stringContaining('likely does not allow aggressive mode'),
  });
});
