import { describe, expect, test } from 'vitest';
import type { ChildPolicy } from '../../src/ike/policy.ts';
import { TIMER_PROFILES } from '../../src/ike/timers.ts';
import { Bench } from './bench.ts';
import { Duo } from './duo.ts';

const SOFT: Partial<ChildPolicy> = { soft: { expirySeconds: 600 } };
const windows = { timers: TIMER_PROFILES['windows-2003'] };

describe('where policy is soft and nobody answers', () => {
  test('the entry goes on in clear after three seconds, and main mode is given up', () => {
    const bench = new Bench({ child: SOFT, peer: windows });
    bench.initiate();
    bench.advance(2999);
    expect(bench.of('fell-back-to-clear')).toEqual([]);
    bench.advance(1);
    expect(bench.of('fell-back-to-clear')).toMatchObject([
      { policy: 'transport', peerName: 'b', expirySeconds: 600 },
    ]);
    expect(bench.engine.mainModeSas()).toEqual([]);
    expect(bench.advance(600_000)).toEqual([]);
    expect(bench.failures).toEqual([]);
  });

  test('it does so with the last try where that comes first', () => {
    const bench = new Bench({ child: SOFT });
    bench.initiate();
    bench.advance(2100);
    expect(bench.of('fell-back-to-clear')).toHaveLength(1);
    expect(bench.failures).toEqual([]);
  });

  test('an entry that is not soft goes on waiting, and fails', () => {
    const bench = new Bench({ transport: SOFT, peer: windows });
    bench.initiate('transport');
    bench.initiate('tunnel');
    bench.advance(3000);
    expect(bench.of('fell-back-to-clear')).toMatchObject([{ policy: 'transport' }]);
    expect(bench.engine.mainModeSas()).toHaveLength(1);
    bench.advance(200_000);
    expect(bench.of('quick-mode-failed')).toMatchObject([
      { policy: 'tunnel', failure: { code: 'no-response' } },
    ]);
  });

  test('an entry that is wanted later falls back with the main mode that is waited for', () => {
    const bench = new Bench({ transport: SOFT, peer: windows });
    bench.initiate('tunnel');
    bench.advance(5000);
    bench.initiate('transport');
    bench.advance(0);
    expect(bench.of('fell-back-to-clear')).toMatchObject([{ policy: 'transport' }]);
  });
});

describe('where somebody answers', () => {
  test('a refusal is a failure', () => {
    const other = [{ encryption: 'des-cbc', keyBits: 64, hash: 'md5', group: 1 }] as const;
    const duo = new Duo({ both: { child: SOFT }, b: { peer: { proposals: other } } });
    duo.initiate();
    duo.advance(10_000);
    expect(duo.a.of('fell-back-to-clear')).toEqual([]);
    expect(duo.a.failures).toMatchObject([{ code: 'no-common-main-mode-proposal' }, {}]);
  });

  test('silence after message 2 is a failure', () => {
    const duo = new Duo({ both: { child: SOFT } });
    duo.initiate();
    duo.pass(2);
    duo.wait(10_000);
    expect(duo.a.of('fell-back-to-clear')).toEqual([]);
    expect(duo.a.of('main-mode-failed')).toHaveLength(1);
  });

  test('a renewal that nobody answers takes nothing away', () => {
    const duo = new Duo({ both: { child: { ...SOFT, lifetime: { seconds: 100, kilobytes: 0 } } } });
    duo.complete();
    duo.b.engine.deletePeer(undefined, duo.now);
    duo.wait(99_000);
    expect(duo.a.of('fell-back-to-clear')).toEqual([]);
    expect(duo.a.engine.children()).toHaveLength(1);
  });
});
