/**
 * What is wrong with an SA payload before policy is asked: the validations of RFC 2408 5.4 to 5.6, in
 * their order, with the notify that belongs to each. An offer that is sound and that nobody wants is
 * another matter (NO-PROPOSAL-CHOSEN).
 */

import { readU32 } from '../../base/bytes.ts';
import type { SaPayload } from '../../wire/isakmp/payload.ts';
import type { Proposal } from '../../wire/isakmp/sa.ts';
import {
  DOI_IPSEC,
  type NOTIFY,
  PROTOCOL,
  protocolTable,
  SIT_IDENTITY_ONLY,
} from '../../wire/numbers/isakmp.ts';

/** A fault of an SA payload. */
export interface SaFault {
  /** A sentence without its end. */
  readonly why: string;
  readonly notify: keyof typeof NOTIFY;
}

/** The one transform ID that is never right (RFC 2407 4.4.2 to 4.4.5). */
const RESERVED_TRANSFORM = 0;
/** RFC 4303 2.1: 1 to 255 are IANA's, 0 is for local use. */
const LOWEST_SPI = 256;

/** The first fault of an SA payload of a phase, if it has one. */
export function faultOfSa(
  { doi, situation, proposals }: SaPayload,
  phase: 1 | 2,
): SaFault | undefined {
  if (doi !== DOI_IPSEC) {
    return {
      why: `its domain of interpretation is ${doi}, not IPsec's (1)`,
      notify: 'DOI-NOT-SUPPORTED',
    };
  }
  if (situation !== SIT_IDENTITY_ONLY) {
    return {
      why: `its situation is ${situation}, not SIT_IDENTITY_ONLY (1)`,
      notify: 'SITUATION-NOT-SUPPORTED',
    };
  }
  if (proposals.length === 0) return { why: 'it has no proposal', notify: 'BAD-PROPOSAL-SYNTAX' };
  const disorder = faultOfOrder(proposals);
  if (disorder !== undefined) return { why: disorder, notify: 'BAD-PROPOSAL-SYNTAX' };
  const faults = proposals.map((proposal) => faultOfProposal(proposal, phase));
  // One proposal that can be used is enough: the others may be for somebody else.
  return faults.includes(undefined) ? undefined : faults[0];
}

/** RFC 2408 4.2: numbers grow; proposals of one number are one unit, and so stand together. */
function faultOfOrder(proposals: readonly Proposal[]): string | undefined {
  for (const [index, { number, transforms }] of proposals.entries()) {
    // What lies in front of a list would be looked for in its prototypes, which takes 1 us.
    const before = index === 0 ? undefined : proposals[index - 1];
    if (before !== undefined && number < before.number)
      return `proposal ${number} comes behind proposal ${before.number}`;
    for (const [at, transform] of transforms.entries()) {
      const other = at === 0 ? undefined : transforms[at - 1];
      if (other !== undefined && transform.number <= other.number)
        return `transform ${transform.number} of proposal ${number} comes behind transform ${other.number}`;
    }
  }
  return undefined;
}

function faultOfProposal(
  { protocol, spi, transforms, number }: Proposal,
  phase: 1 | 2,
): SaFault | undefined {
  const its = `proposal ${number}`;
  const fits =
    phase === 1
      ? protocol === PROTOCOL.isakmp
      : protocol !== PROTOCOL.isakmp && protocolTable.entryOf(protocol) !== undefined;
  if (!fits) return { why: `${its} is for protocol ${protocol}`, notify: 'INVALID-PROTOCOL-ID' };
  if (
    phase === 2 &&
    (protocol === PROTOCOL.esp || protocol === PROTOCOL.ah) &&
    !(spi.length === 4 && readU32(spi, 0) >= LOWEST_SPI)
  ) {
    return { why: `${its} has an SPI that cannot be`, notify: 'INVALID-SPI' };
  }
  if (transforms.length === 0) {
    return { why: `${its} has no transform`, notify: 'BAD-PROPOSAL-SYNTAX' };
  }
  // RFC 2408 5.6: an unknown transform is passed over without a word about it.
  if (transforms.every(({ id }) => id === RESERVED_TRANSFORM)) {
    return { why: `${its} has no transform but number 0`, notify: 'INVALID-TRANSFORM-ID' };
  }
  return undefined;
}
