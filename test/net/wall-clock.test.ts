import { afterEach, expect, it, vi } from 'vitest';
import { arenaPool } from '../../src/base/batch.ts';
import type { Instant } from '../../src/base/time.ts';
import type { Carrier } from '../../src/host/carrier.ts';
import type { Input, Outbox } from '../../src/host/ports.ts';
import { Runner } from '../../src/net/runner.ts';
import { FakeHost, until } from './fake-host.ts';

const NOWHERE: Carrier = { listen: () => {}, send: () => {} };

/** Asks for a signature at every command. */
class AskingHost extends FakeHost {
  readonly results: Input[] = [];

  override handle(input: Input, now: Instant, out: Outbox): void {
    if (input.kind === 'effect-result') this.results.push(input);
    if (input.kind === 'command') {
      const context = { kind: 'gss-context' } as const;
      out.effect(input.id, { kind: 'gss-wrap', context, message: new Uint8Array(1) });
    }
    super.handle(input, now, out);
  }
}

let runner: Runner | undefined;
afterEach(() => {
  vi.restoreAllMocks();
  runner?.close();
});

it("answers are by the wall clock, which may be set and runs on in sleep, not by the host's own", async () => {
  const host = new AskingHost();
  const seen: number[] = [];
  runner = new Runner({
    host,
    carrier: NOWHERE,
    pool: arenaPool(),
    now: () => 1000,
    clockOffset: 60_000,
    answer: (_effect, wallClock) => {
      seen.push(wallClock);
      return { kind: 'gss-message', message: new Uint8Array(1) };
    },
  });
  const clock = vi.spyOn(Date, 'now').mockReturnValue(Date.UTC(2026, 0, 1));
  await runner.command({ kind: 'up', policy: 'x' });
  await until(() => host.results.length === 1);
  clock.mockReturnValue(Date.UTC(2027, 0, 1));
  await runner.command({ kind: 'up', policy: 'x' });
  await until(() => host.results.length === 2);
  expect(seen).toEqual([Date.UTC(2026, 0, 1) + 60_000, Date.UTC(2027, 0, 1) + 60_000]);
});

it('an answerer that throws or rejects is as one that never answers', async () => {
  for (const answer of [
    () => {
      throw new Error('no');
    },
    () => Promise.reject(new Error('no')),
  ]) {
    const host = new AskingHost();
    runner = new Runner({ host, carrier: NOWHERE, pool: arenaPool(), now: () => 1000, answer });
    const result = await runner.command({ kind: 'up', policy: 'x' });
    expect(result.ok).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(host.results).toEqual([]);
    runner.close();
  }
});
