import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countOfIds, hasId, NO_MESSAGE_IDS, withId } from '../../src/ike/life/used-message-ids.ts';

it('has what was added, as a set has it, however many there are', () => {
  const id = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff }));
  fc.assert(
    fc.property(fc.array(fc.tuple(id, id), { maxLength: 40 }), (steps) => {
      let used = NO_MESSAGE_IDS;
      const naive = new Set<number>();
      for (const [added, asked] of steps) {
        used = withId(used, added);
        naive.add(added);
        expect([countOfIds(used), hasId(used, added), hasId(used, asked)]).toEqual([
          naive.size,
          true,
          naive.has(asked),
        ]);
      }
      for (const one of naive) expect(hasId(used, one)).toBe(true);
    }),
  );
});

it('does not find an id across two others', () => {
  const used = withId(withId(NO_MESSAGE_IDS, 0x01020304), 0x05060708);
  expect(hasId(used, 0x03040506)).toBe(false);
});
