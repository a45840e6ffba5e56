import { describe, expect, test } from 'vitest';
import { DEFAULT_ESP_EXTRAS } from '../../src/ike/policy.ts';
import type { Pair, SimHost } from '../../src/sim/pair.ts';
import { counter, labPair, must, sendTo, up } from './pairs.ts';

/** Sends datagrams of 100 octets in a tunnel, one each tenth of a second. */
function trickle(subject: Pair, from: SimHost, to: string, count: number): void {
  for (let i = 0; i < count; i++) {
    must(subject.command(from, sendTo(to, { payload: new Uint8Array(100) })), 'send');
    subject.run(100);
  }
}

const LIMITS = {
  kilobytes: { lifetime: { seconds: 3600, kilobytes: 10 } },
  packets: { extras: { ...DEFAULT_ESP_EXTRAS, lifetimePackets: 60 } },
} as const;

describe.each(['kilobytes', 'packets'] as const)('a pair whose %s run out', (what) => {
  test.each([
    ['initiator', 'a', '10.2.0.1'],
    ['responder', 'b', '10.1.0.1'],
  ] as const)('is renewed in time where its %s sends, and no packet is lost', (_, name, to) => {
    const subject = labPair({ both: { tunnel: LIMITS[what] } });
    up(subject, subject.a, 'tunnel');
    subject.run(100);
    const from = subject[name];
    const other = subject[name === 'a' ? 'b' : 'a'];
    trickle(subject, from, to, 300);
    expect(counter(other, 'udp-received')).toBe(300);
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'rekeys')).toBeGreaterThan(2);
      expect(counter(side, 'rekeys')).toBeLessThan(12);
      expect(counter(side, 'quick-modes-failed')).toBe(0);
    }
    expect(subject.events(from, 'packet-dropped')).toEqual([]);
  });
});
