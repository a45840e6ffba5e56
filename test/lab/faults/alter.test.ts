import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { must, pingTo, up } from '../../host/pairs.ts';
import { type BenchPairOptions, benchPair } from './bench-pair.ts';

function tryUp(words: readonly string[], options: BenchPairOptions = {}) {
  const made = benchPair(words, options);
  const { subject } = made;
  const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
  return { ...made, result };
}

describe('octets changed with keys', () => {
  it.each([
    ['a', 'corrupt byte 4 of hash in quick mode 2'],
    ['b', 'corrupt byte 4 of hash in quick mode 1'],
    ['b', 'corrupt byte 4 of hash in quick mode 3'],
  ] as const)('%s says that the hash is wrong: %s', (name, words) => {
    const { subject, fired } = tryUp([`${words} once`], { withKeys: true });
    subject.run(1000);
    const number = /\d$/.exec(words)![0];
    expect(fired.map(({ what }) => what)[0]).toMatch(
      new RegExp(`^quick mode ${number} has bit \\d of byte 4 of hash turned$`),
    );
    const wrong = subject[name].events.filter(({ kind }) =>
      /invalid|wrong|failed|dropped|discard/.test(kind),
    );
    expect(JSON.stringify(wrong)).toContain(`HASH(${number})`);
  });

  it('recovers from a changed hash by the message sent again', () => {
    const { subject, result } = tryUp(['corrupt byte 4 of hash in quick mode 2 once'], {
      withKeys: true,
    });
    expect(result.ok).toBe(true);
    expect(must(subject.command(subject.a, pingTo('192.0.2.2')), 'ping').received).toBe(3);
  });

  it.each([[[]], [[5]], [[6]], [[5, 6]]])(
    'keeps both chains of IVs whole: what no hash covers differs for the two sides in %j',
    (numbers) => {
      const words = numbers.map((n: number) => `change byte 8 of notify in main mode ${n} to 0x77`);
      const { subject, fired, result } = tryUp(words, { withKeys: true });
      expect(fired.map(({ what }) => what)).toEqual(
        numbers.map((n: number) => `main mode ${n} has byte 8 of notify set to 0x77`),
      );
      expect(result).toMatchObject({ ok: true });
      expect(must(subject.command(subject.b, pingTo('192.0.2.1')), 'ping').received).toBe(3);
      for (const host of [subject.b, subject.a, subject.b]) {
        expect(subject.command(host, { kind: 'rekey', policy: 'transport' }).ok).toBe(true);
        subject.run(10);
      }
      must(subject.command(subject.a, { kind: 'down', policy: undefined }), 'down');
      subject.run(1000);
      expect(subject.b.host.query('quick-mode-sas').items).toEqual([]);
      for (const { events } of [subject.a, subject.b])
        expect(events.filter(({ kind }) => kind === 'isakmp-dropped')).toEqual([]);
    },
  );

  it('could not without keys, and says so before', () => {
    const { bench } = benchPair([]);
    expect(bench.refusal({ action: { kind: 'rebind' } })).toContain('no NAT');
    expect(() => benchPair(['corrupt byte 4 of hash in quick mode 2'])).toThrow(/only with keys/);
    const { fired } = tryUp(['corrupt byte 4 of hash in ike once from 0s to 10ms']);
    expect(fired[0]!.what).toBe('main mode 1 could not be changed: it has no hash payload');
  });
});

describe('octets changed without keys', () => {
  it('any bit of a message', () => {
    const { subject, fired, result } = tryUp(['corrupt main mode 5 once']);
    expect(result.ok).toBe(true);
    expect(fired[0]!.what).toMatch(/^main mode 5 has bit \d of byte \d+ turned$/);
    const [sent, arrived] = ['sent', 'arrived'].map(
      (what) => subject.log.filter((line) => line.what === what && line.number === 5)[0]!.bytes,
    );
    const changed = sent!.filter((octet, at) => octet !== arrived![at]);
    expect([sent!.length, changed.length]).toEqual([arrived!.length, 1]);
  });

  it('a header field', () => {
    const { subject } = tryUp(['change message id of quick mode 1 to 7 once']);
    const [, arrived] = subject.log.filter(({ number }) => number === 7);
    expect(toHex(arrived!.bytes.subarray(20, 24))).toBe('00000007');
  });

  it('of a payload in clear', () => {
    const { subject, result } = tryUp(['change byte 1 of nonce in main mode 3 to 0xabcd once']);
    expect(subject.log.filter(({ number }) => number === 3)[1]!.bytes).not.toEqual(
      subject.log.filter(({ number }) => number === 3)[0]!.bytes,
    );
    expect(result.ok).toBe(false);
  });

  it('cut off', () => {
    const { subject, result, fired } = tryUp(['truncate main mode 2 to 40 octets once']);
    expect(result.ok).toBe(true);
    expect(fired[0]!.what).toBe('main mode 2 is cut to 40 octets');
    expect(subject.log.filter(({ number }) => number === 2)[1]!.bytes).toHaveLength(40);
  });

  it('of ESP: SPI and sequence number, which the receiver refuses', () => {
    const { subject } = benchPair([
      'change spi of the first esp from a to 0x0badcafe',
      'change sequence number of the second esp from a to 9',
      'corrupt the third esp from a',
    ]);
    up(subject, subject.a, 'transport');
    const ping = must(subject.command(subject.a, pingTo('192.0.2.2', { count: 4 })), 'ping');
    expect(ping.received).toBe(1);
  });
});
