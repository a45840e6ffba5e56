/** AES-XCBC-MAC (RFC 3566), made of AES in CBC mode: the last block of a message is its MAC. */

import type { EspPrimitives, SpanMac } from './esp-primitives.ts';

const BLOCK_OCTETS = 16;
const ZEROS = new Uint8Array(BLOCK_OCTETS);

/** The MAC under a key of 16 octets; its ICV is the first 12 octets (RFC 3566 4.2). */
export function xcbcMac(primitives: Pick<EspPrimitives, 'cbc'>, key: Uint8Array): SpanMac {
  const [first, whole, padded] = derivedKeys(primitives, key);
  const cipher = primitives.cbc('aes-cbc', first!);
  let room = new Uint8Array(0);
  return {
    compute(arena, start, end, tail) {
      const spanOctets = end - start;
      const octets = spanOctets + (tail?.length ?? 0);
      const blocks = Math.max(1, Math.ceil(octets / BLOCK_OCTETS)) * BLOCK_OCTETS;
      if (room.length < blocks) room = new Uint8Array(blocks);
      room.set(arena.subarray(start, end));
      if (tail !== undefined) room.set(tail, spanOctets);
      if (octets < blocks) room.fill(0, octets, blocks)[octets] = 0x80;
      // RFC 3566 4 (4): another key for a message that had to be padded.
      const last = octets < blocks ? padded! : whole!;
      for (let i = 0; i < BLOCK_OCTETS; i++) room[blocks - BLOCK_OCTETS + i]! ^= last[i]!;
      return cipher.encrypt(ZEROS, room.subarray(0, blocks)).subarray(blocks - BLOCK_OCTETS);
    },
  };
}

/** K1, K2 and K3: the key encrypts a block of ones, of twos, of threes (RFC 3566 4 (1)). */
function derivedKeys(primitives: Pick<EspPrimitives, 'cbc'>, key: Uint8Array): Uint8Array[] {
  const cipher = primitives.cbc('aes-cbc', key);
  return [1, 2, 3].map((octet) => cipher.encrypt(ZEROS, new Uint8Array(BLOCK_OCTETS).fill(octet)));
}
