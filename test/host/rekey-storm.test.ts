import { expect, test } from 'vitest';
import { DEFAULT_KEEPING } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import type { SimHost } from '../../src/sim/pair.ts';
import { counter, labPair, must, pingTo, sendTo } from './pairs.ts';

const timers = { ...TIMER_PROFILES.lab, retransmitGaps: Array(4).fill(400), halfOpen: 5000 };

/** The pairs of a side that nothing has replaced, by their SPIs. */
const current = ({ host }: SimHost): string[] =>
  host
    .query('quick-mode-sas')
    .items.filter(({ replacedBy }) => replacedBy === undefined)
    .map(({ inbound, outbound }) => [inbound?.spi, outbound?.spi].sort().join());

test.each(['one', 'two', 'three'])(
  'renewals of both phases by both sides at once, on a link that loses a third, come to rest (%s)',
  (seed) => {
    const keeping = { ...DEFAULT_KEEPING, commitBit: seed === 'two' };
    const subject = labPair({
      seed,
      network: { delay: 15, jitter: 10, loss: 0.33 },
      both: {
        tunnel: { lifetime: { seconds: 20, kilobytes: 0 } },
        peer: { timers, keeping, lifetime: { seconds: 31, kilobytes: 0 } },
      },
    });
    for (let i = 0; i < 160; i++) {
      subject.begin(subject.a, sendTo('10.2.0.1'));
      subject.begin(subject.b, sendTo('10.1.0.1'));
      if (i % 37 === 0) {
        subject.begin(subject.a, { kind: 'rekey', policy: 'tunnel' });
        subject.begin(subject.b, { kind: 'rekey', policy: 'tunnel' });
      }
      if (i % 53 === 0) {
        subject.begin(subject.a, { kind: 'rekey-main-mode', peer: 'b' });
        subject.begin(subject.b, { kind: 'rekey-main-mode', peer: 'a' });
      }
      subject.run(500);
    }
    // Each attempt of either side is a quick mode: no more than the renewals need and the losses cost.
    for (const side of [subject.a, subject.b]) {
      expect(counter(side, 'quick-modes-started')).toBeLessThan(40);
      expect(counter(side, 'active-security-associations')).toBeLessThan(5);
      expect(counter(side, 'isadb-list-size')).toBeLessThan(6);
    }
    let received = 0;
    for (let i = 0; i < 20; i++) {
      received += must(subject.command(subject.a, pingTo('10.2.0.1')), 'ping').received;
    }
    expect(received).toBeGreaterThan(10);
    const settled = (): boolean =>
      current(subject.a).length === 1 && current(subject.a)[0] === current(subject.b)[0];
    expect(subject.runUntil(settled, 30_000)).toBe(true);
  },
);
