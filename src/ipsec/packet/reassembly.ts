/**
 * Fragments put together again: of ESP before it is opened (RFC 4303 3.4.1), and of what came for
 * this host itself. Bounded in datagrams, octets and time; without timers: what is old goes when
 * something new comes.
 */

import { readU16, writeU16 } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import { type Instant, SECOND } from '../../base/time.ts';
import { IPV6_HEADER_OCTETS } from '../../wire/ip.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { isCongested, markCongested } from './ecn.ts';
import { finishHeader } from './encapsulation.ts';
import { fragmentKey } from './fragment-key.ts';

const KEPT_FOR = LIMITS.reassemblySeconds * SECOND;

/** One datagram of which fragments came. */
interface Assembly {
  readonly source: string;
  readonly until: Instant;
  /** The payload as far as it came. */
  readonly pieces: { readonly from: number; readonly octets: Uint8Array }[];
  /** Everything in front of the payload, from the first fragment. */
  header: Uint8Array | undefined;
  /** In the header: the octet that names the payload. */
  protocolAt: number;
  protocol: number;
  /** Octets of the payload, once the last fragment came. */
  total: number | undefined;
  held: number;
  /** One of them met congestion: then so did the packet (RFC 3168 5.3). */
  congested: boolean;
  /** Fragments disagreed: the rest is taken and thrown away (RFC 5722 3). */
  spoilt: boolean;
}

export class Reassembler {
  readonly #assemblies = new Map<string, Assembly>();
  #octets = 0;

  /** Datagrams of which something is missing. */
  get waiting(): number {
    return this.#assemblies.size;
  }

  /**
   * Takes the fragment of a view, a copy of it; answers the whole packet when nothing is missing any
   * more. A packet whose fragments overlap otherwise than by repeating one is never put together.
   */
  add(view: PacketView, arena: Uint8Array, now: Instant): Uint8Array | undefined {
    this.#forgetOld(now);
    const key = fragmentKey(view, arena);
    const assembly = this.#assemblies.get(key) ?? this.#begin(key, view, arena, now);
    if (assembly.spoilt) return undefined;
    if (!this.#take(assembly, view, arena)) {
      assembly.spoilt = true;
      this.#octets -= assembly.held;
      assembly.held = 0;
      assembly.pieces.length = 0;
      return undefined;
    }
    if (assembly.header === undefined || assembly.total !== assembly.held) return undefined;
    this.#forget(key, assembly);
    return whole(assembly, assembly.header);
  }

  #begin(key: string, view: PacketView, arena: Uint8Array, now: Instant): Assembly {
    const source = arena.subarray(view.sourceAt, view.sourceAt + view.addressOctets).join();
    this.#makeRoomOf(source);
    if (this.#assemblies.size >= LIMITS.reassemblies) this.#forgetOldest();
    const assembly: Assembly = {
      source,
      until: now + KEPT_FOR,
      pieces: [],
      header: undefined,
      protocolAt: 0,
      protocol: view.protocol,
      total: undefined,
      held: 0,
      congested: false,
      spoilt: false,
    };
    this.#assemblies.set(key, assembly);
    return assembly;
  }

  /** False where the fragment does not go with the others. */
  #take(assembly: Assembly, view: PacketView, arena: Uint8Array): boolean {
    const { start, payloadAt, protocolAt, protocol } = partsOf(view, arena);
    const from = view.fragmentOffset;
    const octets = view.totalEnd - payloadAt;
    const to = from + octets;
    // RFC 8200 4.5: all but the last are multiples of 8. 65,535 is what any length field holds.
    if (view.moreFragments && (octets % 8 !== 0 || octets === 0)) return false;
    if (to > LIMITS.packetOctets) return false;
    const total = view.moreFragments ? assembly.total : (assembly.total ?? to);
    if (total !== undefined && (view.moreFragments ? to > total : to !== total)) return false;
    for (const piece of assembly.pieces) {
      const pieceTo = piece.from + piece.octets.length;
      if (piece.from === from && pieceTo === to) return true;
      if (from < pieceTo && to > piece.from) return false;
      if (total !== undefined && pieceTo > total) return false;
    }
    assembly.total = total;
    assembly.congested ||= isCongested(arena, start);
    this.#makeRoom(assembly, octets);
    assembly.pieces.push({ from, octets: arena.slice(payloadAt, view.totalEnd) });
    assembly.held += octets;
    this.#octets += octets;
    if (from === 0) {
      assembly.header = arena.slice(start, payloadAt - (view.version === 6 ? 8 : 0));
      assembly.protocolAt = protocolAt - start;
      assembly.protocol = protocol;
      return assembly.header.length + (total ?? 0) <= LIMITS.packetOctets;
    }
    return (assembly.header?.length ?? 0) + (total ?? 0) <= LIMITS.packetOctets;
  }

  /**
   * A source may hold so many. Anybody can send under its address, so the oldest goes: to refuse the
   * newest would shut the true source out for half a minute.
   */
  #makeRoomOf(source: string): void {
    let ofSource = 0;
    let oldest: [string, Assembly] | undefined;
    for (const known of this.#assemblies) {
      if (known[1].source !== source) continue;
      oldest ??= known;
      ofSource++;
    }
    if (oldest !== undefined && ofSource >= LIMITS.reassembliesPerSource) this.#forget(...oldest);
  }

  #makeRoom(keep: Assembly, octets: number): void {
    for (const [key, assembly] of this.#assemblies) {
      if (this.#octets + octets <= LIMITS.reassemblyOctets) return;
      if (assembly !== keep) this.#forget(key, assembly);
    }
  }

  /** The map is in the order of beginning, so the old ones are in front. */
  #forgetOld(now: Instant): void {
    for (const [key, assembly] of this.#assemblies) {
      if (assembly.until > now) return;
      this.#forget(key, assembly);
    }
  }

  #forgetOldest(): void {
    for (const [key, assembly] of this.#assemblies) {
      this.#forget(key, assembly);
      return;
    }
  }

  #forget(key: string, assembly: Assembly): void {
    this.#assemblies.delete(key);
    this.#octets -= assembly.held;
  }
}

/** Where the packet of a fragment starts, its payload starts, and its kind is named in front of the fragment header. */
function partsOf(view: PacketView, arena: Uint8Array) {
  if (view.version === 4) {
    const start = view.sourceAt - 12;
    const { headerEnd: payloadAt, protocolAt, protocol } = view;
    return { start, payloadAt, protocolAt, protocol };
  }
  const start = view.sourceAt - 8;
  const fragmentAt = view.identificationAt - 4;
  let protocolAt = start + 6;
  let at = start + IPV6_HEADER_OCTETS;
  while (at < fragmentAt) {
    protocolAt = at;
    at += (arena[at + 1]! + 1) * 8;
  }
  return { start, payloadAt: fragmentAt + 8, protocolAt, protocol: arena[fragmentAt]! };
}

function whole(assembly: Assembly, header: Uint8Array): Uint8Array {
  const packet = new Uint8Array(header.length + assembly.held);
  packet.set(header);
  for (const { from, octets } of assembly.pieces) packet.set(octets, header.length + from);
  if (packet[0]! >> 4 === 4) writeU16(packet, 6, readU16(packet, 6) & 0x4000);
  finishHeader(packet, 0, header.length, assembly.protocolAt, assembly.protocol, packet.length);
  if (assembly.congested) markCongested(packet, 0);
  return packet;
}
