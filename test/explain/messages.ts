/** ISAKMP messages built for tests of explanations. */

import { fromHex, toHex } from '../../src/base/bytes.ts';
import { encodeMessage } from '../../src/wire/isakmp/message.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { vendorIdBytes } from '../../src/wire/numbers/vendor-ids.ts';

/** A message in clear of an exchange, in hexadecimal digits. */
export function messageHex(exchangeType: number, payloads: readonly Payload[]): string {
  const header = {
    initiatorCookie: fromHex('1111111111111111'),
    responderCookie: fromHex('2222222222222222'),
    majorVersion: 1,
    minorVersion: 0,
    exchangeType,
    flags: 0,
    messageId: 0,
  };
  return toHex(encodeMessage(header, payloads));
}

/** A payload of any type, its body in hexadecimal digits. */
export function octets(type: number, hex: string): Payload {
  return { kind: 'unknown', type, data: fromHex(hex) };
}

export function vendorId(key: Parameters<typeof vendorIdBytes>[0]): Payload {
  return { kind: 'vendor-id', type: 13, data: vendorIdBytes(key) };
}
