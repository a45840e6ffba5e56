import { describe, expect, test } from 'vitest';
import { Negotiations } from '../../src/host/negotiations.ts';
import { counter, labPair, must, pingTo } from './pairs.ts';

describe('outcomes of negotiations', () => {
  test('of a main mode that fails reach every entry that waits for it', () => {
    const subject = labPair({ b: { presharedKey: 'another' } });
    const ids = ['transport', 'tunnel'].map((policy) =>
      subject.begin(subject.a, { kind: 'up', policy }),
    );
    subject.run(60_000);
    for (const id of ids) {
      expect(subject.result(id)).toMatchObject({
        ok: false,
        failure: { code: 'preshared-keys-likely-differ' },
      });
    }
    expect(counter(subject.a, 'acquire-failures')).toBe(2);
    expect(counter(subject.a, 'negotiation-failures')).toBe(1);
    expect(counter(subject.a, 'authentication-failures')).toBe(1);
    expect(counter(subject.b, 'acquire-failures')).toBe(0);
    expect(counter(subject.b, 'authentication-failures')).toBe(1);
  });

  test('of both sides at once are both good', () => {
    const subject = labPair();
    const ids = [subject.a, subject.b].map((side) =>
      subject.begin(side, { kind: 'up', policy: 'tunnel' }),
    );
    subject.run(60_000);
    for (const id of ids) must(subject.result(id), 'up');
    expect(must(subject.command(subject.b, pingTo('10.1.0.1')), 'ping').received).toBe(3);
    expect(counter(subject.a, 'connection-list-size')).toBe(0);
    expect(counter(subject.a, 'pending-key-operations')).toBe(0);
  });

  test('come anew when an entry that failed is asked for again', () => {
    const subject = labPair();
    const undo = subject.link.drop(() => true, Number.POSITIVE_INFINITY);
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
    undo();
    must(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }), 'up');
  });

  test('of a quick mode refused by the peer carry the failure, and leave nothing behind', () => {
    const suite = { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' } as const;
    const subject = labPair({ b: { child: { proposals: [{ protocol: 'esp', suite }] } } });
    const result = subject.command(subject.a, { kind: 'up', policy: 'tunnel' });
    expect(result).toMatchObject({ ok: false });
    expect(subject.lastFailure(subject.b)?.code).toBe('no-common-quick-mode-proposal');
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'connection-list-size')).toBe(0);
      expect(counter(side, 'pending-key-operations')).toBe(0);
      expect(counter(side, 'active-security-associations')).toBe(0);
    }
  });

  test('are not those of quick modes that the peer began', () => {
    const negotiations = new Negotiations();
    const subject = labPair();
    must(subject.command(subject.b, { kind: 'up', policy: 'tunnel' }), 'up');
    subject.run(10);
    const failed = (side: typeof subject.a, messageId?: number) => {
      const [established] = subject.events(side, 'quick-mode-established');
      return {
        ...established!,
        kind: 'quick-mode-failed',
        messageId: messageId ?? established!.messageId,
        failure: { ...subject.lastFailure(side)! },
      } as const;
    };
    expect(negotiations.isOwn(failed(subject.a))).toBe(false);
    expect(negotiations.isOwn(failed(subject.a, 0))).toBe(true);
    expect(negotiations.isOwn(failed(subject.b))).toBe(true);
  });
});
