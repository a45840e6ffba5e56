/** What a notify or a delete is about, before anything is done about it (RFC 2408 5.14, 5.15). */

import type { DeletePayload, NotifyPayload } from '../../../wire/isakmp/payload.ts';
import { DOI_IPSEC, protocolTable } from '../../../wire/numbers/isakmp.ts';

/** ISAKMP's own domain of interpretation: what is common to all (RFC 2408 3.14). */
const DOI_ISAKMP = 0;

/**
 * Why a payload is passed over, as a sentence; undefined where its domain of interpretation and its
 * protocol are known. The SPI is not judged: about ISAKMP it does not count (RFC 2408 3.14), and
 * elsewhere it names something or nothing.
 */
export function faultOfSubject(payload: DeletePayload | NotifyPayload): string | undefined {
  const { kind, doi, protocol } = payload;
  if (doi !== DOI_IPSEC && doi !== DOI_ISAKMP)
    return `a ${kind} of domain of interpretation ${doi}, not IPsec's (1) or ISAKMP's (0)`;
  if (protocolTable.entryOf(protocol) === undefined)
    return `a ${kind} about protocol ${protocol}, which is unknown`;
  return undefined;
}
