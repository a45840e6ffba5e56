import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { decodeMessage } from '../../src/wire/isakmp/message.ts';
import { Bench } from './bench.ts';
import { Duo, disagreements, established } from './duo.ts';
import { data, id, mainModeSa, quickModeSa } from './payloads.ts';
import { kinds, Puppet } from './puppet.ts';

const dialect = (aggressive: Dialect['aggressive']) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive },
});
const AGGRESSIVE = { a: { peer: dialect('initiate') }, b: { peer: dialect('accept') } };

describe('message 3 of aggressive mode', () => {
  test('may come in clear, and quick mode starts from the first IV then (RFC 2409 App. B)', () => {
    const bench = new Bench({ peer: dialect('accept') });
    const puppet = new Puppet(bench, { role: 'initiator' });
    const identity = id(1, parseAddress('192.0.2.2').bytes);
    const sa = mainModeSa();
    const payloads = [sa, data('ke', puppet.pair.publicValue), data('nonce', puppet.ni), identity];
    const [two] = puppet.give(puppet.clear(payloads, { exchangeType: 4 }));
    puppet.cookies = { ...puppet.cookies, responder: decodeHeader(two!).responderCookie.slice() };
    puppet.saBody = decodeMessage(puppet.clear([sa])).payloads[0]!.raw.slice();
    puppet.takeKeys(two!);
    const [, hash] = puppet.proof(identity);
    puppet.give(puppet.clear([hash!], { exchangeType: 4 }));
    expect(bench.of('main-mode-established')).toHaveLength(1);
    expect(bench.drops).toEqual([]);
    const quick = [quickModeSa(), data('nonce', puppet.ni)];
    const [answer] = puppet.give(puppet.quick1(0x1234, quick));
    expect(kinds(puppet.open(answer!))).toContain('hash sa nonce');
  });

  test('is sent again when its loss shows: quick mode comes before it', () => {
    const duo = new Duo(AGGRESSIVE);
    duo.initiate();
    duo.pass(2);
    // Message 3 is lost, message 1 of quick mode is not.
    duo.take();
    duo.advance(3000);
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
  });

  test('is sent again for a message 2 that comes again', () => {
    const duo = new Duo(AGGRESSIVE);
    duo.initiate();
    duo.pass(1);
    const two = duo.take()!;
    duo.deliver(two);
    const three = duo.take()!;
    duo.deliver(two);
    const again = duo.flights.find(({ message }) => message[18] === 4);
    expect(again?.message).toEqual(three.message);
  });
});
