import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import type { Dialect, PeerPolicy } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { decodeMessage, encodeMessage } from '../../src/wire/isakmp/message.ts';
import { Duo, disagreements, established, type Flight } from './duo.ts';

const identity = { type: 'key-id', value: 'k'.repeat(3000) } as const;
const large = (peer: Partial<PeerPolicy> = {}) => ({
  peer: { localIdentity: identity, remoteIdentity: identity, ...peer },
});
const windows: Dialect = { name: 'windows-2003', aggressive: 'never', refuseWeak: false };

const isFragment = ({ message }: Flight): boolean => decodeHeader(message).nextPayload === 132;
const ipOctets = ({ message, path }: Flight): number =>
  28 + message.length + (path.local.port === 4500 ? 4 : 0);

describe('a message that is too large', () => {
  test('goes out at once in parts of 1280 octets, and is put together again', () => {
    const duo = new Duo({ both: large() });
    const flights = duo.complete();
    expect(established(duo)).toBe('1 1 1 1');
    expect(disagreements(duo)).toEqual([]);
    expect(Math.max(...flights.slice(1).map(ipOctets))).toBe(1280);
    // Messages 5 and 6 of more than 3000 octets.
    expect(flights.filter(isFragment)).toHaveLength(6);
    expect(duo.b.of('fragment-received').map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(duo.b.of('fragment-received').map(({ complete }) => complete)).toEqual([
      false,
      false,
      true,
    ]);
    expect(duo.a.of('fragments-sent')).toMatchObject([{ fragmentId: 1, fragments: 3 }]);
  });

  test('repeats the header in every part, in clear and with payload 132', () => {
    const duo = new Duo({ both: large() });
    const parts = duo.complete().filter(isFragment);
    for (const { message } of parts) {
      const { flags, exchangeType, messageId, length } = decodeHeader(message);
      expect({ flags, exchangeType, messageId }).toEqual({
        flags: 0,
        exchangeType: 2,
        messageId: 0,
      });
      expect(length).toBe(message.length);
    }
  });

  test('goes out whole where the peer has not announced that it puts parts together', () => {
    const duo = new Duo({ both: large() });
    duo.initiate();
    const one = duo.take()!;
    const { header, payloads } = decodeMessage(one.message);
    const others = payloads.filter(({ raw }) => !toHex(raw).startsWith('4048b7d5'));
    const without = encodeMessage(header, others);
    duo.deliver(one, without);
    duo.settle();
    expect(duo.b.of('fragments-sent')).toEqual([]);
  });

  test('of windows-2003 goes out whole first, and after its timer in parts of 576 octets', () => {
    const timers = TIMER_PROFILES['windows-2003'];
    const duo = new Duo({ both: large({ dialect: windows, timers }) });
    duo.initiate();
    duo.pass(4);
    const whole = duo.take()!;
    expect(isFragment(whole)).toBe(false);
    const sent: Flight[][] = [];
    for (const gap of [1000, 2000]) {
      duo.wait(gap);
      sent.push(duo.flights.splice(0).filter(({ from }) => from === 'a'));
    }
    expect(sent.map((flights) => flights.map(isFragment))).toEqual([
      [false],
      Array.from({ length: sent[1]!.length }, () => true),
    ]);
    expect(Math.max(...sent[1]!.map(ipOctets))).toBe(576);
    // Its answer comes in parts at once, since fragments have come.
    for (const flight of sent[1]!) duo.deliver(flight);
    expect(duo.flights.filter(({ from }) => from === 'b').every(isFragment)).toBe(true);
    duo.settle();
    expect(established(duo)).toBe('1 1 1 1');
  });
});
