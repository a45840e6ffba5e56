/** A GeneralName (RFC 5280 4.2.1.6) as text: `DNS:alpha.lab.example`, `IP:192.0.2.1`. */

import { addressOfBytes } from '../base/address.ts';
import { toHex } from '../base/bytes.ts';
import { oidText, wholeElement } from '../base/der.ts';
import { LIMITS } from '../base/limits.ts';
import { nameText } from './distinguished-name.ts';

/** Context-specific tags of the CHOICE; the directory name is tagged explicitly, as a CHOICE itself. */
const EMAIL = 0x81;
const DNS = 0x82;
const DIRECTORY = 0xa4;
const URI = 0x86;
const IP = 0x87;
const REGISTERED = 0x88;

/** Printable and bounded; undefined where the octets are no GeneralName of a kind that is text. */
export function generalNameText(octets: Uint8Array): string | undefined {
  const name = octets.length > LIMITS.nameOctets ? undefined : wholeElement(octets);
  if (name === undefined) return undefined;
  const { tag, contents } = name;
  switch (tag) {
    case EMAIL:
      return `email:${printable(contents)}`;
    case DNS:
      return `DNS:${printable(contents)}`;
    case URI:
      return `URI:${printable(contents)}`;
    case IP:
      return contents.length === 4 || contents.length === 16
        ? `IP:${addressOfBytes(contents).text}`
        : undefined;
    case DIRECTORY: {
      const text = nameText(contents);
      return text === undefined ? undefined : `DN:${text}`;
    }
    case REGISTERED:
      return oidText(contents);
    default:
      return undefined;
  }
}

/** An IA5String that does no harm on a terminal; the rest is in hexadecimal. */
function printable(octets: Uint8Array): string {
  const shown = octets.subarray(0, LIMITS.reportedOctets);
  const isPlain = shown.every((octet) => octet >= 0x20 && octet <= 0x7e);
  return isPlain ? String.fromCharCode(...shown) : `#${toHex(shown)}`;
}
