import { describe, expect, test } from 'vitest';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { counter, labPair, must, sendTo, up } from './pairs.ts';

const SECONDS = { seconds: 20, kilobytes: 0 };
/** Tries enough for the loss, close enough for lifetimes so short. */
const timers = { ...TIMER_PROFILES.lab, retransmitGaps: Array(10).fill(400), halfOpen: 5000 };

function subjectOf(loss: number, seed: string) {
  const subject = labPair({
    seed,
    network: { loss, delay: 10 },
    both: {
      tunnel: { lifetime: SECONDS },
      peer: { timers, lifetime: { seconds: 45, kilobytes: 0 } },
    },
  });
  up(subject, subject.a, 'tunnel');
  subject.run(5000);
  return subject;
}

/** How many ESP datagrams of a side the link lost. */
function lost(subject: ReturnType<typeof subjectOf>, from: 'a' | 'b'): number {
  const esp = subject.log.filter((line) => line.from === from && line.path.carrier === 'link');
  const numbers = (what: string) => esp.filter((line) => line.what === what).length;
  return numbers('sent') - numbers('arrived');
}

describe.each([0, 0.2])('traffic both ways through many renewals, with %f of all lost', (loss) => {
  test.each(['one', 'two'])('loses what the link loses and no more (%s)', (seed) => {
    const subject = subjectOf(loss, seed);
    const before = { a: lost(subject, 'a'), b: lost(subject, 'b') };
    const count = 1200;
    for (let i = 0; i < count; i++) {
      must(subject.command(subject.a, sendTo('10.2.0.1')), 'send');
      must(subject.command(subject.b, sendTo('10.1.0.1')), 'send');
      subject.run(100);
    }
    subject.run(100);
    for (const [from, to] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const gone = lost(subject, from) - before[from];
      expect(subject.events(subject[to], 'packet-dropped')).toEqual([]);
      expect(counter(subject[to], 'udp-received')).toBe(count - gone);
      expect(counter(subject[to], 'rekeys')).toBeGreaterThan(5);
      expect(counter(subject[to], 'active-security-associations')).toBeLessThan(4);
    }
  });
});
