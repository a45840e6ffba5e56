import { describe, expect, test } from 'vitest';
import { EMPTY, u32 } from '../../src/base/bytes.ts';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { Bench } from './bench.ts';
import { Duo, disagreements, established } from './duo.ts';
import { data, notify, quickModeSa } from './payloads.ts';
import { kinds, messageIdOf, octetsOf, Puppet } from './puppet.ts';

const CONNECTED = 16_384;
const keeping = { ...DEFAULT_KEEPING, commitBit: true };

/** Two Espials of which the responder sets the commit bit; so many messages have passed. */
function committed(passed: number): Duo {
  const duo = new Duo({ b: { peer: { keeping } } });
  duo.initiate();
  duo.pass(passed);
  return duo;
}

const halves = (bench: Bench): string[] =>
  [...bench.sas.installed.values()].map((one) => [...one.halves].join(' '));

/** The engine's quick mode, answered by hand with the commit bit set. */
function asked() {
  const bench = new Bench();
  const puppet = new Puppet(bench, { role: 'responder' });
  const [message1] = puppet.respond(bench.initiate()[0]!);
  const ni = octetsOf(puppet.open(message1!), 'nonce');
  const messageId = messageIdOf(message1!);
  const nonce = data('nonce', puppet.nr);
  const [message3] = puppet.give(puppet.quick2(messageId, ni, [quickModeSa(), nonce], 3));
  puppet.open(message3!);
  return { bench, puppet, messageId };
}

const connected = (spi = 0xabcd_0001) => notify(CONNECTED, 3, u32(spi));

describe('a responder that sets the commit bit', () => {
  test('makes quick mode one of four messages; the bit is on its own two', () => {
    const duo = committed(6);
    const quick = duo.settle();
    expect(quick.map(({ from }) => from)).toEqual(['a', 'b', 'a', 'b']);
    expect(quick.map(({ message }) => message[19])).toEqual([1, 3, 1, 3]);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    const [, , , , , , , , , fourth] = duo.b.of('isakmp-sent').concat(duo.a.of('isakmp-sent'));
    expect(fourth).toBeDefined();
  });

  test('answers message 3 that comes again with CONNECTED again', () => {
    const duo = committed(9);
    duo.take();
    duo.wait(300);
    const again = duo.settle();
    expect(again.map(({ from }) => from)).toEqual(['a', 'b']);
    expect(established(duo)).toBe('1 1 1 1');
  });

  test('is told apart by its peer from one that does not', () => {
    const duo = new Duo();
    expect(duo.complete()).toHaveLength(9);
  });
});

describe('an initiator that sees the commit bit', () => {
  test('sends on the new SA once CONNECTED has come', () => {
    const duo = committed(8);
    expect(halves(duo.a)).toEqual(['in']);
    expect(established(duo)).toBe('1 0 1 0');
    duo.settle();
    expect(halves(duo.a)).toEqual(['in out']);
    expect(halves(duo.b)).toEqual(['in out']);
  });

  test('does not wait for ever: CONNECTED that is lost is done without', () => {
    const { bench } = asked();
    expect(halves(bench)).toEqual(['in']);
    expect(bench.advance(899)).toHaveLength(1);
    expect(bench.of('quick-mode-established')).toHaveLength(0);
    bench.advance(1);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
    expect(halves(bench)).toEqual(['in out']);
    expect(bench.failures).toEqual([]);
  });

  test('takes a packet on the new SA for CONNECTED', () => {
    const { bench } = asked();
    const [id] = bench.sas.installed.keys();
    bench.sas.inboundAt.set(id!, bench.now);
    bench.advance(300);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test('takes CONNECTED in message 4 of quick mode, as Windows sends it', () => {
    const { bench, puppet, messageId } = asked();
    puppet.give(puppet.quick1(messageId, [connected()], 3));
    expect(halves(bench)).toEqual(['in out']);
    expect(bench.of('quick-mode-established')).toHaveLength(1);
  });

  test('takes it in an informational exchange of the same message id (RFC 2408 3.1)', () => {
    const { bench, puppet, messageId } = asked();
    puppet.give(puppet.inform(messageId, [connected()]));
    expect(halves(bench)).toEqual(['in out']);
  });

  test('takes it in an informational exchange of its own, by the SPI', () => {
    const { bench, puppet } = asked();
    puppet.give(puppet.inform(5, [connected(0xabcd_0002)]));
    expect(halves(bench)).toEqual(['in']);
    puppet.give(puppet.inform(6, [connected()]));
    expect(halves(bench)).toEqual(['in out']);
  });

  test.each<[string, (puppet: Puppet, messageId: number) => Uint8Array]>([
    [
      'with a wrong hash',
      (puppet, id) =>
        puppet.sealed([data('hash', new Uint8Array(20)), connected()], {
          exchangeType: 32,
          messageId: id,
        }),
    ],
    ['that says something else', (puppet, id) => puppet.quick1(id, [notify(24_577, 3)])],
    ['that says nothing', (puppet, id) => puppet.quick1(id, [])],
  ])('takes no message 4 %s', (_, make) => {
    const { bench, puppet, messageId } = asked();
    puppet.give(make(puppet, messageId));
    expect(halves(bench)).toEqual(['in']);
    expect(bench.drops).toHaveLength(1);
  });

  test('does not take CONNECTED in clear', () => {
    const { bench, puppet } = asked();
    puppet.give(puppet.clear([notify(CONNECTED, 3, EMPTY)], { exchangeType: 5, messageId: 9 }));
    expect(halves(bench)).toEqual(['in']);
  });
});

test('a peer that is no initiator of this kind ignores message 4, and nothing hangs', () => {
  const bench = new Bench({ peer: { keeping } });
  const puppet = new Puppet(bench, { role: 'initiator' }).mainMode();
  const [message2] = puppet.give(puppet.quick1(7, [quickModeSa(), data('nonce', puppet.ni)]));
  expect(message2![19]).toBe(3);
  const nr = octetsOf(puppet.open(message2!), 'nonce');
  const [message4] = puppet.give(puppet.quick3(7, puppet.ni, nr));
  expect(kinds(puppet.open(message4!))).toBe('hash notify');
  expect(bench.of('quick-mode-established')).toHaveLength(1);
  expect(bench.advance(100_000)).toEqual([]);
});
