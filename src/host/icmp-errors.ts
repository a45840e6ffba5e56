/** ICMP errors that reach the small stack, in words. */

import { isIcmpError, reportedMtu, viewCause } from '../ipsec/packet/icmp-errors.ts';
import { viewLabel } from '../ipsec/packet/label.ts';
import { ICMP_TYPE, ICMPV6_TYPE } from '../wire/numbers/ip.ts';
import { newPacketView, type PacketView } from '../wire/packet-view.ts';

/** What an ICMP error says and the packet that it is about; undefined if the packet is none. */
export function readIcmpError(
  view: PacketView,
  arena: Uint8Array,
): { readonly error: string; readonly about: string } | undefined {
  if (!isIcmpError(view)) return undefined;
  const cause = newPacketView();
  if (!viewCause(cause, view, arena)) return undefined;
  return { error: wordsOf(view, arena), about: viewLabel(cause, arena) };
}

function wordsOf(view: PacketView, arena: Uint8Array): string {
  const mtu = reportedMtu(view, arena);
  if (mtu >= 0) return `packet too big, ${mtu} octets fit`;
  const names = view.version === 4 ? NAMES : NAMES_V6;
  const name = names[view.icmpType] ?? `type ${view.icmpType}`;
  return `${name}, code ${view.icmpCode}`;
}

const NAMES: Readonly<Record<number, string>> = {
  [ICMP_TYPE.destinationUnreachable]: 'destination unreachable',
  [ICMP_TYPE.sourceQuench]: 'source quench',
  [ICMP_TYPE.redirect]: 'redirect',
  [ICMP_TYPE.timeExceeded]: 'time exceeded',
  [ICMP_TYPE.parameterProblem]: 'parameter problem',
};

const NAMES_V6: Readonly<Record<number, string>> = {
  [ICMPV6_TYPE.destinationUnreachable]: 'destination unreachable',
  [ICMPV6_TYPE.timeExceeded]: 'time exceeded',
  [ICMPV6_TYPE.parameterProblem]: 'parameter problem',
};
