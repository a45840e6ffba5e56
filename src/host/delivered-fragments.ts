/** Fragments of clear packets that came for this host: kept until they make a whole packet. */

import { Reassembler } from '../ipsec/packet/reassembly.ts';
import { newPacketView, type PacketView, viewPacket } from '../wire/packet-view.ts';
import type { CurrentCall } from './call.ts';

export class DeliveredFragments {
  readonly #call: CurrentCall;
  readonly #view = newPacketView();
  readonly #reassembler = new Reassembler();

  constructor(call: CurrentCall) {
    this.#call = call;
  }

  /**
   * `whole`: the packet is no fragment; `kept`: others are missing; else the packet that it completed.
   * `viewed` is the packet's own view, where there is one already.
   */
  take(
    arena: Uint8Array,
    start: number,
    end: number,
    viewed?: PacketView,
  ): Uint8Array | 'whole' | 'kept' {
    const view = viewed ?? this.#view;
    if (viewed === undefined && !viewPacket(view, arena, start, end)) return 'whole';
    if (!view.moreFragments && view.fragmentOffset === 0) return 'whole';
    return this.#reassembler.add(view, arena, this.#call.now) ?? 'kept';
  }
}
