/** The fragment payload of Windows and Cisco (MS-IKEE 2.2.3.1): a piece of another message. */

import { type Codec, flags, rest, struct, u8, u16 } from '../codec.ts';

/** Set in the flags of the last fragment. */
export const FRAGMENT_LAST = 1;

/** A piece of a message; numbers count from 1. */
export interface FragmentBody {
  /** The same in all pieces of one message. */
  readonly fragmentId: number;
  readonly number: number;
  readonly flags: number;
  readonly data: Uint8Array;
}

/** Whether no fragment with a larger number follows. */
export function isLastFragment({ flags: bits }: FragmentBody): boolean {
  return (bits & FRAGMENT_LAST) !== 0;
}

export const fragmentCodec: Codec<FragmentBody> = struct('a fragment', {
  fragmentId: u16,
  number: u8,
  flags: flags(u8, { last: FRAGMENT_LAST }),
  data: rest,
});
