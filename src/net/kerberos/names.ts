/** Names and times in the tokens of the stub realm. */

import { utf8, utf8Text } from '../../base/bytes.ts';

/** Octets of a principal's name or of a realm's: their length travels in one octet. */
const NAME_OCTETS = 255;
/** Characters of a name that a problem repeats. */
const SHOWN_CHARACTERS = 128;

/** The octets of a name, or undefined where it has none or too many. */
export function nameOctets(name: string): Uint8Array | undefined {
  const octets = utf8(name);
  return octets.length === 0 || octets.length > NAME_OCTETS ? undefined : octets;
}

/** A name that may come from a stranger, so that it can stand in a sentence. */
export function shownName(name: string | Uint8Array): string {
  const text = typeof name === 'string' ? name : utf8Text(name);
  const shown = text.slice(0, SHOWN_CHARACTERS).replace(/\p{C}|(?! )\p{Z}/gu, '?');
  if (shown === '') return '(no name)';
  return text.length > SHOWN_CHARACTERS ? `${shown}...` : shown;
}

/** A time as a token has it. */
export interface Stamp {
  readonly seconds: number;
  readonly microseconds: number;
}

const MOST_SECONDS = 0xffff_ffff;

/** A time of a token. What 32 bits of seconds since 1970 do not hold becomes the nearest that they do. */
export function stampOf(milliseconds: number): Stamp {
  const whole = Math.floor(milliseconds / 1000);
  if (!(whole >= 0)) return { seconds: 0, microseconds: 0 };
  if (whole > MOST_SECONDS) return { seconds: MOST_SECONDS, microseconds: 999_999 };
  const microseconds = Math.floor((milliseconds - whole * 1000) * 1000);
  return { seconds: whole, microseconds: Math.min(999_999, microseconds) };
}

/** Microseconds from one time to a later one; negative where it is earlier. */
export function microsecondsBetween(from: Stamp, to: Stamp): number {
  return (to.seconds - from.seconds) * 1_000_000 + (to.microseconds - from.microseconds);
}

/** `2026-11-21 09:43:18 UTC` */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
