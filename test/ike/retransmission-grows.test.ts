import { describe, expect, test } from 'vitest';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { Bench } from './bench.ts';
import { Puppet } from './puppet.ts';

describe.each(Object.values(TIMER_PROFILES))('retransmission by profile $name', (timers) => {
  const times = (bench: Bench): number[] => bench.sent.map(({ at }) => at);

  test.each(['main mode', 'quick mode'])(
    'waits longer each time (RFC 2408 5.1): %s',
    (exchange) => {
      const bench = new Bench({ peer: { timers } });
      if (exchange === 'quick mode') {
        const puppet = new Puppet(bench, { role: 'responder' });
        puppet.respond(bench.initiate()[0]!);
      } else {
        bench.initiate();
      }
      const before = bench.sent.length - 1;
      const end = timers.retransmitGaps.reduce((sum, gap) => sum + gap, 0);
      bench.advance(end - 1);
      const sent = times(bench).slice(before);
      const gaps = sent.slice(1).map((at, index) => at - sent[index]!);
      expect(gaps.length).toBeGreaterThan(1);
      for (const [index, gap] of gaps.slice(1).entries()) expect(gap).toBeGreaterThan(gaps[index]!);
      expect(bench.failures).toEqual([]);
      bench.advance(1);
      expect(bench.failures[0]).toMatchObject({ code: 'no-response' });
    },
  );
});
