/** GeneralName (RFC 5280 4.2.1.6): the names in subjectAltName and the addresses of revocation lists. */

import { toHex } from '../../base/bytes.ts';
import { contextTag, type DerElement } from '../../base/der.ts';
import { generalNameText as textOf } from '../../wire/general-name.ts';
import { oidOfContents, partsOf, readStrictly } from './der.ts';
import { nameText } from './name.ts';

export type GeneralName =
  | { readonly kind: 'email' | 'dns' | 'uri'; readonly text: string; readonly raw: Uint8Array }
  /** Four or sixteen octets; in name constraints twice as many, with the mask. */
  | { readonly kind: 'ip'; readonly octets: Uint8Array; readonly raw: Uint8Array }
  | { readonly kind: 'directory'; readonly name: Uint8Array; readonly raw: Uint8Array }
  | { readonly kind: 'other'; readonly what: string; readonly raw: Uint8Array };

const EMAIL = contextTag(1, false);
const DNS = contextTag(2, false);
const DIRECTORY = contextTag(4, true);
const URI = contextTag(6, false);
const IP = contextTag(7, false);
const REGISTERED = contextTag(8, false);
const MAXIMUM_ELEMENTS = 512;
const MAXIMUM_TEXT = 256;

/** Throws a DerError where it holds a directory name that is none. */
export function generalNameOf({ tag, contents, raw }: DerElement): GeneralName {
  switch (tag) {
    case EMAIL:
      return { kind: 'email', text: ascii(contents), raw };
    case DNS:
      return { kind: 'dns', text: ascii(contents), raw };
    case URI:
      return { kind: 'uri', text: ascii(contents), raw };
    case IP:
      return { kind: 'ip', octets: contents, raw };
    case DIRECTORY:
      // A Name is a CHOICE, so its tag is explicit.
      return { kind: 'directory', name: readStrictly(contents, MAXIMUM_ELEMENTS).raw, raw };
    case REGISTERED:
      return { kind: 'other', what: oidOfContents(contents), raw };
    default:
      return { kind: 'other', what: `kind ${tag & 0x1f}`, raw };
  }
}

/** The names of a GeneralNames. Throws a DerError. */
export function generalNamesOf(element: DerElement): readonly GeneralName[] {
  return partsOf(element).map(generalNameOf);
}

/** For people: `DNS:alpha.lab.example`, `IP:192.0.2.1`. */
export function generalNameText(name: GeneralName): string {
  if (name.kind === 'directory') return `DN:${nameText(name.name)}`;
  const other = name.kind === 'other' ? name.what : `#${toHex(name.raw.subarray(0, 32))}`;
  return textOf(name.raw) ?? other;
}

/** Text that does no harm in a log: one short line. */
export function printable(text: string): string {
  const cut = text.length <= MAXIMUM_TEXT ? text : `${text.slice(0, MAXIMUM_TEXT)}...`;
  return cut.replace(/[^\x20-\x7e]/g, '\uFFFD');
}

/** IA5String; an octet outside of it stays a character of its own, so that it compares as different. */
function ascii(octets: Uint8Array): string {
  return Array.from(octets, (octet) => String.fromCharCode(octet)).join('');
}
