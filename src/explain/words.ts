/** Words that several layers use. */

import { IKEV2_PAYLOADS } from '../wire/numbers/ikev2.ts';
import { EXCHANGE, exchangeName, notifyName, payloadTable } from '../wire/numbers/isakmp.ts';

const EXCHANGE_WORDS: ReadonlyMap<number, string> = new Map<number, string>([
  [EXCHANGE.base, 'base exchange'],
  [EXCHANGE.identityProtection, 'main mode'],
  [EXCHANGE.authenticationOnly, 'authentication only'],
  [EXCHANGE.aggressive, 'aggressive mode'],
  [EXCHANGE.informational, 'informational'],
  [EXCHANGE.transaction, 'transaction'],
  [EXCHANGE.quickMode, 'quick mode'],
  [EXCHANGE.newGroup, 'new group mode'],
]);

/** An exchange as people call it. */
export function exchangeWords(type: number): string {
  return EXCHANGE_WORDS.get(type) ?? exchangeName(type);
}

/** What a list of payloads needs to be named. */
export interface NamedPayload {
  readonly type: number;
  readonly notifyType?: number;
  readonly spis?: readonly Uint8Array[];
}

/** `SA, VID x5, N(INITIAL-CONTACT)`: payloads as RFC 2409 writes them. */
export function payloadWords(payloads: readonly NamedPayload[], ikev2 = false): string {
  const words: string[] = [];
  let times = 1;
  for (const [index, payload] of payloads.entries()) {
    const name = payloadWord(payload, ikev2);
    const next = payloads[index + 1];
    if (next !== undefined && payloadWord(next, ikev2) === name) {
      times++;
      continue;
    }
    words.push(times === 1 ? name : `${name} x${times}`);
    times = 1;
  }
  return words.join(', ');
}

function payloadWord({ type, notifyType, spis }: NamedPayload, ikev2: boolean): string {
  const key = (ikev2 ? IKEV2_PAYLOADS : payloadTable).entryOf(type)?.key.replace('_DRAFT', '');
  const name = key?.replaceAll('_', '-') ?? `payload ${type}`;
  if (notifyType !== undefined) return `${name}(${notifyName(notifyType)})`;
  return spis === undefined ? name : `${name}(${spis.length} SPI${spis.length === 1 ? '' : 's'})`;
}
