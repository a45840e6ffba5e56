/** ICMP errors as the data path sees them: by themselves, and by the packet that they are about (RFC 4301 6). */

import { readU16, readU32 } from '../../base/bytes.ts';
import {
  ICMP_TYPE,
  ICMP_UNREACHABLE,
  ICMPV6_TYPE,
  PROTOCOL_NUMBER,
} from '../../wire/numbers/ip.ts';
import { type PacketView, viewQuotedPacket } from '../../wire/packet-view.ts';

const ERROR_HEADER_OCTETS = 8;
/** RFC 4443 2.1: types below 128 are errors. */
const FIRST_INFORMATIONAL = 128;
const IPV4_ERRORS: ReadonlySet<number> = new Set([
  ICMP_TYPE.destinationUnreachable,
  ICMP_TYPE.sourceQuench,
  ICMP_TYPE.redirect,
  ICMP_TYPE.timeExceeded,
  ICMP_TYPE.parameterProblem,
]);

/** Whether a packet is an ICMP error (RFC 1122 3.2.2, RFC 4443 2.1). */
export function isIcmpError(view: PacketView): boolean {
  if (view.icmpType < 0 || view.moreFragments) return false;
  if (view.version === 4) {
    return view.protocol === PROTOCOL_NUMBER.icmp && IPV4_ERRORS.has(view.icmpType);
  }
  return view.protocol === PROTOCOL_NUMBER.icmpv6 && view.icmpType < FIRST_INFORMATIONAL;
}

/** Fills `cause` with the packet that an ICMP error is about. False if it does not show enough of it. */
export function viewCause(cause: PacketView, error: PacketView, arena: Uint8Array): boolean {
  const at = error.headerEnd + ERROR_HEADER_OCTETS;
  return (
    at < error.totalEnd &&
    viewQuotedPacket(cause, arena, at, error.totalEnd) &&
    cause.version === error.version
  );
}

/** The MTU that an error reports, 0 where it reports none, -1 where the error is another. */
export function reportedMtu(error: PacketView, arena: Uint8Array): number {
  const at = error.headerEnd + 4;
  if (error.headerEnd + ERROR_HEADER_OCTETS > error.totalEnd) return -1;
  if (error.version === 4) {
    const isTooBig =
      error.icmpType === ICMP_TYPE.destinationUnreachable &&
      error.icmpCode === ICMP_UNREACHABLE.fragmentationNeeded;
    return isTooBig ? readU16(arena, at + 2) : -1;
  }
  return error.icmpType === ICMPV6_TYPE.packetTooBig ? readU32(arena, at) : -1;
}
