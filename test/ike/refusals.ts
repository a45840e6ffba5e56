/** What a host says in clear to a message that it can make nothing of. */

import { decodeHeader, HEADER_OCTETS } from '../../src/wire/isakmp/header.ts';
import { decodePayloads } from '../../src/wire/isakmp/payloads.ts';
import { EXCHANGE, notifyName } from '../../src/wire/numbers/isakmp.ts';

/** The names of the notifies in informational messages in clear; anything else by its exchange type. */
export function refusals(messages: readonly Uint8Array[]): string[] {
  return messages.flatMap((message) => {
    const { exchangeType, flags, nextPayload } = decodeHeader(message);
    if (exchangeType !== EXCHANGE.informational || flags !== 0) return [`exchange ${exchangeType}`];
    const { payloads } = decodePayloads(nextPayload, message, HEADER_OCTETS);
    return payloads.map((payload) =>
      payload.kind === 'notify' ? notifyName(payload.notifyType) : payload.kind,
    );
  });
}
