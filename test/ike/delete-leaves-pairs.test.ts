import { expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { labPair, pingTo, up } from '../host/pairs.ts';
import { seconds } from './silence.ts';

const keeping = { ...DEFAULT_KEEPING, rekey: false };

test.each(['a', 'b'] as const)(
  'a main mode that %s ends leaves its pairs (RFC 2408 5.15)',
  (name) => {
    const ends = { peer: { lifetime: { seconds: 120, kilobytes: 0 }, keeping } };
    const lives = { peer: { lifetime: { seconds: 86_400, kilobytes: 0 }, keeping } };
    const both = labPair(name === 'a' ? { a: ends, b: lives } : { a: lives, b: ends });
    up(both, both.a, 'tunnel');
    seconds(both, 130);
    const other = name === 'a' ? both.b : both.a;
    expect(both.events(both[name], 'main-mode-ended')).toMatchObject([{ reason: 'lifetime' }]);
    expect(both.events(other, 'main-mode-ended').length).toBe(1);
    expect(both.a.host.query('main-mode-sas').items).toEqual([]);
    const ping = both.command(both.a, pingTo('10.2.0.1'));
    expect(ping).toMatchObject({ ok: true, value: { received: 3 } });
    expect(both.events(both.a, 'main-mode-started')).toHaveLength(1);
  },
);

test.each(['a', 'b'] as const)(
  'a pair that %s deletes goes on both sides, and nothing else',
  (name) => {
    const both = labPair();
    up(both, both.a, 'tunnel');
    up(both, both.a, 'transport');
    seconds(both, 1);
    both.command(both[name], { kind: 'down', policy: 'tunnel' });
    seconds(both, 1);
    for (const side of [both.a, both.b]) {
      expect(side.host.query('quick-mode-sas').items.map(({ policy }) => policy)).toEqual([
        'transport',
      ]);
      expect(side.host.query('main-mode-sas').items).toHaveLength(1);
    }
  },
);
