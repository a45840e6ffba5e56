/** Fragments of clear packets that came for this host: kept until they make a whole packet. */

import { Reassembler } from '../ipsec/reassembly.ts';
import { newPacketView, viewPacket } from '../wire/packet-view.ts';
import type { CurrentCall } from './call.ts';

export class DeliveredFragments {
  readonly #call: CurrentCall;
  readonly #view = newPacketView();
  readonly #reassembler = new Reassembler();

  constructor(call: CurrentCall) {
    this.#call = call;
  }

  /** `whole`: the packet is no fragment; `kept`: others are missing; else the packet that it completed. */
  take(arena: Uint8Array, start: number, end: number): Uint8Array | 'whole' | 'kept' {
    const view = this.#view;
    if (!viewPacket(view, arena, start, end)) return 'whole';
    if (!view.moreFragments && view.fragmentOffset === 0) return 'whole';
    return this.#reassembler.add(view, arena, this.#call.now) ?? 'kept';
  }
}
