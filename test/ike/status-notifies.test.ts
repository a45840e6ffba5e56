import { describe, expect, test } from 'vitest';
import { concat, EMPTY, u32 } from '../../src/base/bytes.ts';
import { Bench } from './bench.ts';
import { Duo } from './duo.ts';
import { data, notify, quickModeSa } from './payloads.ts';
import { messageIdOf, octetsOf, Puppet } from './puppet.ts';

test('INITIAL-CONTACT names ISAKMP and both cookies, and has no data (RFC 2407 4.6.3.3)', () => {
  const puppet = new Puppet(new Bench(), { role: 'initiator' });
  puppet.offer();
  puppet.exchangeKeys();
  const [, , said] = puppet.prove();
  expect(said).toMatchObject({
    kind: 'notify',
    doi: 1,
    protocol: 1,
    notifyType: 24_578,
    spi: concat(puppet.cookies.initiator, puppet.cookies.responder),
    data: EMPTY,
  });
});

describe('REPLAY-STATUS (RFC 2407 4.6.3.2)', () => {
  test.each([
    [0, 'off'],
    [1, 'on'],
  ])('of the value %i is read in quick mode as "%s", and changes nothing', (value, word) => {
    const bench = new Bench();
    const puppet = new Puppet(bench, { role: 'responder' });
    const [message1] = puppet.respond(bench.initiate()[0]!);
    const ni = octetsOf(puppet.open(message1!), 'nonce');
    const status = notify(24_577, 3, u32(0xabcd_0001), u32(value));
    const rest = [quickModeSa(), data('nonce', puppet.nr), status];
    puppet.give(puppet.quick2(messageIdOf(message1!), ni, rest));
    const [received] = bench.of('isakmp-received').slice(-1);
    expect(received!.payloads).toContain(`N(REPLAY-STATUS ${word})`);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test('is never said: whether this host checks for replays is its own matter', () => {
    const duo = new Duo();
    duo.complete();
    const said = [duo.a, duo.b].flatMap((side) => side.of('isakmp-sent'));
    expect(said.flatMap(({ payloads }) => payloads).join()).not.toContain('REPLAY');
  });
});
