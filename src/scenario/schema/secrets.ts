/** Pre-shared keys of a file: octets behind a handle that never shows them. */

import { fromHex, utf8 } from '../../base/bytes.ts';
import { Secret } from '../../base/secret.ts';
import type { ListedPskDocument } from './authentication-schema.ts';

/** Reads a file that a peer's file names, relative to it. Throws an Error with a reason. */
export type ReadSecretFile = (path: string) => Uint8Array;

/**
 * The octets of a pre-shared key. RFC 2409 speaks of octets only; a text is taken as UTF-8, as
 * strongSwan does; `utf16le` gives what Windows stores. A file's last line end is not part of it.
 */
export function readPsk(psk: ListedPskDocument, readFile: ReadSecretFile): Secret {
  if (typeof psk === 'string') return new Secret(utf8(psk));
  if (psk.text !== undefined) return new Secret(utf8(psk.text));
  if (psk.hex !== undefined) return new Secret(fromHex(psk.hex));
  if (psk.utf16le !== undefined) return new Secret(utf16le(psk.utf16le));
  const octets = withoutLineEnd(readFile(psk.file!));
  if (octets.length === 0) throw new Error('the file is empty');
  return new Secret(octets);
}

function utf16le(text: string): Uint8Array {
  const octets = new Uint8Array(text.length * 2);
  for (let i = 0; i < text.length; i++) {
    octets[i * 2] = text.charCodeAt(i) & 0xff;
    octets[i * 2 + 1] = text.charCodeAt(i) >> 8;
  }
  return octets;
}

function withoutLineEnd(octets: Uint8Array): Uint8Array {
  let end = octets.length;
  if (octets[end - 1] === 0x0a) end--;
  if (octets[end - 1] === 0x0d) end--;
  return octets.subarray(0, end);
}
