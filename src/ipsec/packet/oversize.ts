/** What becomes of a packet that is too long for its SA's path (RFC 4301 8.2.1). */

import { type Address, addressOfBytes } from '../../base/address.ts';
import { fragmentIpv4, fragmentIpv6 } from '../../wire/fragmentation.ts';
import { packetTooBig } from '../../wire/icmp-errors.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import type { SaPair } from '../sa/association.ts';
import { innerMtu, LEAST_IPV6 } from '../sa/path-mtu.ts';
import type { Plan } from './encapsulation.ts';
import { isIcmpError } from './icmp-errors.ts';

/**
 * `refuse`: its sender must send shorter ones. `before`: it is cut up, and each piece protected.
 * `after`: it is protected, and what comes out cut up. `whole`: the carrier below cuts it up.
 */
export type OversizeWay = 'refuse' | 'before' | 'after' | 'whole';

/** RFC 791 3.2: every module forwards 68 octets in one piece. */
const LEAST_IPV4 = 68;

/** The way of the packet of a view and its plan, which does not fit the pair's path. */
export function wayOf(plan: Plan, pair: SaPair, view: PacketView, arena: Uint8Array): OversizeWay {
  const { mode, tunnelHeader } = pair.parameters;
  const fits = innerMtu(pair, plan.headerOctets);
  const tunnel = mode === 'tunnel';
  if (view.version === 6) {
    return plan.end - plan.start > Math.max(fits, LEAST_IPV6) ? 'refuse' : after(plan, pair);
  }
  const uncut = !mayBeCut(view, arena);
  if (uncut && !(tunnel && tunnelHeader.df === 'clear')) return 'refuse';
  if (!tunnel) return after(plan, pair);
  const mayCutOuter = tunnelHeader.df !== 'set' && (uncut || tunnelHeader.fragment === 'after');
  if (!mayCutOuter && fits >= LEAST_IPV4) return 'before';
  return after(plan, pair);
}

/** The pieces of a clear IPv4 packet, each short enough for the pair's path. */
export function piecesBefore(
  plan: Plan,
  pair: SaPair,
  arena: Uint8Array,
  identification: number,
): Uint8Array[] {
  const packet = arena.subarray(plan.start, plan.end);
  return fragmentIpv4(packet, innerMtu(pair, 0), identification);
}

/** The pieces of a protected packet whose first `headerOctets` octets are its IP header. */
export function piecesAfter(
  plan: Plan,
  pair: SaPair,
  packet: Uint8Array,
  headerOctets: number,
  identification: number,
): Uint8Array[] {
  const mtu = pair.pathMtu.outOctets;
  if (packet[0]! >> 4 === 4) return fragmentIpv4(packet, mtu, identification);
  const protocolAt = plan.headerOctets === 0 ? 6 : plan.protocolAt;
  return fragmentIpv6(packet, mtu, headerOctets, protocolAt, identification);
}

/**
 * The ICMP error that tells the sender of a refused packet that `mtu` octets fit; undefined where
 * there must be none: about an ICMP error (RFC 1122 3.2.2), or a fragment other than the first. It
 * comes from the first address that fits, or else from the packet's own destination.
 */
export function tooBigError(
  view: PacketView,
  arena: Uint8Array,
  plan: Plan,
  mtu: number,
  addresses: readonly Address[],
): Uint8Array | undefined {
  if (isIcmpError(view) || view.fragmentOffset > 0) return undefined;
  const addressAt = (at: number) => addressOfBytes(arena.subarray(at, at + view.addressOctets));
  const own = addresses.find(({ version }) => version === view.version);
  return packetTooBig(
    {
      source: own ?? addressAt(view.destinationAt),
      destination: addressAt(view.sourceAt),
      original: arena.subarray(plan.start, plan.end),
    },
    view.version === 6 ? Math.max(mtu, LEAST_IPV6) : mtu,
  );
}

/** Whether the packet of a view may be cut up on its way: IPv4 without DF (RFC 791 3.1). */
export function mayBeCut(view: PacketView, arena: Uint8Array): boolean {
  return view.version === 4 && (arena[view.sourceAt - 6]! & 0x40) === 0;
}

function after(plan: Plan, pair: SaPair): OversizeWay {
  if (plan.outOctets > pair.pathMtu.mostOctets) return 'refuse';
  return pair.parameters.udpEncapsulated ? 'whole' : 'after';
}
