/** Fragments made by hand. */

import { decodeHeader } from '../../src/wire/isakmp/header.ts';
import { encodeMessage } from '../../src/wire/isakmp/message.ts';
import type { DuoOptions, Flight } from './duo.ts';
import { Duo } from './duo.ts';

export interface Piece {
  readonly number: number;
  readonly last?: boolean;
  readonly data: Uint8Array;
  readonly fragmentId?: number;
}

/** A fragment of a message, behind the message's own header. */
export function fragment(message: Uint8Array, piece: Piece): Uint8Array {
  const { flags: _flags, ...header } = decodeHeader(message);
  const { number, last = false, data, fragmentId = 1 } = piece;
  const payload = { kind: 'fragment', type: 132, fragmentId, number, flags: last ? 1 : 0, data };
  return encodeMessage({ ...header, flags: 0 }, [payload as never]);
}

/** A message cut into so many pieces. */
export function pieces(message: Uint8Array, count: number, fragmentId = 1): Uint8Array[] {
  const room = Math.ceil(message.length / count);
  return Array.from({ length: count }, (_, i) =>
    fragment(message, {
      number: i + 1,
      last: i + 1 === count,
      data: message.subarray(i * room, (i + 1) * room),
      fragmentId,
    }),
  );
}

/** Two sides of which b waits for message 5, and that message. */
export function beforeMessage5(options: DuoOptions = {}): { duo: Duo; five: Flight } {
  const duo = new Duo(options);
  duo.initiate();
  duo.pass(4);
  return { duo, five: duo.take()! };
}
