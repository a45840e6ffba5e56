import { describe, expect, test } from 'vitest';
import { arenaPool, BatchWriter } from '../../src/base/batch.ts';
import { seededRandom } from '../../src/base/random.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { Host } from '../../src/host/host.ts';
import type { Outbox } from '../../src/host/ports.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';

const hostOf = () =>
  new Host({
    config: pairConfig('a'),
    provider: nodeProvider,
    random: seededRandom('calls'),
  });

function outboxOf(changes: Partial<Outbox> = {}): Outbox {
  const pool = arenaPool();
  return {
    network: new BatchWriter(pool),
    inner: new BatchWriter(pool),
    note: () => {},
    reply: () => {},
    effect: () => {},
    ...changes,
  };
}

const up = { kind: 'command', id: 1, command: { kind: 'up', policy: 'transport' } } as const;

describe('a call of a host', () => {
  test('puts its output into the outbox of that call alone', () => {
    const host = hostOf();
    const [first, second] = [outboxOf(), outboxOf()];
    host.handle(up, 0, first);
    expect(first.network.drain()).toHaveLength(1);
    host.handle({ kind: 'timeout' }, host.nextTimeout()!, second);
    expect(first.network.drain()).toHaveLength(0);
    expect(second.network.drain()).toHaveLength(1);
  });

  test('must not come from within its own outbox', () => {
    const host = hostOf();
    const out = outboxOf({ note: () => host.handle(up, 0, out) });
    expect(() => host.handle(up, 0, out)).toThrow('called from within its own outbox');
    // The host has not been left half-way in a call.
    host.handle({ kind: 'timeout' }, 1, outboxOf());
  });

  test('may ask it questions from within', () => {
    const host = hostOf();
    const seen: number[] = [];
    const out = outboxOf({
      note: () => seen.push(host.query('main-mode-sas').items.length),
    });
    host.handle(up, 0, out);
    expect(seen.length).toBeGreaterThan(0);
  });

  test('with a time-out that is not due yet does nothing', () => {
    const host = hostOf();
    expect(host.nextTimeout()).toBeUndefined();
    const out = outboxOf();
    host.handle({ kind: 'timeout' }, 0, out);
    expect(out.network.drain()).toEqual([]);
  });
});
