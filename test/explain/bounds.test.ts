/** What an explanation remembers is bounded, whatever a capture holds. */

import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { Pieces } from '../../src/explain/pieces.ts';
import { Recent } from '../../src/explain/recent.ts';

describe('a bounded map', () => {
  it('forgets what was looked at least recently', () => {
    const recent = new Recent<number, string>(3);
    for (const key of [1, 2, 3]) recent.set(key, `${key}`);
    recent.get(1);
    recent.set(4, '4');
    expect([1, 2, 3, 4].map((key) => recent.has(key))).toEqual([true, false, true, true]);
  });
});

describe('pieces of packets', () => {
  const piece = (at: number, length: number, last = false) => ({
    at,
    octets: new Uint8Array(length),
    last,
  });

  it('are forgotten where there are too many packets', () => {
    const pieces = new Pieces('octets');
    pieces.add('first', piece(0, 8));
    for (let i = 0; i < LIMITS.explainedReassemblies; i++) pieces.add(`${i}`, piece(0, 8));
    expect(pieces.add('first', piece(8, 8, true))).toBeUndefined();
  });

  it('are forgotten where a packet grows beyond what a packet can be', () => {
    const pieces = new Pieces('octets');
    for (let at = 0; at < 10; at++) pieces.add('large', piece(at * 8000, 8000));
    expect(pieces.add('large', piece(80_000, 8, true))).toBeUndefined();
  });

  it('that overlap make no packet', () => {
    const pieces = new Pieces('octets');
    pieces.add('overlap', piece(0, 16));
    expect(pieces.add('overlap', piece(8, 16, true))).toBeUndefined();
  });
});
