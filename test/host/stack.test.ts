import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { arenaPool, BatchWriter, datagramOf, type Path } from '../../src/base/batch.ts';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import type { StackConfig } from '../../src/host/config.ts';
import type { StackEvent } from '../../src/host/events.ts';
import { Stack } from '../../src/host/stack.ts';

// Packets made with scapy 2.5: O = dict(src='192.0.2.9', dst='192.0.2.1', id=1), for example
// IP(**O)/ICMP(type=8, id=0x1234, seq=7)/b'abcdefgh'; answers have id=0 and the ends swapped.
const ECHO4 = '45000024000100004001f6cdc0000209c00002010800542f123400076162636465666768';
const ECHO4_WITH_RECORD_ROUTE =
  '4700002c000100004001e9bec0000209c000020107070400000000000800542f123400076162636465666768';
const ECHO4_FIRST_FRAGMENT =
  '45000024000120004001d6cdc0000209c00002010800542f123400076162636465666768';
const REPLY4 = '45000024000000004001f6cec0000201c000020900005c2f123400076162636465666768';
const ECHO6 =
  '6000000000103a4020010db800000000000000000000000920010db80000000000000000000000018000' +
  '8068123400076162636465666768';
const REPLY6 =
  '6000000000103a4020010db800000000000000000000000120010db80000000000000000000000098100' +
  '7f68123400076162636465666768';
const UDP4 = '45000021000100004011f6c0c0000209c00002019c400007000d9baf68656c6c6f';
const UDP4_WITHOUT_CHECKSUM = '45000021000100004011f6c0c0000209c00002019c400007000d000068656c6c6f';
const UDP4_ANSWER = '45000021000000004011f6c1c0000201c000020900079c40000d9baf68656c6c6f';
const UDP6_TO_SINK =
  '60000000000d114020010db800000000000000000000000920010db80000000000000000000000019c4000' +
  '09000dc43c68656c6c6f';
const REPLY_RECEIVED = '45000020000100004001f6d1c0000209c000020100003b360001000261626364';
const TCP4 = '45000028000100004006f6c4c0000209c00002019c4000070000000000000000500220006f900000';

const INNER: Path = {
  carrier: 'inner',
  local: { address: parseAddress('192.0.2.1'), port: 0 },
  remote: { address: parseAddress('192.0.2.1'), port: 0 },
};

function stackOf(config: Partial<StackConfig> = {}) {
  const answers = new BatchWriter(arenaPool());
  const events: StackEvent[] = [];
  const replies: [number, number][] = [];
  const stack = new Stack({
    config: { icmpEcho: true, udpEchoPorts: [7], udpSinkPorts: [9], ...config },
    addresses: [parseAddress('192.0.2.1'), parseAddress('2001:db8::1')],
    answers,
    path: INNER,
    note: (event) => events.push(event),
    echoReply: (identifier, sequence) => replies.push([identifier, sequence]),
  });
  const take = (hex: string) => {
    // Off the start of the arena, so that an offset forgotten shows.
    const packet = fromHex(hex);
    const arena = new Uint8Array(packet.length + 13).fill(0xee);
    arena.set(packet, 5);
    return stack.take(arena, 5, 5 + packet.length);
  };
  const sent = () =>
    answers
      .drain()
      .flatMap((batch) =>
        Array.from({ length: batch.count }, (_, i) => toHex(datagramOf(batch, i))),
      );
  return { take, sent, events, replies };
}

describe('the small stack', () => {
  test.each([
    ['an IPv4 echo request', ECHO4, REPLY4],
    ['an IPv4 echo request with options, without them', ECHO4_WITH_RECORD_ROUTE, REPLY4],
    ['an IPv6 echo request', ECHO6, REPLY6],
    ['a datagram for an echo port', UDP4, UDP4_ANSWER],
  ])('answers %s', (_name, request, answer) => {
    const { take, sent } = stackOf();
    expect(take(request)).toBe('taken');
    expect(sent()).toEqual([answer]);
  });

  test('answers a datagram without a checksum in kind', () => {
    const { take, sent } = stackOf();
    expect(take(UDP4_WITHOUT_CHECKSUM)).toBe('taken');
    expect(sent()).toEqual([UDP4_ANSWER.replace('9baf', '0000')]);
  });

  test('does not answer another echo port, which would answer for ever', () => {
    const { take, sent, events } = stackOf();
    expect(take(UDP4_WITHOUT_CHECKSUM.replace('9c400007', '00070007'))).toBe('taken');
    expect(sent()).toEqual([]);
    expect(events).toMatchObject([{ kind: 'udp-received', answered: false }]);
  });

  test('reports what it answers and what it swallows', () => {
    const { take, sent, events } = stackOf();
    take(ECHO4);
    take(UDP4);
    sent();
    expect(take(UDP6_TO_SINK)).toBe('taken');
    expect(sent()).toEqual([]);
    expect(events).toEqual([
      { kind: 'echo-answered', from: '192.0.2.9', to: '192.0.2.1', sequence: 7 },
      {
        kind: 'udp-received',
        from: '192.0.2.9:40000',
        to: '192.0.2.1:7',
        octets: 5,
        answered: true,
      },
      {
        kind: 'udp-received',
        from: '[2001:db8::9]:40000',
        to: '[2001:db8::1]:9',
        octets: 5,
        answered: false,
      },
    ]);
  });

  test('reports an echo reply and tells the pinger', () => {
    const { take, sent, events, replies } = stackOf({ icmpEcho: false });
    expect(take(REPLY_RECEIVED)).toBe('taken');
    expect(sent()).toEqual([]);
    expect(replies).toEqual([[1, 2]]);
    expect(events).toEqual([
      {
        kind: 'echo-reply',
        from: '192.0.2.9',
        to: '192.0.2.1',
        identifier: 1,
        sequence: 2,
        octets: 4,
      },
    ]);
  });

  test.each([
    ['TCP', TCP4, {}],
    ['a fragment', ECHO4_FIRST_FRAGMENT, {}],
    ['echo where it is turned off', ECHO4, { icmpEcho: false }],
    ['a port that nobody listens on', UDP4, { udpEchoPorts: [8] }],
    ['what is no packet', '45', {}],
    ['a packet for another host', REPLY4, {}],
  ])('refuses %s and says nothing', (_name, packet, config) => {
    const { take, sent, events } = stackOf(config);
    expect(take(packet)).toBe('refused');
    expect(sent()).toEqual([]);
    expect(events).toEqual([]);
  });

  test.each([
    ['ICMP', ECHO4],
    ['ICMPv6', ECHO6],
    ['UDP', UDP4],
    ['UDP over IPv6', UDP6_TO_SINK],
  ])('drops %s with one octet of data changed', (_name, packet) => {
    const { take, sent } = stackOf();
    expect(take(`${packet.slice(0, -2)}ff`)).toBe('bad-checksum');
    expect(sent()).toEqual([]);
  });

  test('drops IPv4 with a wrong header checksum, and UDP over IPv6 with none', () => {
    const { take } = stackOf();
    expect(take(ECHO4.replace('f6cd', 'f6ce'))).toBe('bad-checksum');
    expect(take(UDP6_TO_SINK.replace('c43c', '0000'))).toBe('bad-checksum');
  });
});
