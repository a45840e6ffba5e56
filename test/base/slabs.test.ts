/** Pieces of slabs are as good as arrays of their own: zeros, apart from each other, of any length. */

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyOfMessage, messageRoom } from '../../src/base/slabs.ts';

it('gives zeros that no other piece shares', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3000 }), { maxLength: 40 }), (lengths) => {
      const pieces = lengths.map((length, index) => {
        const piece = messageRoom(length);
        expect(piece.length).toBe(length);
        expect(piece.every((octet) => octet === 0)).toBe(true);
        return piece.fill(index + 1);
      });
      for (const [index, piece] of pieces.entries())
        expect(piece.every((octet) => octet === index + 1)).toBe(true);
    }),
  );
});

it('copies what may change afterwards', () => {
  const message = Uint8Array.of(1, 2, 3);
  const copied = copyOfMessage(message);
  message.fill(9);
  expect([...copied]).toEqual([1, 2, 3]);
});
