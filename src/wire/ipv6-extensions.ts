/** IPv6 extension headers (RFC 8200 4): the chain between the IPv6 header and the upper layer. */

import { EMPTY } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import {
  bits,
  type Codec,
  type Draws,
  enumeration,
  lengthOf,
  list,
  pick,
  type Reader,
  reserved,
  rest,
  struct,
  u8,
  u16,
  u32,
} from './codec.ts';
import { isExtensionHeader, PROTOCOL_NUMBER, PROTOCOL_NUMBERS } from './numbers/ip.ts';

/** One option of a hop-by-hop or destination options header (RFC 8200 4.2). */
interface Ipv6Option {
  /** 0 = Pad1, which has no data. */
  readonly type: number;
  readonly data?: Uint8Array;
}

/** Hop-by-hop (0) or destination (60) options; padding is among them. */
interface OptionsHeader {
  readonly kind: 'options';
  readonly type: 0 | 60;
  readonly options: readonly Ipv6Option[];
}

/** A routing header of any type. */
interface RoutingHeader {
  readonly kind: 'routing';
  readonly type: 43;
  readonly routingType: number;
  readonly segmentsLeft: number;
  /** Type-specific; four octets and then a multiple of eight. */
  readonly data: Uint8Array;
}

/** A fragment header. */
interface FragmentHeader {
  readonly kind: 'fragment';
  readonly type: 44;
  readonly reserved?: number;
  readonly position: {
    /** Of eight octets each. */
    readonly units: number;
    readonly reserved: number;
    /** 1 in all but the last fragment. */
    readonly more: number;
  };
  readonly identification: number;
}

export type ExtensionHeader = OptionsHeader | RoutingHeader | FragmentHeader;

/** The extension headers of a packet and what comes behind them. */
export interface Extensions {
  readonly extensions: readonly ExtensionHeader[];
  /** What the last next-header field names: the upper layer. */
  readonly protocol: number;
}

/** Whether a packet with these extension headers is a fragment. */
export function isFragmented(extensions: readonly ExtensionHeader[]): boolean {
  return extensions.some(
    (header) =>
      header.kind === 'fragment' && (header.position.units > 0 || header.position.more === 1),
  );
}

/**
 * The chain whose first header is of the type `first`. It ends before the first header that is no
 * extension, and behind a fragment header with an offset, since what follows is no header there.
 */
export function extensionChain(first: number): Codec<Extensions> {
  return {
    what: 'a chain of extension headers',
    read: (reader) => readChain(first, reader),
    write(writer, value) {
      for (const [index, header] of value.extensions.entries()) {
        writer.number(value.extensions[index + 1]?.type ?? value.protocol, 1);
        bodyOf(header.type).codec.write(writer, header);
      }
    },
    generate(draws) {
      const extensions: ExtensionHeader[] = [];
      let protocol = first;
      for (let type = first; isExtensionHeader(type); ) {
        const { kind, codec } = bodyOf(type);
        extensions.push({ kind, type, ...codec.generate(draws) } as ExtensionHeader);
        type = extensions.length < 3 ? pick(draws, FOLLOWERS) : PROTOCOL_NUMBER.ipv6NoNext;
        protocol = type;
        if (hasOffset(extensions.at(-1)!)) break;
      }
      return { extensions, protocol };
    },
  };
}

function readChain(first: number, reader: Reader): Extensions {
  const extensions: ExtensionHeader[] = [];
  let protocol = first;
  reader.note('list');
  while (isExtensionHeader(protocol)) {
    if (extensions.length === LIMITS.extensionHeadersPerPacket) {
      reader.fail('too-many', `more than ${LIMITS.extensionHeadersPerPacket} extension headers`);
    }
    if (protocol === PROTOCOL_NUMBER.hopByHop && extensions.length > 0) {
      reader.fail('bad-value', 'hop-by-hop options stand first or not at all (RFC 8200 4.1)');
    }
    if (
      protocol === PROTOCOL_NUMBER.ipv6Fragment &&
      extensions.some((e) => e.kind === 'fragment')
    ) {
      reader.fail('bad-value', 'a second fragment header');
    }
    reader.enter(extensions.length);
    reader.enter('nextHeader');
    const next = NEXT_HEADER.read(reader);
    reader.leave();
    const { kind, codec } = bodyOf(protocol);
    const header = { kind, type: protocol, ...codec.read(reader) } as ExtensionHeader;
    reader.leave();
    extensions.push(header);
    protocol = next;
    if (hasOffset(header)) break;
  }
  return { extensions, protocol };
}

function hasOffset(header: ExtensionHeader): boolean {
  return header.kind === 'fragment' && header.position.units > 0;
}

/** Every extension header begins so. */
const NEXT_HEADER = enumeration(u8, PROTOCOL_NUMBERS);

/** What a generated chain goes on with: extension headers and upper layers alike. */
const FOLLOWERS: readonly number[] = [
  PROTOCOL_NUMBER.ipv6Options,
  PROTOCOL_NUMBER.ipv6Route,
  PROTOCOL_NUMBER.udp,
  PROTOCOL_NUMBER.icmpv6,
  PROTOCOL_NUMBER.ipv6NoNext,
];

const option: Codec<Ipv6Option> = {
  what: 'an IPv6 option',
  read(reader) {
    reader.enter('type');
    const type = u8.read(reader);
    reader.leave();
    return type === 0 ? { type } : { type, data: optionData.read(reader).data };
  },
  write(writer, value) {
    writer.number(value.type, 1);
    if (value.type === 0) return;
    const data = value.data ?? EMPTY;
    optionData.write(writer, { data });
  },
  generate: (draws) => ({ type: draws.integer(1, 255), data: draws.bytes(draws.integer(0, 9)) }),
};

const optionData = struct('an IPv6 option', { length: lengthOf('data', u8), data: rest });

const optionList = list(option, LIMITS.extensionOptionsPerHeader);

const optionsBody: Codec<object> = inUnits(
  struct('an options header', {
    options: {
      ...optionList,
      /** RFC 8200 4.2: the whole header has a multiple of eight octets, two of them before this. */
      generate(draws: Draws): Ipv6Option[] {
        const options = optionList.generate(draws);
        const octets = options.reduce((sum, { data = EMPTY }) => sum + 2 + data.length, 0);
        const missing = (-octets - 2) & 7;
        for (let pad = 0; pad < missing; pad++) options.push({ type: 0 });
        return options;
      },
    },
  }),
);

const routingData: Codec<Uint8Array> = {
  ...rest,
  generate: (draws) => draws.bytes(4 + 8 * draws.integer(0, 4)),
};

const routingBody: Codec<object> = inUnits(
  struct('a routing header', { routingType: u8, segmentsLeft: u8, data: routingData }),
);

const position = bits(u16, { units: 13, reserved: 2, more: 1 });

const fragmentBody: Codec<object> = struct('a fragment header', {
  reserved: reserved(u8),
  position,
  identification: u32,
});

/** By header type: its kind and its codec, without the next-header octet. */
function bodyOf(type: number): { readonly kind: string; readonly codec: Codec<object> } {
  if (type === PROTOCOL_NUMBER.ipv6Fragment) return { kind: 'fragment', codec: fragmentBody };
  if (type === PROTOCOL_NUMBER.ipv6Route) return { kind: 'routing', codec: routingBody };
  return { kind: 'options', codec: optionsBody };
}

/** RFC 8200 4: the length octet counts units of eight octets beyond the first eight. */
function inUnits<T>(body: Codec<T>): Codec<T> {
  return {
    ...body,
    read(reader) {
      const at = reader.at;
      reader.enter('length');
      const length = reader.number(1, false, 'a header length');
      const octets = length * 8 + 6;
      if (octets > reader.left) {
        const detail = `${body.what} of ${octets + 2} octets, but ${reader.left + 2} are left`;
        reader.fail('bad-length', detail, at);
      }
      reader.note('length', length);
      reader.leave();
      const outer = reader.narrow(octets);
      const value = body.read(reader);
      reader.restore(outer, body.what);
      return value;
    },
    write(writer, value) {
      const start = writer.length;
      writer.number(0, 1);
      body.write(writer, value);
      writer.patch(start, (writer.length - start - 7) / 8, 1);
    },
  };
}
