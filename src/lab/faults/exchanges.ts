/**
 * Which message of its exchange an ISAKMP message is. Main mode is told by what the messages hold,
 * the others by counting the different messages of each side: the side that began sends 1, 3, ...
 */

import { readU16, readU32, toHex } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { Recent } from '../../explain/recent.ts';
import { HEADER_OCTETS } from '../../wire/isakmp/header.ts';
import { EXCHANGE, FLAG, PAYLOAD } from '../../wire/numbers/isakmp.ts';
import type { Exchange } from './fault.ts';

/** What the header says of a message, and what its fragments say of the whole. */
export interface MessageSigns {
  readonly initiatorCookie: string;
  readonly isFirst: boolean;
  readonly exchangeType: number;
  readonly encrypted: boolean;
  readonly messageId: number;
  /** Payload types in clear, in their order; none where it is encrypted. */
  readonly payloads: readonly number[];
}

/** A message with its number, where its exchange numbers them. */
export interface Numbered {
  readonly exchange: Exchange;
  readonly number?: number;
}

const NAMES: ReadonlyMap<number, Exchange> = new Map<number, Exchange>([
  [EXCHANGE.identityProtection, 'main mode'],
  [EXCHANGE.aggressive, 'aggressive mode'],
  [EXCHANGE.quickMode, 'quick mode'],
  [EXCHANGE.informational, 'informational'],
  [EXCHANGE.transaction, 'transaction'],
  [EXCHANGE.newGroup, 'new group mode'],
]);

/** One exchange: who began it, and the numbers of what each side has sent, by their identity. */
interface Course {
  starter: string | undefined;
  readonly byStarter: Map<string, number>;
  readonly byOther: Map<string, number>;
}

export class Exchanges {
  readonly #courses = new Recent<string, Course>(LIMITS.faultExchanges);

  /** `sender` tells the two sides apart; `identity` the messages of one side. */
  number(signs: MessageSigns, sender: string, identity: string): Numbered {
    const exchange = NAMES.get(signs.exchangeType) ?? 'another exchange';
    if (exchange === 'informational' || exchange === 'another exchange') return { exchange };
    const course = this.#courseOf(signs);
    if (exchange === 'main mode') {
      const number = mainModeNumber(signs, course, sender);
      if (number !== undefined) return { exchange, number };
    }
    if (signs.isFirst && signs.messageId === 0) course.starter = sender;
    course.starter ??= sender;
    const number = counted(course, sender, identity, exchange === 'main mode' ? 5 : 1);
    return number === undefined ? { exchange } : { exchange, number };
  }

  #courseOf({ initiatorCookie, exchangeType, messageId }: MessageSigns): Course {
    const key = `${initiatorCookie}/${exchangeType}/${messageId}`;
    let course = this.#courses.get(key);
    if (course === undefined) {
      course = { starter: undefined, byStarter: new Map(), byOther: new Map() };
      this.#courses.set(key, course);
    }
    return course;
  }
}

/** Undefined for the further rounds that Kerberos may need: these are counted. */
function mainModeNumber(signs: MessageSigns, course: Course, sender: string): number | undefined {
  const { isFirst, encrypted, payloads } = signs;
  if (isFirst) {
    course.starter = sender;
    return 1;
  }
  if (payloads.includes(PAYLOAD.SA)) return 2;
  if (payloads.includes(PAYLOAD.KE)) {
    course.starter ??= sender;
    return course.starter === sender ? 3 : 4;
  }
  if (!encrypted) return undefined;
  course.starter ??= sender;
  return course.starter === sender ? 5 : 6;
}

function counted(
  course: Course,
  sender: string,
  identity: string,
  first: number,
): number | undefined {
  const began = course.starter === sender;
  const known = began ? course.byStarter : course.byOther;
  let number = known.get(identity);
  if (number === undefined) {
    if (known.size >= LIMITS.faultMessagesPerSide) return undefined;
    number = first + known.size * 2 + (began ? 0 : 1);
    known.set(identity, number);
  }
  return number;
}

/** Reads the signs off a message; undefined where it is too short. Never throws. */
export function signsOf(message: Uint8Array): MessageSigns | undefined {
  if (message.length < HEADER_OCTETS) return undefined;
  const encrypted = (message[19]! & FLAG.encryption) !== 0;
  return {
    initiatorCookie: toHex(message.subarray(0, 8)),
    isFirst: readU32(message, 8) === 0 && readU32(message, 12) === 0,
    exchangeType: message[18]!,
    encrypted,
    messageId: readU32(message, 20),
    payloads: encrypted ? [] : payloadTypes(message),
  };
}

/** The types of a chain in clear, as far as it can be followed. */
function payloadTypes(message: Uint8Array): number[] {
  const types: number[] = [];
  let next = message[16]!;
  let at = HEADER_OCTETS;
  while (next !== 0 && at + 4 <= message.length && types.length < LIMITS.payloadsPerMessage) {
    types.push(next);
    const length = readU16(message, at + 2);
    if (length < 4) break;
    next = message[at]!;
    at += length;
  }
  return types;
}
