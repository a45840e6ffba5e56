import { describe, expect, test } from 'vitest';
import { DEFAULT_DIALECT, type Dialect } from '../../src/ike/policy.ts';
import { Duo } from './duo.ts';

const dialect = (aggressive: Dialect['aggressive'], refuseWeak = false) => ({
  dialect: { ...DEFAULT_DIALECT, aggressive, refuseWeak },
});
const INITIATOR = { peer: dialect('initiate') };

describe('aggressive mode without leave', () => {
  test('is counted each time and said in words now and then; nothing is answered', () => {
    const duo = new Duo({ a: INITIATOR });
    duo.initiate();
    const one = duo.take()!;
    for (let i = 0; i < 5; i++) duo.deliver(one);
    expect(duo.b.drops).toHaveLength(5);
    expect(duo.b.drops[0]).toMatch(
      /^aggressive-mode-off: aggressive mode, message 1: the policy for a/,
    );
    expect(duo.b.failures.map(({ code }) => code)).toEqual(['aggressive-mode-off']);
    expect(duo.b.sent).toEqual([]);
    expect(duo.b.engine.mainModeSas()).toEqual([]);
  });

  test('is one of the things that an initiator is told to think of when nothing comes back', () => {
    const duo = new Duo({ a: INITIATOR });
    duo.initiate();
    duo.advance(120_000);
    const [failure] = duo.a.failures;
    expect(failure?.code).toBe('no-response');
    expect(failure?.advice.at(-1)).toMatch(/does not allow aggressive mode, .* try main mode/);
  });
});
