/** ISAKMP data attributes (RFC 2408 3.3): type/value in four octets, or type/length/value. */

import { type Codec, pick } from './core.ts';
import { lookupOf } from './leaf.ts';
import type { Reader } from './reader.ts';

/** An attribute as it is on the wire. */
export interface Attribute {
  /** 15 bits. */
  readonly type: number;
  /** `tv`: basic, the value has two octets; `tlv`: variable, with a length. */
  readonly form: 'tv' | 'tlv';
  readonly value: Uint8Array;
}

/** How views name an attribute's type and value; `lookup` reaches the structures around it. */
export interface AttributeNames {
  typeName(type: number, lookup: (name: string) => unknown): string;
  valueText(attribute: Attribute, lookup: (name: string) => unknown): string;
  /** Types worth generating. */
  readonly types: readonly number[];
}

const FORMAT_BIT = 0x8000;

/** One attribute. Both forms of one type and value are kept apart, so both survive. */
export function attribute(names: AttributeNames): Codec<Attribute> {
  return {
    what: 'an attribute',
    read: (reader) => readAttribute(reader, names),
    write(writer, value) {
      if (value.type < 0 || value.type >= FORMAT_BIT) {
        throw new RangeError(`an attribute type has 15 bits, not ${value.type}`);
      }
      if (value.form === 'tv') {
        if (value.value.length !== 2) {
          throw new RangeError(`a basic attribute has 2 octets, not ${value.value.length}`);
        }
        writer.number(FORMAT_BIT + value.type, 2);
      } else {
        writer.number(value.type, 2);
        writer.number(value.value.length, 2);
      }
      writer.put(value.value);
    },
    generate(draws) {
      const known = draws.integer(0, 3) > 0;
      const type = known ? pick(draws, names.types) : draws.integer(0, FORMAT_BIT - 1);
      return draws.integer(0, 2) > 0
        ? { type, form: 'tv', value: draws.bytes(2) }
        : { type, form: 'tlv', value: draws.bytes(draws.integer(0, 9)) };
    },
  };
}

function readAttribute(reader: Reader, names: AttributeNames): Attribute {
  reader.enter('type');
  const head = reader.number(2, false, 'an attribute type');
  const type = head % FORMAT_BIT;
  const form = head >= FORMAT_BIT ? 'tv' : 'tlv';
  if (reader.tracing) {
    const name = names.typeName(type, lookupOf(reader));
    reader.note('choice', type, `${name} (${form.toUpperCase()})`);
  }
  reader.leave();
  let length = 2;
  if (form === 'tlv') {
    reader.enter('length');
    const at = reader.at;
    length = reader.number(2, false, 'an attribute length');
    if (length > reader.left) {
      reader.fail(
        'bad-length',
        `an attribute of ${length} octets, but ${reader.left} are left`,
        at,
      );
    }
    reader.note('length', length);
    reader.leave();
  }
  reader.enter('value');
  const value = reader.take(length, 'an attribute value');
  if (reader.tracing) {
    reader.note('octets', value, names.valueText({ type, form, value }, lookupOf(reader)));
  }
  reader.leave();
  return { type, form, value };
}
