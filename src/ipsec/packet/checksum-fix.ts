/**
 * Transport mode through a NAT (RFC 3948 3.1.2): TCP and UDP checksums cover the addresses that the
 * peer knows, and the packet here has others.
 */

import type { Address } from '../../base/address.ts';
import { readU16, writeU16 } from '../../base/bytes.ts';
import { foldChecksum, sumWords, transportChecksum } from '../../wire/checksum.ts';
import { PROTOCOL_NUMBER } from '../../wire/numbers/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import type { SaPairParameters } from '../sa/sa.ts';

/**
 * What is done to the checksum of each packet: a difference is added to it, which keeps what it says
 * about the octets; or it is made anew, since the ICV vouches for the packet.
 */
export type ChecksumFix = { readonly difference: number } | 'anew';

/** The fix that a pair's packets need; undefined where their checksums are right as they are. */
export function checksumFixOf(parameters: SaPairParameters): ChecksumFix | undefined {
  const { mode, nat, localAddress, remoteAddress } = parameters;
  if (mode !== 'transport' || nat?.covered === undefined) return undefined;
  if (nat.covered === 'unknown') return 'anew';
  const { local, remote } = nat.covered;
  if (local.version !== localAddress.version || remote.version !== remoteAddress.version) {
    return 'anew';
  }
  const before = sumOf(local) + sumOf(remote);
  const after = sumOf(localAddress) + sumOf(remoteAddress);
  // Ones' complement: minus is plus the complement of each of the words, as a folded sum.
  const difference = (~foldChecksum(after + foldChecksum(before)) & 0xffff) % 0xffff;
  return difference === 0 ? undefined : { difference };
}

/** Sets right the checksum of the packet of a view. A UDP checksum of zero, which means none, stays. */
export function fixChecksum(fix: ChecksumFix, view: PacketView, arena: Uint8Array): void {
  const at = checksumAt(view);
  if (at < 0 || at + 2 > view.totalEnd) return;
  const before = readU16(arena, at);
  const isUdp = view.protocol === PROTOCOL_NUMBER.udp;
  if (isUdp && before === 0) return;
  const after = fix === 'anew' ? anew(view, arena, at) : adjusted(before, fix.difference);
  writeU16(arena, at, isUdp && after === 0 ? 0xffff : after);
}

/** RFC 1624 3: HC' = ~(~HC + m' - m). */
function adjusted(checksum: number, difference: number): number {
  return foldChecksum((~checksum & 0xffff) + difference);
}

function anew(view: PacketView, arena: Uint8Array, at: number): number {
  const { headerEnd, totalEnd, protocol, sourceAt, destinationAt, addressOctets } = view;
  writeU16(arena, at, 0);
  return transportChecksum(
    arena,
    headerEnd,
    totalEnd,
    protocol,
    sourceAt,
    destinationAt,
    addressOctets,
  );
}

/** Where the checksum lies, -1 where none covers addresses. Whole packets alone come by transport mode. */
function checksumAt({ protocol, headerEnd }: PacketView): number {
  switch (protocol) {
    case PROTOCOL_NUMBER.udp:
      return headerEnd + 6;
    case PROTOCOL_NUMBER.tcp:
      return headerEnd + 16;
    case PROTOCOL_NUMBER.icmpv6:
      return headerEnd + 2;
    default:
      return -1;
  }
}

function sumOf({ bytes }: Address): number {
  return sumWords(bytes, 0, bytes.length);
}
