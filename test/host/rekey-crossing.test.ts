import { describe, expect, test } from 'vitest';
import { counter, labPair, must, sendTo, up } from './pairs.ts';

const SEEDS = ['one', 'two', 'three'];

describe.each(SEEDS)('both sides that renew at the same moment, with traffic (%s)', (seed) => {
  test.each([1, 20, 150])('lose no packet and come back to one pair (%i ms apart)', (delay) => {
    const lifetime = { seconds: 60, kilobytes: 0 };
    const subject = labPair({ seed, network: { delay }, both: { tunnel: { lifetime } } });
    up(subject, subject.a, 'tunnel');
    subject.run(1000);
    const ids = [subject.a, subject.b].map((side) =>
      subject.begin(side, { kind: 'rekey', policy: 'tunnel' }),
    );
    for (let i = 0; i < 200; i++) {
      must(subject.command(subject.a, sendTo('10.2.0.1')), 'send');
      must(subject.command(subject.b, sendTo('10.1.0.1')), 'send');
      subject.run(50);
    }
    subject.run(1000);
    for (const id of ids) must(subject.result(id), 'rekey');
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'udp-received')).toBe(200);
      expect(subject.events(side, 'packet-dropped')).toEqual([]);
      // The old pair, which stays until it expires, and the one that both have settled on.
      expect(counter(side, 'active-security-associations')).toBe(2);
      expect(counter(side, 'ike-quick-mode')).toBe(3);
    }
    const newest = [subject.a, subject.b].map((side) => {
      const { inbound, outbound } = side.host.query('quick-mode-sas').items[1]!;
      return [inbound!.spi, outbound!.spi].sort();
    });
    expect(newest[0]).toEqual(newest[1]);
    subject.run(300_000);
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'active-security-associations')).toBeLessThanOrEqual(2);
      expect(counter(side, 'rekeys')).toBeLessThan(12);
    }
  });

  test('of main modes come back to one, and the pairs stay', () => {
    const subject = labPair({ seed, network: { delay: 20 } });
    up(subject, subject.a, 'tunnel');
    subject.run(1000);
    subject.begin(subject.a, { kind: 'rekey-main-mode', peer: 'b' });
    subject.begin(subject.b, { kind: 'rekey-main-mode', peer: 'a' });
    subject.run(15_000);
    const left = [subject.a, subject.b].map(({ host }) =>
      host.query('main-mode-sas').items.map(({ initiatorCookie }) => initiatorCookie),
    );
    expect(left[0]).toHaveLength(1);
    expect(left[0]).toEqual(left[1]);
    expect(counter(subject.a, 'active-security-associations')).toBe(1);
  });

  test('that begin for the first time come back to one of each', () => {
    const subject = labPair({ seed, network: { delay: 20 } });
    const ids = [subject.a, subject.b].map((side) =>
      subject.begin(side, { kind: 'up', policy: 'tunnel' }),
    );
    subject.run(20_000);
    for (const id of ids) must(subject.result(id), 'up');
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'isadb-list-size')).toBe(1);
      expect(counter(side, 'active-security-associations')).toBe(1);
    }
  });
});
