/** SA payloads as both phases offer and answer them (RFC 2408 3.4 to 3.6, 4.2). */

import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal, Transform } from '../../wire/isakmp/sa.ts';
import { DOI_IPSEC, SIT_IDENTITY_ONLY } from '../../wire/numbers/isakmp.ts';

/** The payload around proposals. */
export function saOf(...proposals: readonly Proposal[]): SaPayload {
  return {
    kind: 'sa',
    type: 1,
    doi: DOI_IPSEC,
    situation: SIT_IDENTITY_ONLY,
    proposals,
  };
}

/** What a responder answers: the proposal under its own number, with the one transform chosen, as it came. */
export function answerOf(
  { number, protocol }: Proposal,
  { number: transformNumber, id, attributes }: Transform,
  spi: Uint8Array,
): Proposal {
  return { number, protocol, spi, transforms: [{ number: transformNumber, id, attributes }] };
}
