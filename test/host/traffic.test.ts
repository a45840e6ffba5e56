import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { fromHex } from '../../src/base/bytes.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { counter, labPair, must, pingTo, sendTo, up } from './pairs.ts';

describe('ping', () => {
  test.each([
    ['transport', '192.0.2.2'],
    ['tunnel', '10.2.0.1'],
  ])('through %s asks for the SA and comes back', (policy, to) => {
    const subject = labPair();
    const ping = must(subject.command(subject.a, pingTo(to)), 'ping');
    expect(ping).toMatchObject({ sent: 3, received: 3 });
    expect(ping.roundTripMilliseconds[0]).toBeGreaterThan(2);
    expect(ping.roundTripMilliseconds.slice(1)).toEqual([2, 2]);
    expect(subject.events(subject.a, 'acquire')).toMatchObject([{ policy }]);
    expect(counter(subject.a, 'protected-packets-sent')).toBe(3);
    expect(counter(subject.b, 'echo-answered')).toBe(3);
    expect(counter(subject.a, 'echo-replies')).toBe(3);
    const clear = subject.log.filter(({ path }) => path.carrier === 'link');
    expect(clear.every(({ bytes }) => bytes[9] === 50)).toBe(true);
  });

  test('is over when the time-out after the last request has passed', () => {
    const subject = labPair({ b: { host: { stack: noStack } } });
    up(subject, subject.a, 'transport');
    const before = subject.now;
    const ping = must(
      subject.command(subject.a, pingTo('192.0.2.2', { count: 2, timeoutMilliseconds: 700 })),
      'ping',
    );
    expect(ping).toEqual({ kind: 'ping', sent: 2, received: 0, roundTripMilliseconds: [] });
    expect(subject.now - before).toBe(800);
  });

  test('counts what the link lost, and no reply twice', () => {
    const subject = labPair({ network: { duplicate: 1 } });
    up(subject, subject.a, 'transport');
    const isEspToB = ({ path, sender }: { path: { carrier: string }; sender: string }) =>
      path.carrier === 'link' && sender === 'a';
    subject.link.drop(isEspToB, 2);
    const ping = must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping');
    expect(ping).toMatchObject({ sent: 3, received: 2 });
    expect(counter(subject.b, 'packets-with-replay-detection')).toBeGreaterThan(0);
  });

  test('twice at once keeps the two apart', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    const first = subject.begin(subject.a, pingTo('192.0.2.2', { count: 2 }));
    const second = subject.begin(subject.a, pingTo('192.0.2.2', { count: 5 }));
    subject.run(2000);
    expect(must(subject.result(first), 'ping')).toMatchObject({ sent: 2, received: 2 });
    expect(must(subject.result(second), 'ping')).toMatchObject({ sent: 5, received: 5 });
  });

  test.each([
    ['a count of 0', { count: 0 }, 'the count must be a whole number from 1 to 65535, not 0'],
    [
      'too much payload',
      { payloadOctets: 70_000 },
      'the payload must be a whole number from 0 to 65507, not 70000',
    ],
    [
      'a negative time-out',
      { timeoutMilliseconds: -1 },
      'the time-out must be a number of milliseconds of 0 or more, not -1',
    ],
    [
      'a foreign source',
      { from: parseAddress('10.9.9.9') },
      'a has no address 10.9.9.9; it has 192.0.2.1, 10.1.0.1',
    ],
  ])('refuses %s', (_name, changes, error) => {
    const subject = labPair();
    const result = subject.command(subject.a, pingTo('192.0.2.2', changes));
    expect(result).toEqual({ ok: false, error, failure: undefined });
  });

  test('goes in clear where policy permits it, over IPv6 too', () => {
    const addresses = (text: string) => ({ host: { addresses: [parseAddress(text)] } });
    const subject = labPair({ a: addresses('2001:db8::1'), b: addresses('2001:db8::2') });
    const ping = must(subject.command(subject.a, pingTo('2001:db8::2')), 'ping');
    expect(ping).toMatchObject({ sent: 3, received: 3, roundTripMilliseconds: [2, 2, 2] });
    expect(counter(subject.a, 'permitted-packets-sent')).toBe(3);
  });
});

describe('send', () => {
  test('puts datagrams through the policy; an echo port sends them back', () => {
    const subject = labPair();
    const send = sendTo('10.2.0.1', { destinationPort: 7, count: 2 });
    expect(must(subject.command(subject.a, send), 'send').sent).toBe(2);
    subject.run(1000);
    expect(subject.events(subject.b, 'udp-received')).toMatchObject([
      { from: '10.1.0.1:40000', to: '10.2.0.1:7', octets: 5, answered: true },
      { from: '10.1.0.1:40000', to: '10.2.0.1:7', octets: 5, answered: true },
    ]);
    // The answers reach a port that nobody listens on, and so the inner side.
    expect(subject.a.inner).toHaveLength(2);
  });

  test('of many goes out batch by batch at one instant', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    const before = subject.now;
    const send = sendTo('192.0.2.2', { count: 1000 });
    expect(must(subject.command(subject.a, send), 'send').sent).toBe(1000);
    expect(subject.now).toBe(before);
    subject.run(100);
    expect(counter(subject.b, 'udp-received')).toBe(1000);
    expect(counter(subject.a, 'datagrams-sent')).toBe(1000);
  });

  test('refuses a port that is none', () => {
    const subject = labPair();
    const result = subject.command(subject.a, sendTo('192.0.2.2', { destinationPort: 0 }));
    expect(result).toMatchObject({
      error: 'the destination port must be a whole number from 1 to 65535, not 0',
    });
  });
});

describe('packets of the inner side', () => {
  test('go through the tunnel and come out where the small stack does not take them', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    const packet = udpPacket({
      source: parseAddress('10.1.0.1'),
      destination: parseAddress('10.2.0.1'),
      sourcePort: 1,
      destinationPort: 12_345,
      payload: fromHex('c0ffee'),
    });
    const path = { ...innerPath, carrier: 'inner' } as const;
    subject.send(subject.a, batchOfOne(path, packet));
    subject.run(100);
    expect(subject.b.inner).toEqual([packet]);
    expect(counter(subject.b, 'stack-refused')).toBe(1);
  });

  test('are dropped and counted in clear where policy protects them', () => {
    const subject = labPair();
    const packet = udpPacket({
      source: parseAddress('192.0.2.1'),
      destination: parseAddress('192.0.2.2'),
      sourcePort: 1,
      destinationPort: 9,
      payload: fromHex('c0ffee'),
    });
    subject.inject({ ...innerPath, carrier: 'link' }, packet);
    expect(counter(subject.b, 'packet-dropped-clear-text-required-protection')).toBe(1);
    expect(subject.events(subject.b, 'packet-dropped')).toMatchObject([
      { reason: 'clear-text-required-protection', direction: 'inbound' },
    ]);
  });

  test('are held while IKE works and dropped when it fails', () => {
    const subject = labPair({ a: { presharedKey: 'one' }, b: { presharedKey: 'another' } });
    const ping = pingTo('192.0.2.2', { count: 2, timeoutMilliseconds: 20_000 });
    expect(must(subject.command(subject.a, ping), 'ping').received).toBe(0);
    expect(counter(subject.a, 'packet-dropped-no-sa')).toBe(2);
    expect(counter(subject.a, 'held-packets')).toBe(2);
  });
});

const innerPath = {
  local: { address: parseAddress('192.0.2.1'), port: 0 },
  remote: { address: parseAddress('192.0.2.2'), port: 0 },
};
const noStack = { icmpEcho: false, udpEchoPorts: [], udpSinkPorts: [] };
