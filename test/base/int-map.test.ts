/** It does as a Map does, whatever is added and taken away. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntMap } from '../../src/base/int-map.ts';

const keys = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer());
const steps = fc.array(fc.tuple(fc.boolean(), keys), { maxLength: 400 });

describe('objects by numbers', () => {
  it('are those of a Map, in its order', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const map = new IntMap<{ step: number }>();
        const model = new Map<number, { step: number }>();
        for (const [step, [isAdded, key]] of all.entries()) {
          if (isAdded) {
            map.set(key, { step });
            model.set(key, { step });
          } else expect(map.delete(key)).toBe(model.delete(key));
          expect([map.size, map.get(key), map.has(key)]).toEqual([
            model.size,
            model.get(key),
            model.has(key),
          ]);
        }
        expect([...map.values()]).toEqual([...model.values()]);
        for (const [key, value] of model) expect(map.get(key)).toEqual(value);
      }),
    );
  });

  it('come and go by the thousand, and those that stay are found', () => {
    const map = new IntMap<{ key: number }>();
    const kept = 3000;
    for (let key = 0; key < 50_000; key++) {
      map.set(key, { key });
      if (key >= kept) expect(map.delete(key - kept)).toBe(true);
    }
    expect(map.size).toBe(kept);
    expect(Array.from(map.values(), ({ key }) => key)).toEqual(
      Array.from({ length: kept }, (_, i) => 50_000 - kept + i),
    );
  });

  it('may go while they are gone through', () => {
    const map = new IntMap<{ key: number }>();
    for (let key = 0; key < 100; key++) map.set(key, { key });
    const seen: number[] = [];
    for (const { key } of map.values()) {
      seen.push(key);
      map.delete(key);
      map.delete(key + 1);
    }
    expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => 2 * i));
    expect([map.size, map.get(0)]).toEqual([0, undefined]);
  });
});
