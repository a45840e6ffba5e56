/** Packets in words, for events: short whatever the packet holds. */

import { addressOfBytes, endpointText } from '../../base/address.ts';
import type { Path } from '../../base/batch.ts';
import { readU32 } from '../../base/bytes.ts';
import { protocolText } from '../../base/traffic.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import { newPacketView, type PacketView, viewPacket } from '../../wire/packet-view.ts';

const SECURITY_NAMES: ReadonlyMap<number, string> = new Map([
  [PROTOCOL_NUMBER.esp, 'esp'],
  [PROTOCOL_NUMBER.ah, 'ah'],
]);

/**
 * `192.0.2.1 -> 192.0.2.2 udp 7`: the port is the destination's. An IPv6 flow label is told where
 * there is one, as RFC 4303 3.4.4 wants it in a record.
 */
export function viewLabel(view: PacketView, arena: Uint8Array): string {
  const { addressOctets, sourceAt, destinationAt, protocol } = view;
  const address = (at: number): string =>
    addressOfBytes(arena.subarray(at, at + addressOctets)).text;
  const name = SECURITY_NAMES.get(protocol) ?? protocolText(protocol);
  const port = view.destinationPort === 0 ? '' : ` ${view.destinationPort}`;
  const part = view.fragmentOffset === 0 ? '' : ` fragment at ${view.fragmentOffset}`;
  return `${address(sourceAt)} -> ${address(destinationAt)} ${name}${port}${part}${flowText(view, arena)}`;
}

function flowText(view: PacketView, arena: Uint8Array): string {
  if (view.version === 4) return '';
  const flow = readU32(arena, view.sourceAt - 8) & 0xfffff;
  return flow === 0 ? '' : ` flow 0x${flow.toString(16).padStart(5, '0')}`;
}

/** The packet in `arena[start .. end)`; what is no IP packet is told by its length alone. */
export function packetLabel(arena: Uint8Array, start: number, end: number): string {
  const view = newPacketView();
  if (viewPacket(view, arena, start, end)) return viewLabel(view, arena);
  return `${end - start} octets that are no IP packet`;
}

/** ESP that came by a path: `192.0.2.1:4500 -> 192.0.2.2:4500 esp in udp`. */
export function datagramLabel(path: Path): string {
  return `${endpointText(path.remote)} -> ${endpointText(path.local)} esp in udp`;
}
