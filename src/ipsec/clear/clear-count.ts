/** What passed in clear, whatever let it pass. */

import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { IPSEC_COUNTER } from '../counters.ts';

/** Counts the packet of a view, which goes out or has come in without protection. */
export function countClear(
  counters: Float64Array,
  direction: 'inbound' | 'outbound',
  { protocol }: PacketView,
): void {
  const sent = direction === 'outbound';
  const slot = IPSEC_COUNTER;
  counters[sent ? slot.clearPacketsSent : slot.clearPacketsReceived]! += 1;
  if (protocol !== PROTOCOL_NUMBER.icmp && protocol !== PROTOCOL_NUMBER.icmpv6) return;
  counters[sent ? slot.clearIcmpSent : slot.clearIcmpReceived]! += 1;
}
