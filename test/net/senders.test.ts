import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import type { Path } from '../../src/base/batch.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { Senders } from '../../src/net/senders.ts';

const local = { address: parseAddress('192.0.2.1'), port: 4500 };

function counting() {
  const made: string[] = [];
  const senders = new Senders((address, port): Path => {
    made.push(`${address} ${port}`);
    return { carrier: 'udp', local, remote: { address: parseAddress(address), port } };
  });
  return { made, senders };
}

describe('the senders of a socket', () => {
  it('have one path each, in whatever order they send', () => {
    const { made, senders } = counting();
    const ends = [
      ['192.0.2.2', 500],
      ['192.0.2.2', 4500],
      ['192.0.2.3', 500],
      ['2001:db8::1', 500],
    ] as const;
    const first = ends.map(([address, port]) => senders.pathOf(address, port));
    expect(new Set(first).size).toBe(4);
    for (const [i, [address, port]] of [...ends.entries()].reverse()) {
      expect(senders.pathOf(address, port)).toBe(first[i]);
      expect(senders.pathOf(address, port)).toBe(first[i]);
    }
    expect(made).toEqual(ends.map((one) => one.join(' ')));
  });

  it('are remembered up to a bound, and then afresh', () => {
    const { made, senders } = counting();
    const send = (from: number, to: number): void => {
      for (let i = from; i < to; i++) senders.pathOf('192.0.2.2', i);
    };
    send(0, LIMITS.rememberedSenders);
    send(0, LIMITS.rememberedSenders);
    expect(made).toHaveLength(LIMITS.rememberedSenders);
    send(LIMITS.rememberedSenders, LIMITS.rememberedSenders + 1);
    send(0, 1);
    expect(made).toHaveLength(LIMITS.rememberedSenders + 2);
  });
});
