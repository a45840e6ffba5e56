import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { PairOptions } from '../../src/sim/pair.ts';
import { pair } from '../../src/sim/pair.ts';
import { labPair, must, pingTo, up } from '../host/pairs.ts';

const logOf = (options: PairOptions): string[] => {
  const subject = labPair(options);
  subject.command(subject.a, pingTo('10.2.0.1'));
  return subject.log.map(({ at, what, from, bytes }) => `${at} ${what} ${from} ${toHex(bytes)}`);
};

describe('the deterministic pair', () => {
  test('does the same for the same seed, octet for octet, and else something else', () => {
    const network = { loss: 0.1, jitter: 5, duplicate: 0.1 };
    expect(logOf({ seed: 'one', network })).toEqual(logOf({ seed: 'one', network }));
    expect(logOf({ seed: 'one' })).not.toEqual(logOf({ seed: 'two' }));
  });

  test('needs no Node: the portable provider is its default and gives the same octets', () => {
    const subject = pair({ both: { peer: { proposals: [group2] } } });
    expect(up(subject, subject.a, 'transport')).toBeGreaterThanOrEqual(0);
    const other = labPair({ both: { peer: { proposals: [group2] } } });
    up(other, other.a, 'transport');
    expect(subject.log).toEqual(other.log);
  });

  test('logs six messages of main mode and three of quick mode, there and back', () => {
    const subject = labPair();
    up(subject, subject.a, 'transport');
    subject.run(10);
    const sent = subject.log.filter(({ what }) => what === 'sent');
    expect(sent.map(({ from }) => from).join('')).toBe('ababab' + 'aba');
    expect(sent.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(subject.log).toHaveLength(18);
  });

  test.each(Array.from({ length: 9 }, (_, i) => i + 1))(
    'survives the loss of message %i',
    (nth) => {
      const subject = labPair();
      subject.link.drop(() => true, nth);
      const ping = must(
        subject.command(subject.a, pingTo('10.2.0.1', { count: 1, timeoutMilliseconds: 5000 })),
        'ping',
      );
      expect(ping.received).toBe(1);
    },
  );

  test.each(['a', 'b', 'c', 'd', 'e'])('comes up over a very bad link (seed %s)', (seed) => {
    const network = { loss: 0.1, jitter: 30, duplicate: 0.2, reorder: 0.1, corrupt: 0.02 };
    const subject = pair({ seed, network, provider: nodeProvider });
    up(subject, subject.a, 'tunnel');
  });

  test('tells the last failure of each side', () => {
    const subject = labPair({ b: { presharedKey: 'something else' } });
    subject.command(subject.a, { kind: 'up', policy: 'transport' });
    subject.run(60_000);
    expect(subject.lastFailure(subject.a)?.code).toBe('preshared-keys-likely-differ');
    expect(subject.lastFailure(subject.b)?.code).toBe('preshared-keys-differ');
  });
});

const group2 = { encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 2 } as const;
