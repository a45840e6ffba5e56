/** DESIGN 1: while a step waits for an effect, what the peer repeats is absorbed. */

import { describe, expect, test } from 'vitest';
import { up } from '../../host/pairs.ts';
import { duplicates, mainModes, repeats, slowPairs } from './slow.ts';

const pairOf = slowPairs();

describe('a responder that waits for a slow check', () => {
  const subject = () =>
    pairOf((host, effect) => (host === 'b' && effect === 'verify' ? 15_000 : 0));

  test('takes each repetition of message 5 as a duplicate, and checks once', () => {
    const { subject: pair, asked } = subject();
    up(pair, pair.a, 'tunnel');
    expect(repeats(pair.a).length).toBeGreaterThan(1);
    expect(new Set(repeats(pair.a))).toEqual(new Set([5]));
    expect(duplicates(pair.b)).toEqual(repeats(pair.a));
    expect(asked).toEqual(['a sign', 'b verify', 'b sign', 'a verify']);
    expect(mainModes(pair)).toBe('1 1');
  });

  test('answers none of them before the check is done', () => {
    const { subject: pair } = subject();
    up(pair, pair.a, 'tunnel');
    const answers = pair.log.filter(({ what, from }) => what === 'sent' && from === 'b');
    const message6 = answers[2]!;
    const message5 = pair.log.filter(({ what, from }) => what === 'arrived' && from === 'a')[2]!;
    expect(message6.at - message5.at).toBe(15_000);
  });
});

describe('an initiator that waits for a slow check', () => {
  test('takes a repetition of message 6 as a duplicate, and sends nothing again', () => {
    const { subject: pair, asked } = pairOf((host, effect) =>
      host === 'a' && effect === 'verify' ? 3000 : 0,
    );
    const arrived = pair.link.capture(({ sender }) => sender === 'b');
    const command = pair.begin(pair.a, { kind: 'up', policy: 'tunnel' });
    pair.runUntil(() => asked.includes('a verify'), 1000);
    pair.inject(arrived[2]!.path, arrived[2]!.bytes);
    pair.runUntil(() => pair.result(command) !== undefined, 60_000);
    expect(duplicates(pair.a)).toEqual([6]);
    expect(repeats(pair.a)).toEqual([]);
    expect(asked.filter((one) => one === 'a verify')).toHaveLength(1);
    expect(mainModes(pair)).toBe('1 1');
  });
});
