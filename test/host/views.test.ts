import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { labPair, must, pingTo, up } from './pairs.ts';

describe('the views of a host', () => {
  test('show the main mode from both sides', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    subject.run(100);
    const [a] = subject.a.host.query('main-mode-sas').items;
    const [b] = subject.b.host.query('main-mode-sas').items;
    expect(a).toMatchObject({
      peer: 'b',
      role: 'initiator',
      state: 'established',
      quickModes: 1,
      natTraversal: false,
    });
    expect(b).toMatchObject({ peer: 'a', role: 'responder', state: 'established' });
    expect(b!.initiatorCookie).toBe(a!.initiatorCookie);
    expect(b!.responderCookie).toBe(a!.responderCookie);
    expect(a!.expiresAt! - a!.establishedAt!).toBe(28_800_000);
  });

  test('show quick modes with their peers, packets and sequence numbers', () => {
    const subject = labPair();
    must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping');
    const [a] = subject.a.host.query('quick-mode-sas').items;
    const [b] = subject.b.host.query('quick-mode-sas').items;
    expect(a).toMatchObject({
      peer: 'b',
      policy: 'tunnel',
      mode: 'tunnel',
      suite: 'AES-CBC-128 with HMAC-SHA1-96',
      selector: '10.1.0.0/24 <-> 10.2.0.0/24 any',
      outbound: { packets: 3, octets: 252, sequence: 3 },
      inbound: { packets: 3, octets: 252, sequence: 3, replay: { window: 64, replayed: 0 } },
    });
    expect(b).toMatchObject({ peer: 'a', selector: '10.2.0.0/24 <-> 10.1.0.0/24 any' });
    expect(b!.inbound!.spi).toBe(a!.outbound!.spi);
    expect(a!.expiresAt).toBe(a!.createdAt + 3_600_000);
  });

  test('come in pages', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    expect(subject.a.host.query('quick-mode-sas').next).toBeUndefined();
    expect(subject.a.host.query('quick-mode-sas', 1)).toEqual({ items: [], next: undefined });
  });

  test('and events hold no secret that a log could show', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    const [isakmp] = subject.events(subject.a, 'isakmp-keys');
    const [added] = subject.events(subject.a, 'sa-added');
    const text = JSON.stringify([
      subject.a.events,
      subject.a.host.query('main-mode-sas'),
      subject.a.host.query('quick-mode-sas'),
    ]);
    for (const secret of [isakmp!.cipherKey, added!.encryptionKey, added!.integrityKey]) {
      const octets = secret.reveal();
      expect(octets.length).toBeGreaterThan(0);
      expect(text).not.toContain(toHex(octets));
      expect(text).not.toContain(JSON.stringify(octets));
    }
    expect(text).toContain('[redacted]');
  });
});
