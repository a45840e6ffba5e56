/** What a codec says about malformed octets. */

import { fromHex } from '../../src/base/bytes.ts';
import { type Codec, DecodeError, decode } from '../../src/wire/codec.ts';

/** The error of decoding, without its sentence. Throws where there is none. */
export function errorOf(
  codec: Codec<unknown>,
  hex: string,
): { code: string; offset: number; path: string } {
  return thrownBy(() => decode(codec, fromHex(hex)));
}

/** The DecodeError that a call throws, without its sentence. */
export function thrownBy(call: () => unknown): { code: string; offset: number; path: string } {
  try {
    call();
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return { code: error.code, offset: error.offset, path: error.path };
  }
  throw new Error('nothing was thrown');
}
