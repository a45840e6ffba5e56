import { describe, expect, it } from 'vitest';
import { DEFAULT_DIALECT, DEFAULT_KEEPING } from '../../../src/ike/policy.ts';
import { must, pingTo, up } from '../../host/pairs.ts';
import { benchPair } from './bench-pair.ts';

describe('what is told by its content', () => {
  it('a lost delete leaves the other side with its SAs', () => {
    const { subject, fired } = benchPair(['drop delete from a'], { withKeys: true });
    up(subject, subject.a, 'transport');
    must(subject.command(subject.a, { kind: 'down', policy: undefined }), 'down');
    subject.run(100);
    expect(fired.length).toBeGreaterThan(0);
    expect(fired.every(({ what }) => what === 'informational is lost')).toBe(true);
    expect(subject.b.host.query('quick-mode-sas').items.length).toBeGreaterThan(0);
  });

  it('without keys nothing that is encrypted is taken for one', () => {
    const { subject, fired } = benchPair(['drop delete from a', 'drop notify', 'drop dpd']);
    up(subject, subject.a, 'transport');
    must(subject.command(subject.a, { kind: 'down', policy: undefined }), 'down');
    subject.run(100);
    expect(fired).toEqual([]);
    expect(subject.b.host.query('quick-mode-sas').items).toEqual([]);
  });

  it('whether a peer lives is asked in vain where the questions are lost', () => {
    const keeping = { ...DEFAULT_KEEPING, dpd: { idleSeconds: 5 } };
    const alive = (words: readonly string[]): number => {
      const made = benchPair(words, { withKeys: true, both: { peer: { keeping } } });
      const { subject, fired } = made;
      up(subject, subject.a, 'transport');
      subject.run(60_000);
      expect(fired.every(({ what }) => what === 'informational is lost')).toBe(true);
      return subject.a.host.query('main-mode-sas').items.length;
    };
    expect(alive([])).toBe(1);
    expect(alive(['drop dpd'])).toBe(0);
  });
});

describe('a fault that is added late', () => {
  it('can open what follows from messages that passed before', () => {
    const { subject, bench, fired } = benchPair([], { withKeys: true });
    up(subject, subject.a, 'transport');
    const parsed = { kind: 'quick mode', number: 1 } as const;
    bench.add({
      action: {
        kind: 'corrupt',
        what: parsed,
        place: { byte: 4, payload: { name: 'hash', nth: 1 } },
      },
      times: 1,
    });
    expect(subject.command(subject.a, { kind: 'rekey', policy: 'transport' }).ok).toBe(true);
    expect(fired.map(({ what }) => what)).toEqual([
      expect.stringMatching(/^quick mode 1 has bit \d of byte 4 of hash turned$/),
    ]);
    expect(must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping').received).toBe(3);
  });
});

describe('aggressive mode', () => {
  it('is recognised, and its messages can be lost', () => {
    const dialect = { ...DEFAULT_DIALECT, aggressive: 'initiate' } as const;
    const words = [1, 2, 3].map((number) => `drop aggressive mode ${number} once`);
    const { subject, fired } = benchPair(words, { both: { peer: { dialect } } });
    up(subject, subject.a, 'transport');
    expect(fired.map(({ what }) => what)).toEqual([
      'aggressive mode 1 is lost',
      'aggressive mode 2 is lost',
      'aggressive mode 3 is lost',
    ]);
  });
});
