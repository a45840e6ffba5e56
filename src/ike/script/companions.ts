/**
 * Notifies beside the payloads of message 5 or 6. HASH_I and HASH_R cover the identity alone
 * (RFC 2409 5), so a stranger on the way could change a notify, and with it the last cipher block,
 * from which the next IV comes. CBC garbles a whole block where one octet is changed; so it is enough
 * that every block holds something that can be checked.
 */

import { equal } from '../../base/bytes.ts';
import { DOI_IPSEC, PROTOCOL } from '../../wire/numbers/isakmp.ts';
import { cookiesOf, type IsakmpSa } from '../isakmp-sa.ts';
import type { Incoming } from './exchange.ts';
import { every } from './incoming.ts';

/** What is wrong with notifies that no hash covers, as a sentence; of any type, since peers have their own. */
export function faultOfBareNotifies(sa: IsakmpSa, message: Incoming): string | undefined {
  for (const { doi, protocol, spi, notifyType } of every(message, 'notify')) {
    if (doi > DOI_IPSEC) return `a notify of domain of interpretation ${doi}`;
    if (protocol > PROTOCOL.ipcomp) return `a notify for protocol ${protocol}`;
    if (spi.length === 16 && !equal(spi, cookiesOf(sa))) {
      return `a notify of type ${notifyType} with the cookies of another SA`;
    }
  }
  return undefined;
}
