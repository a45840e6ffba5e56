import { expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import type { Flight } from '../../src/sim/link.ts';
import type { Pair } from '../../src/sim/pair.ts';
import { counter, labPair, must, pingTo } from './pairs.ts';

const QUICK_MODE = 32;

/** Quick-mode messages of a side from its second one on are lost, for ever. */
function loseLater(subject: Pair, side: 'a' | 'b'): void {
  const first = new Map<string, string>();
  subject.link.drop(({ sender, path, bytes }: Flight) => {
    if (sender !== side || path.carrier !== 'udp' || bytes[18] !== QUICK_MODE) return false;
    const id = bytes.subarray(20, 24).join();
    const known = first.get(id);
    if (known === undefined) first.set(id, bytes.join());
    return known !== undefined && known !== bytes.join();
  }, Number.POSITIVE_INFINITY);
}

test('message 3 of quick mode that never comes: packets on the new SA do instead', () => {
  const subject = labPair();
  loseLater(subject, 'a');
  const ping = must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping');
  expect(ping.received).toBe(3);
  for (const side of [subject.a, subject.b]) {
    expect(subject.events(side, 'quick-mode-established')).toHaveLength(1);
    expect(counter(side, 'quick-modes-failed')).toBe(0);
    expect(counter(side, 'quick-modes-ended')).toBe(0);
  }
});

test('message 3 that never comes, without packets: both sides part with the pair', () => {
  const subject = labPair();
  loseLater(subject, 'a');
  must(subject.command(subject.a, { kind: 'up', policy: 'tunnel' }), 'up');
  subject.run(10_000);
  for (const side of [subject.a, subject.b]) {
    expect(counter(side, 'active-security-associations')).toBe(0);
    expect(counter(side, 'pending-key-operations')).toBe(0);
  }
  expect(subject.events(subject.a, 'quick-mode-ended')).toMatchObject([
    { reason: 'deleted-by-peer' },
  ]);
});

test('CONNECTED that never comes holds packets up for a moment only', () => {
  const keeping = { ...DEFAULT_KEEPING, commitBit: true };
  const subject = labPair({ b: { peer: { keeping } } });
  loseLater(subject, 'b');
  const began = subject.now;
  const ping = must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping');
  expect(ping.received).toBe(3);
  expect(subject.now - began).toBeLessThan(2000);
});

test('with CONNECTED quick mode has four messages, and packets flow', () => {
  const keeping = { ...DEFAULT_KEEPING, commitBit: true };
  const subject = labPair({ both: { peer: { keeping } } });
  expect(must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received).toBe(3);
  const numbers = subject
    .events(subject.a, 'isakmp-received')
    .filter(({ exchange }) => exchange === 'quick mode')
    .map(({ number }) => number);
  expect(numbers).toEqual([2, 4]);
});
