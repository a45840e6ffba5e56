/** ISAKMP's generic payload header (RFC 2408 3.2) and the two chains that are made of it. */

import { readU16 } from '../../base/bytes.ts';
import { type Codec, pick } from './core.ts';
import type { Names } from './leaf.ts';
import type { Reader } from './reader.ts';
import type { Writer } from './writer.ts';

const HEADER_OCTETS = 4;

/** What every element of a payload chain has besides its body. */
export interface Chained {
  readonly kind: string;
  /** The number that announced it: the next-payload field of the header before it. */
  readonly type: number;
  /** The reserved octet, absent while zero. */
  readonly reserved?: number;
}

/** What a type of payload is called, and how its body is coded. */
export interface ChainedBody {
  readonly kind: string;
  readonly codec: Codec<unknown>;
  /** The codec reads and writes `data`, octets to the end, and nothing else: most payloads are so. */
  readonly isData?: boolean;
}

/** Which payloads a chain may hold. */
export interface ChainOptions {
  /** The type of the first, from the header before the chain; 0 = the chain is empty. */
  readonly first: number;
  /** `kind` is known when writing: it may ask for another body than the type's own. */
  readonly bodyOf: (type: number, kind?: string) => ChainedBody;
  readonly names: Names;
  readonly maximum: number;
}

/** What an element of a nested chain may have besides its fields, kept so that odd input survives. */
export interface Links {
  /** The next-payload field, absent while it says the truth (0 for the last, else the own type). */
  readonly more?: number;
  /** The reserved octet, absent while zero. */
  readonly reserved?: number;
}

/**
 * Payloads, each announcing the next, until one announces 0. What follows is not touched.
 * A value read has `kind`, `type`, the fields of its body, `raw` (the body as received) and
 * `start` and `end` (offsets of the whole payload in the input).
 */
export function chain<T extends Chained>(options: ChainOptions): Codec<T[]> {
  return {
    what: 'a chain of payloads',
    read: (reader) => readChain(options, reader) as unknown as T[],
    write(writer, payloads) {
      for (let index = 0; index < payloads.length; index++) {
        const payload = payloads[index]!;
        const next = payloads[index + 1]?.type ?? 0;
        const start = writeHeader(writer, next, payload.reserved);
        options.bodyOf(payload.type, payload.kind).codec.write(writer, payload);
        writer.patch(start + 2, writer.length - start, 2);
      }
    },
    generate(draws) {
      const payloads: unknown[] = [];
      for (let type = options.first; type !== 0; type = pick(draws, options.names.values)) {
        if (payloads.length === Math.min(options.maximum, 6)) break;
        const { kind, codec } = options.bodyOf(type);
        payloads.push({ kind, type, ...(codec.generate(draws) as object) });
      }
      return payloads as T[];
    },
  };
}

/**
 * Elements of one type that fill their room, as proposals (2) and transforms (3) do. Their
 * next-payload field adds nothing that the lengths do not say, so it is kept but not obeyed.
 */
export function substructures<T extends object>(
  type: number,
  element: Codec<T>,
  maximum: number,
): Codec<(T & Links)[]> {
  return {
    what: `a list of ${element.what}`,
    read: (reader) => readSubstructures(type, element, maximum, reader),
    write(writer, values) {
      for (const [index, value] of values.entries()) {
        const next = value.more ?? (index + 1 < values.length ? type : 0);
        const start = writeHeader(writer, next, value.reserved);
        element.write(writer, value);
        writer.patch(start + 2, writer.length - start, 2);
      }
    },
    generate(draws) {
      const count = draws.integer(0, Math.min(maximum, 3));
      return Array.from({ length: count }, (): T & Links => element.generate(draws));
    },
  };
}

function readChain(options: ChainOptions, reader: Reader): Record<string, unknown>[] {
  const payloads: Record<string, unknown>[] = [];
  reader.note('list');
  for (let type = options.first; type !== 0; ) {
    if (payloads.length === options.maximum) {
      reader.fail('too-many', `more than ${options.maximum} payloads`);
    }
    const { kind, codec, isData } = options.bodyOf(type);
    reader.enter(payloads.length);
    if (reader.tracing) reader.note('group', undefined, options.names.nameOf(type));
    const start = reader.at;
    const header = readHeader(reader, 'payload', options.names);
    if (isData === true && !reader.tracing) {
      // What its codec would make of it, in a fifth of the time.
      const data = reader.take(header.length - HEADER_OCTETS);
      reader.leave();
      payloads.push(dataPayload(kind, type, data, start, reader.at, header.reserved));
      type = header.next;
      continue;
    }
    const outer = reader.narrow(header.length - HEADER_OCTETS);
    reader.enter(kind);
    const raw = reader.bytes.subarray(reader.at, reader.end);
    const body = codec.read(reader) as object;
    reader.leave();
    reader.restore(outer, `the ${kind} payload`);
    reader.leave();
    // To spread the body into a literal with fields behind it takes three times as long.
    const payload: Record<string, unknown> = Object.assign({ kind, type }, body);
    payload.raw = raw;
    payload.start = start;
    payload.end = reader.at;
    if (header.reserved !== 0) payload.reserved = header.reserved;
    payloads.push(payload);
    type = header.next;
  }
  return payloads;
}

function dataPayload(
  kind: string,
  type: number,
  data: Uint8Array,
  start: number,
  end: number,
  reserved: number,
): Record<string, unknown> {
  const payload = { kind, type, data, raw: data, start, end };
  return reserved === 0 ? payload : { ...payload, reserved };
}

function readSubstructures<T extends object>(
  type: number,
  element: Codec<T>,
  maximum: number,
  reader: Reader,
): (T & Links)[] {
  const expected = reader.takeExpected();
  const start = reader.at;
  reader.note('list');
  const values: (T & Links)[] = [];
  const links = { nameOf: (next: number) => linkText(next, type), values: [0, type] };
  while (reader.left > 0) {
    if (values.length === maximum) reader.fail('too-many', `more than ${maximum} elements`);
    reader.enter(values.length);
    const header = readHeader(reader, element.what, links);
    const outer = reader.narrow(header.length - HEADER_OCTETS);
    const value: T & { more?: number; reserved?: number } = element.read(reader);
    reader.restore(outer, element.what);
    reader.leave();
    if (header.next !== (reader.left > 0 ? type : 0)) value.more = header.next;
    if (header.reserved !== 0) value.reserved = header.reserved;
    values.push(value);
  }
  if (expected !== undefined && expected !== values.length) {
    reader.fail('bad-count', `${expected} announced, but there are ${values.length}`, start);
  }
  return values;
}

function linkText(next: number, type: number): string {
  if (next === 0) return 'the last';
  return next === type ? 'another follows' : 'odd';
}

function readHeader(
  reader: Reader,
  what: string,
  names?: Names,
): { next: number; reserved: number; length: number } {
  const { bytes, at: first, left } = reader;
  const claimed = left < HEADER_OCTETS ? 0 : readU16(bytes, first + 2);
  if (!reader.tracing && claimed >= HEADER_OCTETS && claimed <= left) {
    // Nothing to say of it, to nobody: only then are its fields worth a name each.
    reader.at = first + HEADER_OCTETS;
    return { next: bytes[first]!, reserved: bytes[first + 1]!, length: claimed };
  }
  reader.enter('nextPayload');
  const next = reader.number(1, false, 'a generic payload header');
  if (reader.tracing) reader.note('choice', next, names?.nameOf(next));
  reader.leave();
  reader.enter('reserved');
  const reserved = reader.number(1);
  reader.note('reserved', reserved);
  reader.leave();
  reader.enter('length');
  const at = reader.at;
  const length = reader.number(2);
  if (length < HEADER_OCTETS) {
    reader.fail('bad-length', `a ${what} of ${length} octets is shorter than its header`, at);
  }
  if (length - HEADER_OCTETS > reader.left) {
    const room = reader.left + HEADER_OCTETS;
    reader.fail('bad-length', `a ${what} of ${length} octets, but ${room} are left`, at);
  }
  reader.note('length', length);
  reader.leave();
  return { next, reserved, length };
}

function writeHeader(writer: Writer, next: number, reserved = 0): number {
  const start = writer.length;
  writer.number(next, 1);
  writer.number(reserved, 1);
  writer.number(0, 2);
  return start;
}
