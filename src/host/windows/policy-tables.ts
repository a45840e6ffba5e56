/** One policy in force as the engine and the driver ask about it. */

import { type Address, rangeHolds, rangeOfAddress, sameAddress } from '../../base/address.ts';
import { entryOfName, flowName, readFlowName } from '../../base/flow-name.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import { covers } from '../../ike/offers/child-match.ts';
import type { ChildPolicy, PeerPolicy, PolicyPort } from '../../ike/policy.ts';
import type { SpdEntry } from '../../ipsec/spd/spd.ts';
import type { ActivePolicy, Expansion } from '../../policy/compiled.ts';
import { childPolicy } from './child-policy.ts';
import type { EntryNames } from './entry-names.ts';
import { type FilterRow, filterRows } from './filter-rows.ts';
import { MainModeFilters } from './main-mode-filters.ts';
import { firstOf, type PeerEnds, peerName, readPeerName } from './peer-name.ts';
import type { WindowsSystem } from './system.ts';

/** What tables are made from. */
export interface TableSources {
  readonly active: ActivePolicy;
  readonly expansion: Expansion;
  readonly system: WindowsSystem;
  /** This computer's addresses. */
  readonly addresses: readonly Address[];
  readonly names: EntryNames;
}

/** Plain look-ups: a peer policy is made when it is asked for, so nothing grows by what peers do. */
export class PolicyTables implements PolicyPort {
  /** The driver's list. */
  readonly entries: readonly SpdEntry[];
  readonly #addresses: readonly Address[];
  readonly #mainMode: MainModeFilters;
  readonly #rows: readonly FilterRow[];
  readonly #rowOf: ReadonlyMap<string, FilterRow>;

  constructor({ active, expansion, system, addresses, names }: TableSources) {
    this.#addresses = addresses;
    this.#mainMode = new MainModeFilters(active, expansion.mainMode, system);
    this.#rows = filterRows(active, expansion.quickMode, addresses, names).map((row) =>
      row.tunnel === undefined
        ? row
        : { ...row, entry: { ...row.entry, peer: this.#peerOfTunnel(row.tunnel) } },
    );
    this.#rowOf = new Map(this.#rows.map((row) => [row.entry.name, row]));
    this.entries = this.#rows.map(({ entry }) => entry);
  }

  peerFor(remote: Address, _identity?: unknown, local?: Address): PeerPolicy | undefined {
    const own = this.#ownAddress(local) ?? firstOf(remote.version, this.#addresses);
    return own && this.#peer({ local: own, remote });
  }

  peerNamed(name: string): PeerPolicy | undefined {
    const ends = readPeerName(name, this.#addresses);
    return ends && this.#peer(ends);
  }

  /** The heaviest filter for packets in that covers a request decides: whoever asks sends such packets. */
  deciding(peer: string, traffic: TrafficSelector, ends: TrafficSelector): string | undefined {
    const places = readPeerName(peer, this.#addresses);
    if (places === undefined) return undefined;
    for (const { entry, tunnel } of this.#rows) {
      if (entry.direction === 'outbound') continue;
      if (!covers(entry.selector, tunnel === undefined ? ends : traffic)) continue;
      if ((entry.inboundAction ?? entry.action) !== 'protect') return undefined;
      return typeof tunnel === 'object' ? entry.name : nameFor(entry, places);
    }
    return undefined;
  }

  childrenOf(name: string): readonly ChildPolicy[] {
    const ends = readPeerName(name, this.#addresses);
    if (ends === undefined || this.#mainMode.peerFor(name, ends) === undefined) return [];
    return this.#rows.flatMap((row) => this.#childOf(row, ends) ?? []);
  }

  childNamed(name: string): ChildPolicy | undefined {
    const flow = readFlowName(name);
    const row = this.#rowOf.get(flow?.entry ?? name);
    if (row === undefined) return undefined;
    const isByFlow = typeof row.tunnel !== 'object';
    if (isByFlow !== (flow !== undefined)) return undefined;
    const ends = flow ?? (isByFlow ? undefined : this.#endsOf(row.tunnel));
    if (ends === undefined || this.#peer(ends) === undefined) return undefined;
    return this.#childOf(row, ends);
  }

  /** The entry of a name, or that of a flow. */
  entryOf(name: string): SpdEntry | undefined {
    return this.#rowOf.get(entryOfName(name))?.entry;
  }

  #peer(ends: PeerEnds): PeerPolicy | undefined {
    return this.#mainMode.peerFor(peerName(ends, this.#addresses), ends);
  }

  /** What a row says of two computers. */
  #childOf({ entry, policy, tunnel }: FilterRow, ends: PeerEnds): ChildPolicy | undefined {
    if (policy === undefined) return undefined;
    const { local, remote } = ends;
    const { name, selector } = entry;
    const peer = peerName(ends, this.#addresses);
    if (typeof tunnel === 'object') {
      const isFarEnd = sameAddress(tunnel, remote) && this.#endsOf(tunnel)?.local === local;
      if (!isFarEnd) return undefined;
      return childPolicy({ name, peer, mode: 'tunnel', selector }, policy, undefined);
    }
    const flow = nameFor(entry, ends);
    // Who sends into a tunnel that ends here is known by its main mode.
    if (tunnel === 'unknown')
      return childPolicy({ name: flow, peer, mode: 'tunnel', selector }, policy, undefined);
    const holds = rangeHolds(selector.local, local) && rangeHolds(selector.remote, remote);
    if (!holds || this.#ownAddress(local) === undefined) return undefined;
    const between = { local: rangeOfAddress(local), remote: rangeOfAddress(remote) };
    return childPolicy(
      { name: flow, peer, mode: 'transport', selector: { ...selector, ...between } },
      policy,
      this.#mainMode.softSeconds(ends),
    );
  }

  #ownAddress(address: Address | undefined): Address | undefined {
    return address && this.#addresses.find((own) => sameAddress(own, address));
  }

  /** A tunnel is spoken about from the first address of its version. */
  #endsOf(farEnd: Address): PeerEnds | undefined {
    const local = firstOf(farEnd.version, this.#addresses);
    return local && { local, remote: farEnd };
  }

  #peerOfTunnel(tunnel: Address | 'unknown'): string {
    const ends = tunnel === 'unknown' ? undefined : this.#endsOf(tunnel);
    return ends === undefined ? 'tunnel' : peerName(ends, this.#addresses);
  }
}

function nameFor({ name }: SpdEntry, { local, remote }: PeerEnds): string {
  return flowName(name, local, remote);
}
