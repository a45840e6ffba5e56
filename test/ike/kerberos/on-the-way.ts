/** What somebody on the way can do to messages of main mode with Kerberos. */

import type { Flight } from '../duo.ts';

const GSS = 129;
const MAIN_MODE = 2;

/** The number of a message of main mode as its sender sends it; 0 for others. */
export function numberOf({ from, message }: Flight): number {
  if (message[18] !== MAIN_MODE) return 0;
  if ((message[19]! & 1) !== 0) return from === 'a' ? 5 : 6;
  const isFirst = message[16] === 1;
  return (isFirst ? 1 : 3) + (from === 'a' ? 0 : 1);
}

/** A copy with one bit of an octet changed. */
export function flipped(octets: Uint8Array, at: number, bit = 0): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy[at]! ^= 1 << bit;
  return copy;
}

/** A message in clear with its GSS token changed; the length stays. */
export function withToken(
  message: Uint8Array,
  change: (token: Uint8Array) => Uint8Array,
): Uint8Array {
  const copy = Uint8Array.from(message);
  const view = new DataView(copy.buffer);
  let type = copy[16]!;
  for (let at = 28; type !== 0; ) {
    const length = view.getUint16(at + 2);
    if (type === GSS) copy.set(change(copy.slice(at + 4, at + length)), at + 4);
    type = copy[at]!;
    at += length;
  }
  return copy;
}

/** The GSS token of a message in clear. */
export function tokenOf(message: Uint8Array): Uint8Array {
  let found: Uint8Array = new Uint8Array(0);
  withToken(message, (token) => (found = token));
  return found;
}

/** A message with a name in UTF-16LE in the place of another of the same length. */
export function replaced(message: Uint8Array, name: string, by: string): Uint8Array {
  const copy = Buffer.from(message);
  const at = copy.indexOf(Buffer.from(name, 'utf16le'));
  if (at < 0 || name.length !== by.length) throw new Error(`there is no ${name} in the message`);
  Buffer.from(by, 'utf16le').copy(copy, at);
  return Uint8Array.from(copy);
}
