/** The checks of generic payload headers, before a payload's content is looked at (RFC 2408 5.3). */

import type { DecodedPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal } from '../../wire/isakmp/sa.ts';
import { type NOTIFY, PAYLOAD, payloadTable } from '../../wire/numbers/isakmp.ts';

/** What is wrong with a message as such, and the notify that RFC 2408 gives for it. */
export interface HeaderFault {
  /** A sentence without its end. */
  readonly why: string;
  readonly notify: keyof typeof NOTIFY;
}

/** RFC 2408 3.1: types from 128 on are private, and who does not know one passes over it. */
const FIRST_PRIVATE = 128;

/** The first fault in the headers of a message's payloads, proposals and transforms; undefined if there is none. */
export function faultOfHeaders(payloads: readonly DecodedPayload[]): HeaderFault | undefined {
  for (const payload of payloads) {
    const fault = faultOfHeader(payload);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function faultOfHeader(payload: DecodedPayload): HeaderFault | undefined {
  const { type, start, reserved = 0 } = payload;
  // RFC 2408 3.4: proposals and transforms stand inside an SA payload and nowhere else.
  const isInner = type === PAYLOAD.P || type === PAYLOAD.T;
  if (isInner || (type < FIRST_PRIVATE && payloadTable.entryOf(type) === undefined)) {
    const why = `the payload at off=${start} has type ${type}, which cannot stand there`;
    return { why, notify: 'INVALID-PAYLOAD-TYPE' };
  }
  if (reserved !== 0) return malformed(`the reserved octet at off=${start + 1} is not zero`);
  if (payload.kind !== 'sa') return undefined;
  const fault = payload.proposals.map(faultOfProposal).find((one) => one !== undefined);
  return fault === undefined ? undefined : malformed(fault);
}

/** RFC 2408 3.5, 3.6: a link says 2 or 3 where another follows, and 0 on the last. */
function faultOfProposal({ number, more, reserved, transforms }: Proposal): string | undefined {
  if (more !== undefined) return `the next payload of proposal ${number} is ${more}`;
  if (reserved !== undefined) return `the reserved octet of proposal ${number} is not zero`;
  const odd = transforms.find((one) => one.more !== undefined);
  if (odd !== undefined)
    return `the next payload of transform ${odd.number} in proposal ${number} is ${odd.more}`;
  const set = transforms.find((one) => (one.reserved ?? one.reserved2 ?? 0) !== 0);
  if (set === undefined) return undefined;
  return `a reserved field of transform ${set.number} in proposal ${number} is not zero`;
}

function malformed(why: string): HeaderFault {
  return { why, notify: 'PAYLOAD-MALFORMED' };
}
