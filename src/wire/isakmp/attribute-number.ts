/** Attributes as numbers. */

import { readU16, u16, u32 } from '../../base/bytes.ts';
import type { Attribute } from '../codec.ts';

/** The largest number that four octets hold. */
const MAXIMUM = 0xffff_ffff;

/**
 * An attribute that holds a number: basic (TV) if it fits 16 bits, else variable (TLV) of four
 * octets (RFC 2408 3.3). Throws a RangeError for what fits neither.
 */
export function numberAttribute(type: number, value: number): Attribute {
  if (!Number.isInteger(value) || value < 0 || value > MAXIMUM) {
    throw new RangeError(`an attribute holds numbers from 0 to ${MAXIMUM}, not ${value}`);
  }
  return value <= 0xffff
    ? { type, form: 'tv', value: u16(value) }
    : { type, form: 'tlv', value: u32(value) };
}

/** The number in an attribute; undefined for a variable one of no or more than six octets. */
export function attributeNumber(attribute: Attribute): number | undefined {
  const { value } = attribute;
  if (attribute.form === 'tv') return readU16(value, 0);
  if (value.length === 0 || value.length > 6) return undefined;
  let number = 0;
  for (const octet of value) number = number * 256 + octet;
  return number;
}
