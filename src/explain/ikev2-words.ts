/** IKEv2's header in words (RFC 7296 3.1): named, since Espial does not speak it. */

import type { IsakmpHeader } from '../wire/isakmp/header.ts';
import { IKEV2_FLAG } from '../wire/numbers/ikev2.ts';
import { exchangeTable } from '../wire/numbers/isakmp.ts';

/** `IKE_SA_INIT request from the initiator, message 0`. */
export function ikev2Words({ exchangeType, flags, messageId }: IsakmpHeader): string {
  const name = exchangeTable.nameOf(exchangeType).replace(' (IKEv2)', '');
  const kind = (flags & IKEV2_FLAG.response) === 0 ? 'request' : 'response';
  const from = (flags & IKEV2_FLAG.initiator) === 0 ? 'responder' : 'initiator';
  return `${name} ${kind} from the ${from}, message ${messageId}`;
}
