/** A whole ISAKMP message: header and payloads, or header and ciphertext. */

import { type Room, Writer } from '../codec/writer.ts';
import { by, type Codec, DecodeError, decode, encode, pick, rest, struct, when } from '../codec.ts';
import { EXCHANGE, PAYLOAD } from '../numbers/isakmp.ts';
import { encodeHeader, FLAG_ENCRYPTION, headerCodec, type IsakmpHeader } from './header.ts';
import type { DecodedPayload, Payload } from './payload.ts';
import { payloadChain, writePayloads } from './payloads.ts';

/** A message as it stands in a datagram. */
export interface IsakmpMessage {
  readonly header: IsakmpHeader;
  /** Absent where the message is encrypted. */
  readonly payloads?: readonly DecodedPayload[];
  /** What follows the chain of a message in clear, mostly nothing. */
  readonly trailing?: Uint8Array;
  /** What follows the header of an encrypted message. */
  readonly encrypted?: Uint8Array;
}

/** A message in clear. */
export interface DecodedMessage {
  readonly header: IsakmpHeader;
  readonly payloads: DecodedPayload[];
  /** Where the chain ends. */
  readonly end: number;
}

interface Headed {
  readonly header: IsakmpHeader;
}

const LENGTH_OFFSET = 24;
const FLAGS_OFFSET = 19;

const isEncrypted = ({ header }: Headed): boolean => (header.flags & FLAG_ENCRYPTION) !== 0;
const isClear = (message: Headed): boolean => !isEncrypted(message);

const datagramHeader: Codec<IsakmpHeader> = {
  ...headerCodec,
  read(reader) {
    const start = reader.at;
    const room = reader.left;
    const header = headerCodec.read(reader);
    if (header.length !== room) {
      const detail = `the message claims ${header.length} octets, but there are ${room}`;
      reader.fail('bad-length', detail, start + LENGTH_OFFSET, 'header.length');
    }
    return header;
  },
};

const wireMessage = struct('an ISAKMP message', {
  header: datagramHeader,
  payloads: when(
    isClear,
    by('payloads', ({ header }: Headed) => payloadChain(header.nextPayload)),
  ),
  trailing: when(isClear, rest),
  encrypted: when(isEncrypted, rest),
}) as Codec<IsakmpMessage>;

/**
 * A datagram of ISAKMP, in clear or encrypted: the codec behind the views. The length field must
 * be the datagram's.
 */
export const messageCodec: Codec<IsakmpMessage> = {
  ...wireMessage,
  generate(draws) {
    const drawn = headerCodec.generate(draws);
    const nextPayload = draws.integer(0, 3) === 0 ? drawn.nextPayload : pick(draws, FIRST_PAYLOADS);
    const exchangeType = pick(draws, [EXCHANGE.identityProtection, EXCHANGE.quickMode]);
    const clear = {
      ...drawn,
      nextPayload,
      exchangeType,
      majorVersion: 1,
      minorVersion: 0,
      flags: 0,
    };
    const flags = draws.integer(0, 7) === 0 ? FLAG_ENCRYPTION : 0;
    const payloads = payloadChain(nextPayload).generate(draws);
    const message =
      flags === 0
        ? { payloads, trailing: rest.generate(draws) }
        : { encrypted: rest.generate(draws) };
    const whole = encode(wireMessage, { header: { ...clear, flags }, ...message });
    return { header: { ...clear, flags, length: whole.length }, ...message };
  },
};

const FIRST_PAYLOADS = [
  PAYLOAD.SA,
  PAYLOAD.KE,
  PAYLOAD.ID,
  PAYLOAD.HASH,
  PAYLOAD.N,
  PAYLOAD.FRAGMENT,
];

/**
 * A message in clear. The length field must be the datagram's; octets between the end of the
 * chain and the end of the datagram are allowed. Throws a DecodeError, also where the encryption
 * flag is set.
 */
export function decodeMessage(datagram: Uint8Array): DecodedMessage {
  const { header, payloads, trailing } = decode(messageCodec, datagram);
  if (payloads === undefined) {
    const detail = 'the message is encrypted';
    throw new DecodeError('bad-value', FLAGS_OFFSET, 'header.flags', detail);
  }
  return { header, payloads: [...payloads], end: datagram.length - (trailing?.length ?? 0) };
}

/**
 * A message in clear; the header's next payload and length are computed. `room` gives the octets that it
 * is written to, an array of its own unless said. `behindFirst`: see `writePayloads`.
 */
export function encodeMessage(
  header: Omit<IsakmpHeader, 'nextPayload' | 'length'>,
  payloads: readonly Payload[],
  room?: Room,
  behindFirst?: Uint8Array,
): Uint8Array {
  const nextPayload = payloads[0]?.type ?? 0;
  const writer = new Writer();
  writer.put(
    encodeHeader({
      initiatorCookie: header.initiatorCookie,
      responderCookie: header.responderCookie,
      nextPayload,
      majorVersion: header.majorVersion,
      minorVersion: header.minorVersion,
      exchangeType: header.exchangeType,
      flags: header.flags,
      messageId: header.messageId,
      length: 0,
    }),
  );
  writePayloads(writer, payloads, behindFirst);
  writer.patch(LENGTH_OFFSET, writer.length, 4);
  return writer.finish(room);
}
