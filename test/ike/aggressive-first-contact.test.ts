import { expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { DEFAULT_DIALECT } from '../../src/ike/policy.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { Bench } from './bench.ts';
import { data, id, mainModeSa, notify } from './payloads.ts';
import { Puppet } from './puppet.ts';

const INITIAL_CONTACT = 24_578;

/** Aggressive mode beside a main mode with the same peer; how often that one was taken for restarted. */
function restarts(seal: 'sealed' | 'clear'): number {
  const dialect = { ...DEFAULT_DIALECT, aggressive: 'accept' } as const;
  const bench = new Bench({ peer: { dialect } });
  new Puppet(bench, { role: 'initiator', seed: 'before' }).mainMode();
  bench.advance(1000);
  const puppet = new Puppet(bench, { role: 'initiator', seed: 'anew' });
  const identity = id(1, parseAddress('192.0.2.2').bytes);
  const sa = mainModeSa();
  const first = [sa, data('ke', puppet.pair.publicValue), data('nonce', puppet.ni), identity];
  const [two] = puppet.give(puppet.clear(first, { exchangeType: 4 }));
  puppet.cookies = { ...puppet.cookies, responder: decodeHeader(two!).responderCookie.slice() };
  puppet.saBody = puppet.clear([sa]).slice(32);
  puppet.takeKeys(two!);
  const [, hash] = puppet.proof(identity);
  puppet.give(puppet[seal]([notify(INITIAL_CONTACT), hash!], { exchangeType: 4 }));
  expect(bench.of('main-mode-established')).toHaveLength(2);
  return bench.of('peer-restarted').length;
}

test('INITIAL-CONTACT in message 3 of aggressive mode is heeded where it is encrypted', () => {
  expect(restarts('sealed')).toBe(1);
});

test('it ends nothing in clear, where no hash covers it (RFC 2407 4.6.3)', () => {
  expect(restarts('clear')).toBe(0);
});
