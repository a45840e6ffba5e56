import { describe, expect, test } from 'vitest';
import { counter, labPair, must, pingTo, up } from './pairs.ts';

describe('the command rekey', () => {
  test.each(['a', 'b'] as const)('renews a pair, from side %s', (name) => {
    const subject = labPair();
    const first = up(subject, subject.a, 'tunnel');
    subject.run(100);
    const value = must(
      subject.command(subject[name], { kind: 'rekey', policy: 'tunnel' }),
      'rekey',
    );
    expect(value.saId).not.toBe(value.replaces);
    if (name === 'a') expect(value.replaces).toBe(first);
    subject.run(100);
    for (const side of [subject.a, subject.b]) expect(counter(side, 'rekeys')).toBe(1);
    const [old, young] = subject.a.host.query('quick-mode-sas').items;
    expect(old).toMatchObject({ replacedBy: young!.id, renewsAt: undefined });
    expect(young).toMatchObject({ replaces: old!.id });
    must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping');
    const sent = subject.a.host
      .query('quick-mode-sas')
      .items.map(({ outbound }) => outbound!.packets);
    expect(sent).toEqual([0, 3]);
  });

  test('renews a main mode, and the pairs stay as they are', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    subject.run(100);
    const command = { kind: 'rekey-main-mode', peer: 'a' } as const;
    const value = must(subject.command(subject.b, command), 'rekey-main-mode');
    subject.run(15_000);
    for (const side of [subject.a, subject.b]) {
      const [sa, ...others] = side.host.query('main-mode-sas').items;
      expect(others).toEqual([]);
      expect(sa!.initiatorCookie).toBe(value.initiatorCookie);
      expect(counter(side, 'active-security-associations')).toBe(1);
      expect(counter(side, 'main-modes-renewed')).toBe(1);
    }
    expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
  });

  test('asked twice at once renews once and is answered twice', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    const ids = [1, 2].map(() => subject.begin(subject.a, { kind: 'rekey', policy: 'tunnel' }));
    subject.run(1000);
    const [first, second] = ids.map((id) => must(subject.result(id), 'rekey'));
    expect(first).toEqual(second);
    expect(counter(subject.a, 'ike-quick-mode')).toBe(2);
  });

  test('says what there is not', () => {
    const subject = labPair();
    const errorOf = (command: Parameters<typeof subject.command>[1]): string => {
      const result = subject.command(subject.a, command);
      return result.ok ? 'ok' : result.error;
    };
    expect(errorOf({ kind: 'rekey', policy: 'tunnel' })).toBe(
      '"tunnel" has no SA to renew; bring it up first',
    );
    expect(errorOf({ kind: 'rekey', policy: 'x' })).toMatch(/has no policy entry "x"/);
    expect(errorOf({ kind: 'rekey-main-mode', peer: 'b' })).toBe(
      'there is no main mode with "b" to renew',
    );
    expect(errorOf({ kind: 'rekey-main-mode', peer: 'x' })).toBe('a has no peer "x"; it has "b"');
  });

  test('that fails says why, and the old pair works on', () => {
    const subject = labPair();
    up(subject, subject.a, 'tunnel');
    subject.run(100);
    const undo = subject.link.drop(() => true, Number.POSITIVE_INFINITY);
    const result = subject.command(subject.a, { kind: 'rekey', policy: 'tunnel' });
    expect(result).toMatchObject({ ok: false, failure: { code: 'no-response' } });
    expect(counter(subject.a, 'acquire-failures')).toBe(0);
    undo();
    expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
  });
});
