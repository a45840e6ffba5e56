/** The flow that a packet belongs to, where an entry's SAs are for one pair of computers each. */

import { rangeOfAddress } from '../base/address.ts';
import type { Path } from '../base/batch.ts';
import { flowName } from '../base/flow-name.ts';
import type { TrafficSelector } from '../base/traffic.ts';
import type { PacketView } from '../wire/packet-view.ts';
import { LinkPaths } from './link-paths.ts';
import type { Policy } from './spd/spd.ts';

/** Names for the packets of one direction. The last one is kept at hand: mostly it is the same. */
export class FlowOfPacket {
  readonly #inbound: boolean;
  readonly #paths = new LinkPaths();
  #path: Path | undefined;
  #entry = '';
  #name = '';

  constructor(direction: 'inbound' | 'outbound') {
    this.#inbound = direction === 'inbound';
  }

  /** What the SAs for a packet of an entry are called: the entry's name, or the flow's. */
  nameOf(policy: Policy, view: PacketView, arena: Uint8Array): string {
    if (policy.entry?.perFlow !== true) return policy.name;
    const path = this.#paths.pathOf(view, arena);
    if (path !== this.#path || policy.name !== this.#entry) {
      const [local, remote] = this.#ends(path);
      this.#name = flowName(policy.name, local, remote);
      this.#path = path;
      this.#entry = policy.name;
    }
    return this.#name;
  }

  /** The packets of the same flow; undefined where the entry's selector says it. */
  selectorOf(policy: Policy, view: PacketView, arena: Uint8Array): TrafficSelector | undefined {
    const { entry } = policy;
    if (entry?.perFlow !== true) return undefined;
    const [local, remote] = this.#ends(this.#paths.pathOf(view, arena));
    return { ...entry.selector, local: rangeOfAddress(local), remote: rangeOfAddress(remote) };
  }

  #ends({ local, remote }: Path) {
    return this.#inbound
      ? ([remote.address, local.address] as const)
      : ([local.address, remote.address] as const);
  }
}
