/** Fixed octets that views show in words, addresses first of all. */

import { addressOfBytes } from '../base/address.ts';
import { bytes, type Codec } from './codec.ts';

/** A fixed number of octets, shown by `text`. */
export function shownBytes(
  length: number,
  what: string,
  text: (value: Uint8Array) => string,
): Codec<Uint8Array> {
  const plain = bytes(length, what);
  return {
    ...plain,
    read(reader) {
      const value = reader.take(length, what);
      if (reader.tracing) reader.note('octets', value, text(value));
      return value;
    },
  };
}

/** An IPv4 or IPv6 address. */
export function addressBytes(octets: 4 | 16, what: string): Codec<Uint8Array> {
  return shownBytes(octets, what, (value) => addressOfBytes(value).text);
}
