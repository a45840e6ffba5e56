import fc from 'fast-check';
import { expect, it } from 'vitest';
import { UsedMessageIds } from '../../src/ike/life/used-message-ids.ts';

it('has what was added, as a set has it, however many there are', () => {
  const id = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff }));
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id), { maxLength: 40 }), (steps) => {
      const used = new UsedMessageIds();
      const naive = new Set<number>();
      for (const [added, asked] of steps) {
        used.add(added);
        naive.add(added);
        expect([used.size, used.has(added), used.has(asked)]).toEqual([
          naive.size,
          true,
          naive.has(asked),
        ]);
      }
      for (const one of naive) expect(used.has(one)).toBe(true);
    }),
  );
});

it('does not find an id across two others', () => {
  const used = new UsedMessageIds();
  used.add(0x01020304);
  used.add(0x05060708);
  expect(used.has(0x03040506)).toBe(false);
});
