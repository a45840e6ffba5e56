import { describe, expect, test } from 'vitest';
import { counter, labPair, must, up } from './pairs.ts';

describe('up', () => {
  test('is answered when the quick mode is established', () => {
    const subject = labPair();
    const saId = up(subject, subject.a, 'transport');
    const established = subject.events(subject.a, 'quick-mode-established');
    expect(established).toMatchObject([{ id: saId, policy: 'transport', mode: 'transport' }]);
    expect(established[0]!.at).toBe(subject.now);
    subject.run(100);
    expect(subject.events(subject.b, 'quick-mode-established')).toHaveLength(1);
  });

  test('is answered at once where the entry is up already, on either side', () => {
    const subject = labPair();
    const saId = up(subject, subject.a, 'tunnel');
    subject.run(100);
    const before = subject.now;
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunnel' })).toEqual({
      ok: true,
      value: { kind: 'up', saId, alreadyUp: true },
    });
    const other = must(subject.command(subject.b, { kind: 'up', policy: 'tunnel' }), 'up');
    expect(other.alreadyUp).toBe(true);
    expect(subject.now).toBe(before);
  });

  test('asked twice negotiates once and is answered twice', () => {
    const subject = labPair();
    const ids = [1, 2].map(() => subject.begin(subject.a, { kind: 'up', policy: 'transport' }));
    expect(counter(subject.a, 'active-acquire')).toBe(1);
    subject.run(1000);
    const [first, second] = ids.map((id) => must(subject.result(id), 'up'));
    expect(first).toEqual(second);
    expect(counter(subject.a, 'total-acquire')).toBe(1);
    expect(counter(subject.a, 'ike-quick-mode')).toBe(1);
    expect(counter(subject.a, 'active-acquire')).toBe(0);
  });

  test('of two entries of one peer share their main mode', () => {
    const subject = labPair();
    subject.begin(subject.a, { kind: 'up', policy: 'transport' });
    subject.begin(subject.a, { kind: 'up', policy: 'tunnel' });
    subject.run(1000);
    expect(counter(subject.a, 'ike-main-mode')).toBe(1);
    expect(counter(subject.a, 'ike-quick-mode')).toBe(2);
    expect(counter(subject.b, 'active-security-associations')).toBe(2);
    expect(counter(subject.b, 'active-tunnels')).toBe(1);
  });

  test('fails with the failure in words when nobody answers', () => {
    const subject = labPair();
    subject.link.drop(() => true, Number.POSITIVE_INFINITY);
    const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
    expect(result).toMatchObject({ ok: false, failure: { code: 'no-response' } });
    expect(subject.lastFailure(subject.a)?.code).toBe('no-response');
    expect(counter(subject.a, 'acquire-failures')).toBe(1);
    expect(counter(subject.a, 'active-acquire')).toBe(0);
    expect(counter(subject.a, 'isadb-list-size')).toBe(0);
  });

  test('names what there is where the entry is unknown or protects nothing', () => {
    const subject = labPair();
    expect(subject.command(subject.a, { kind: 'up', policy: 'tunel' })).toMatchObject({
      ok: false,
      error: 'a has no policy entry "tunel"; it protects "transport", "tunnel"',
    });
    const [entry] = subject.a.host.config.policies;
    const permit = { ...entry!, name: 'open', action: 'permit', protect: undefined } as const;
    const other = labPair({ a: { host: { policies: [permit] } } });
    expect(other.command(other.a, { kind: 'up', policy: 'open' })).toMatchObject({
      ok: false,
      error:
        'policy entry "open" says permit, so there is nothing to negotiate; it protects nothing',
    });
  });
});

describe('down', () => {
  test('of an entry deletes its SAs on both sides and leaves the main mode', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    up(subject, subject.a, 'tunnel');
    subject.run(100);
    const result = subject.command(subject.a, { kind: 'down', policy: 'transport' });
    expect(must(result, 'down').deleted).toBe(1);
    subject.run(100);
    for (const side of [subject.a, subject.b]) {
      expect(side.host.query('quick-mode-sas').items.map(({ policy }) => policy)).toEqual([
        'tunnel',
      ]);
      expect(counter(side, 'isadb-list-size')).toBe(1);
    }
    expect(subject.events(subject.b, 'quick-mode-ended')).toMatchObject([
      { policy: 'transport', reason: 'deleted-by-peer' },
    ]);
  });

  test('of everything leaves nothing', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    up(subject, subject.a, 'tunnel');
    subject.run(100);
    subject.command(subject.a, { kind: 'down', policy: undefined });
    subject.run(100);
    for (const side of [subject.a, subject.b]) {
      expect(side.host.query('quick-mode-sas').items).toEqual([]);
      expect(side.host.query('main-mode-sas').items).toEqual([]);
    }
  });

  test('of what is not up deletes nothing, of what does not exist says so', () => {
    const subject = labPair();
    expect(
      must(subject.command(subject.a, { kind: 'down', policy: 'tunnel' }), 'down').deleted,
    ).toBe(0);
    expect(subject.command(subject.a, { kind: 'down', policy: 'x' })).toMatchObject({ ok: false });
  });
});

describe('stop', () => {
  test('tells the peers, answers who still waits, then absorbs', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    subject.run(100);
    const waiting = subject.begin(subject.a, { kind: 'up', policy: 'tunnel' });
    const stop = subject.begin(subject.a, { kind: 'stop' });
    expect(subject.result(stop)).toEqual({ ok: true, value: { kind: 'stop' } });
    expect(subject.result(waiting)).toMatchObject({ ok: false });
    subject.run(1000);
    expect(subject.b.host.query('quick-mode-sas').items).toEqual([]);
    expect(subject.a.host.nextTimeout()).toBeUndefined();
    const late = subject.command(subject.a, { kind: 'up', policy: 'transport' });
    expect(late).toMatchObject({ ok: false, error: 'a has been stopped' });
    const sent = subject.log.length;
    subject.begin(subject.b, { kind: 'up', policy: 'transport' });
    subject.run(100);
    const fromA = subject.log.slice(sent).filter(({ from }) => from === 'a');
    expect(fromA).toEqual([]);
    expect(counter(subject.a, 'absorbed')).toBeGreaterThan(0);
  });
});

describe('dummy', () => {
  test('sends a packet that the peer discards and counts', () => {
    const subject = labPair();
    const refused = subject.command(subject.a, { kind: 'dummy', policy: 'tunnel' });
    expect(refused).toMatchObject({
      ok: false,
      error: '"tunnel" has no SA to send a dummy packet on; bring it up first',
    });
    up(subject, subject.a, 'tunnel');
    must(subject.command(subject.a, { kind: 'dummy', policy: 'tunnel' }), 'dummy');
    subject.run(100);
    expect(counter(subject.b, 'dummy-packets-received')).toBe(1);
    expect(subject.events(subject.b, 'dummy-packet')).toHaveLength(1);
  });
});
