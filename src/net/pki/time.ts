/** Times of certificates (RFC 5280 4.1.2.5), in milliseconds since 1970. */

import { utf8Text } from '../../base/bytes.ts';
import { DER_TAG, type DerElement } from '../../base/der.ts';
import { DerError } from './der.ts';

/** A UTCTime or GeneralizedTime, to the second and in UTC as RFC 5280 wants it. Throws a DerError. */
export function timeOf(element: DerElement): number {
  const text = utf8Text(element.contents);
  const digits = element.tag === DER_TAG.utcTime ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/;
  const found = digits.exec(text);
  if (
    found === null ||
    (element.tag !== DER_TAG.utcTime && element.tag !== DER_TAG.generalizedTime)
  ) {
    throw new DerError('a time that is none');
  }
  const written = Number(found[1]);
  const short = written < 50 ? 2000 + written : 1900 + written;
  const year = element.tag === DER_TAG.utcTime ? short : written;
  const [month, day, hour, minute, second] = found[2]!.match(/\d\d/g)!.map(Number);
  const date = new Date(0);
  date.setUTCFullYear(year, month! - 1, day!);
  date.setUTCHours(hour!, minute!, second!);
  const fits =
    date.getUTCMonth() === month! - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!fits) throw new DerError(`a time that no calendar has: ${text}`);
  return date.getTime();
}

/** `2026-11-21 09:43:19 UTC`. */
export function timeText(time: number): string {
  // An ISO text, whose year has a sign and six digits where it needs more than four.
  return `${new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '')} UTC`;
}
