/** DESIGN 1: a step that waits does not wait for ever, and what comes too late is dropped. */

import { describe, expect, test } from 'vitest';
import { failureOf, mainModes, slowPairs } from './slow.ts';

const pairOf = slowPairs();

function outcome(delay: Parameters<typeof pairOf>[0]) {
  const { subject: pair, asked } = pairOf(delay);
  const result = pair.command(pair.a, { kind: 'up', policy: 'tunnel' });
  pair.run(120_000);
  return { pair, asked, result };
}

describe('a check that is never answered', () => {
  test('at the responder: both sides say so in their own words', () => {
    const { pair, result } = outcome((host, effect) =>
      host === 'b' && effect === 'verify' ? 'never' : 0,
    );
    expect(result.ok).toBe(false);
    expect(mainModes(pair)).toBe('0 0');
    expect(failureOf(pair.b)).toMatchObject({ code: 'check-timed-out', failurePoint: 'Me' });
    const [said, heard] = [failureOf(pair.b)!, failureOf(pair.a)!];
    expect(heard.title).not.toBe(said.title);
  });

  test('at the initiator: it gives up, and the responder loses its half', () => {
    const { pair, result } = outcome((host, effect) =>
      host === 'a' && effect === 'verify' ? 'never' : 0,
    );
    expect(result.ok).toBe(false);
    expect(failureOf(pair.a)).toMatchObject({ code: 'check-timed-out' });
    for (const { host } of [pair.a, pair.b]) expect(host.query('main-mode-sas').items).toEqual([]);
  });

  test('leaves nothing behind: the next attempt succeeds', () => {
    let isSlow = true;
    const { subject: pair } = pairOf((host, effect) =>
      host === 'b' && effect === 'verify' && isSlow ? 'never' : 0,
    );
    expect(pair.command(pair.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(false);
    isSlow = false;
    expect(pair.command(pair.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(true);
  });
});

describe('an answer that comes too late', () => {
  test('is dropped by its number and counted, whatever it says', () => {
    const { pair } = outcome((host, effect) => (host === 'b' && effect === 'verify' ? 60_000 : 0));
    expect(mainModes(pair)).toBe('0 0');
    expect(pair.events(pair.b, 'effect-late')).toHaveLength(1);
    expect(pair.b.host.query('main-mode-sas').items).toEqual([]);
  });

  test('of a main mode that a command has ended meanwhile, too', () => {
    const { subject: pair, asked } = pairOf((host, effect) =>
      host === 'a' && effect === 'verify' ? 5000 : 0,
    );
    pair.begin(pair.a, { kind: 'up', policy: 'tunnel' });
    pair.runUntil(() => asked.includes('a verify'), 1000);
    pair.command(pair.a, { kind: 'down', policy: undefined });
    pair.run(30_000);
    expect(pair.events(pair.a, 'effect-late')).toHaveLength(1);
    expect(pair.a.host.query('main-mode-sas').items).toEqual([]);
  });
});

describe('a result with a number that nobody asked for', () => {
  test('changes nothing', () => {
    const { subject: pair } = pairOf(() => 0);
    const forged = { kind: 'signed', signature: new Uint8Array(64) } as const;
    const out = pair.a.events.length;
    pair.world.answer(pair.a.station, 99, forged);
    expect(pair.a.events.slice(out).map(({ kind }) => kind)).toEqual(['effect-late']);
    expect(pair.command(pair.a, { kind: 'up', policy: 'tunnel' }).ok).toBe(true);
  });
});
