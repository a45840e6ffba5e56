import { describe, expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { NON_ESP_MARKER } from '../../src/wire/natt.ts';
import { counter, labPair, must, pingTo, sendTo, up } from './pairs.ts';

/** What happens where nothing is renewed. */
const peer = { keeping: { ...DEFAULT_KEEPING, rekey: false } };

describe('lifetimes', () => {
  test('in seconds end an SA on both sides', () => {
    const subject = labPair({ both: { peer, child: { lifetime: { seconds: 60, kilobytes: 0 } } } });
    up(subject, subject.a, 'transport');
    subject.run(59_000);
    expect(counter(subject.a, 'active-security-associations')).toBe(1);
    subject.run(2000);
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'active-security-associations')).toBe(0);
      expect(counter(side, 'quick-modes-ended')).toBe(1);
    }
    expect(subject.events(subject.a, 'quick-mode-ended')).toMatchObject([{ reason: 'lifetime' }]);
  });

  test('in kilobytes end an SA, and the next packet asks for another', () => {
    const lifetime = { seconds: 3600, kilobytes: 1 };
    const subject = labPair({ both: { peer, child: { lifetime } } });
    up(subject, subject.a, 'transport');
    const send = sendTo('192.0.2.2', { payload: new Uint8Array(400), count: 4 });
    must(subject.command(subject.a, send), 'send');
    subject.run(1000);
    expect(subject.events(subject.a, 'sa-expired')[0]).toMatchObject({ reason: 'kilobytes' });
    expect(subject.events(subject.a, 'quick-mode-ended')[0]).toMatchObject({ reason: 'lifetime' });
    expect(counter(subject.a, 'ike-quick-mode')).toBe(2);
    expect(counter(subject.b, 'udp-received')).toBe(4);
  });
});

describe('a NAT that is claimed', () => {
  const natted = () =>
    labPair({ both: { peer: { natTraversal: 'force', natKeepaliveSeconds: 20 } } });

  test('moves IKE behind the marker and ESP into UDP, on the NAT-T ports', () => {
    const subject = natted();
    const ping = must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping');
    expect(ping.received).toBe(3);
    expect(subject.log.every(({ path }) => path.carrier === 'udp')).toBe(true);
    const floated = subject.log.filter(({ path }) => path.local.port === 4500);
    const marked = floated.filter(({ bytes }) =>
      bytes.subarray(0, 4).every((octet) => octet === 0),
    );
    expect(marked.length).toBeGreaterThan(0);
    expect(floated.length - marked.length).toBe(12);
    expect(NON_ESP_MARKER).toHaveLength(4);
    expect(subject.a.host.query('quick-mode-sas').items[0]!.udpEncapsulated).toBe(true);
  });

  test('is held open by keepalives in silence alone, until the SAs are gone', () => {
    const subject = natted();
    up(subject, subject.a, 'transport');
    subject.run(10_000);
    must(subject.command(subject.a, pingTo('192.0.2.2', { count: 1 })), 'ping');
    subject.run(19_000);
    expect(counter(subject.a, 'keepalives-sent')).toBe(0);
    subject.run(22_000);
    expect(counter(subject.a, 'keepalives-sent')).toBe(2);
    expect(counter(subject.b, 'keepalives-received')).toBe(2);
    const keepalives = subject.log.filter(
      ({ bytes, what, from }) => what === 'sent' && from === 'a' && bytes.length === 1,
    );
    expect(keepalives.map(({ bytes }) => bytes[0])).toEqual([0xff, 0xff]);
    subject.command(subject.a, { kind: 'down', policy: undefined });
    subject.run(60_000);
    expect(counter(subject.a, 'keepalives-sent')).toBe(2);
  });
});
