/**
 * Stateful fragment checking (RFC 4301 7.4): what the first fragment of a packet showed of itself
 * holds for the others, which have no ports to show. Bounded in number and time.
 */

import { LIMITS } from '../../base/limits.ts';
import { type Instant, SECOND } from '../../base/time.ts';
import type { PacketView } from '../../wire/packet-view.ts';
import { fragmentKey } from '../packet/fragment-key.ts';

const KEPT_FOR = LIMITS.reassemblySeconds * SECOND;

/** What was decided about packets whose first fragment came; T is the decision. */
export class FragmentFlows<T> {
  readonly #flows = new Map<string, { readonly decision: T; readonly until: Instant }>();

  /** Takes the decision about a first fragment. The oldest one makes room. */
  remember(view: PacketView, arena: Uint8Array, decision: T, now: Instant): void {
    const key = fragmentKey(view, arena);
    this.#flows.delete(key);
    if (this.#flows.size >= LIMITS.fragmentFlows) {
      for (const oldest of this.#flows.keys()) {
        this.#flows.delete(oldest);
        break;
      }
    }
    this.#flows.set(key, { decision, until: now + KEPT_FOR });
  }

  /** The decision about the first fragment of the same packet, if it came and is not too old. */
  find(view: PacketView, arena: Uint8Array, now: Instant): T | undefined {
    const flow = this.#flows.get(fragmentKey(view, arena));
    return flow !== undefined && flow.until > now ? flow.decision : undefined;
  }

  /** Forgets all other decisions. */
  keep(isGood: (decision: T) => boolean): void {
    for (const [key, { decision }] of this.#flows) if (!isGood(decision)) this.#flows.delete(key);
  }
}
