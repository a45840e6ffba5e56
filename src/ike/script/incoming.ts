/** What steps ask of a received message. */

import { LIMITS } from '../../base/limits.ts';
import type { DecodedPayload, Payload } from '../../wire/isakmp/payload.ts';
import type { Incoming } from './exchange.ts';

type Of<K extends Payload['kind']> = Extract<DecodedPayload, { kind: K }>;

/** The first payload of a kind that the message's form requires: the interpreter has seen to it. */
export function required<K extends Payload['kind']>(message: Incoming, kind: K): Of<K> {
  return optional(message, kind)!;
}

/** The first payload of a kind, if there is one. */
export function optional<K extends Payload['kind']>(message: Incoming, kind: K): Of<K> | undefined {
  return message.payloads.find((payload): payload is Of<K> => payload.kind === kind);
}

/** Every payload of a kind. */
export function every<K extends Payload['kind']>(message: Incoming, kind: K): Of<K>[] {
  return message.payloads.filter((payload): payload is Of<K> => payload.kind === kind);
}

/** What follows a payload up to the end of the chain, as HASH(1) and HASH(2) cover it. */
export function octetsBehind(message: Incoming, payload: DecodedPayload): Uint8Array {
  return message.octets.subarray(payload.end, message.chainEnd);
}

/** RFC 2409 5: a nonce has 8 to 256 octets; a sentence where it has not. */
export function faultOfNonce(octets: Uint8Array): string | undefined {
  const { nonceMinimum, nonceMaximum } = LIMITS;
  if (octets.length >= nonceMinimum && octets.length <= nonceMaximum) return undefined;
  return `its nonce has ${octets.length} octets, not ${nonceMinimum} to ${nonceMaximum}`;
}
