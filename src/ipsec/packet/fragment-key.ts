/** What the fragments of one packet have in common (RFC 791 3.2, RFC 8200 4.5). */

import type { PacketView } from '../../wire/packet-view.ts';

/** Addresses, identification, and with IPv4 the protocol: equal for all fragments of one packet. */
export function fragmentKey(view: PacketView, arena: Uint8Array): string {
  const { sourceAt, addressOctets, identificationAt, version } = view;
  const octets = version === 4 ? 2 : 4;
  const addresses = arena.subarray(sourceAt, sourceAt + 2 * addressOctets).join();
  const identification = arena.subarray(identificationAt, identificationAt + octets).join();
  return `${addresses}/${identification}/${version === 4 ? view.protocol : ''}`;
}
