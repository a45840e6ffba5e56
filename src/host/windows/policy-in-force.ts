/** The policy that a computer lives by at the time: what the engine asks, and what changes when it does. */

import type { Address } from '../../base/address.ts';
import { isSameData } from '../../base/same-data.ts';
import type { TrafficSelector } from '../../base/traffic.ts';
import type { PolicyStands } from '../../ike/life/policy-change.ts';
import type { ChildPolicy, PeerPolicy, PolicyPort } from '../../ike/policy.ts';
import type { SpdEntry } from '../../ipsec/spd/spd.ts';
import {
  type ActivePolicy,
  type Environment,
  type Expansion,
  NO_POLICY,
} from '../../policy/compiled.ts';
import { EntryNames } from './entry-names.ts';
import { PolicyTables } from './policy-tables.ts';
import type { WindowsSystem } from './system.ts';

export interface PolicyInForceOptions {
  readonly system: WindowsSystem;
  /** This computer's addresses. */
  readonly addresses: readonly Address[];
  expand(active: ActivePolicy, environment: Environment): Expansion;
}

export class PolicyInForce implements PolicyPort {
  readonly strangersFail = true;
  readonly #options: PolicyInForceOptions;
  readonly #names = new EntryNames();
  #system: WindowsSystem;
  #active: ActivePolicy;
  #expansion: Expansion;
  #tables: PolicyTables;

  constructor(options: PolicyInForceOptions) {
    this.#options = options;
    this.#system = options.system;
    this.#active = options.system.policy ?? NO_POLICY;
    this.#expansion = this.#expand();
    this.#tables = this.#tablesNow();
  }

  /** Generic filters and policies, as they were given. */
  get active(): ActivePolicy {
    return this.#active;
  }

  /** Specific filters, the heaviest first. */
  get expansion(): Expansion {
    return this.#expansion;
  }

  /** The driver's list. */
  get entries(): readonly SpdEntry[] {
    return this.#tables.entries;
  }

  /** What the computer knows of itself. */
  get environment(): Environment {
    const { connection = 'lan', agent, servers = {} } = this.#system;
    const { DNS = [], WINS = [], DHCP = [], GATEWAY = [] } = servers;
    return {
      addresses: this.#options.addresses,
      servers: { DNS, WINS, DHCP, GATEWAY },
      connection: agent?.connection ?? connection,
    };
  }

  /**
   * Puts another policy in force. Answers what stands of the old one. `changes`: what else is different
   * from now on, such as servers or the strength of revocation checks.
   */
  replace(active: ActivePolicy, changes: Partial<WindowsSystem> = {}): PolicyStands {
    const before = this.#tables;
    this.#system = { ...this.#system, ...changes };
    this.#active = active;
    this.#expansion = this.#expand();
    const now = this.#tablesNow();
    this.#tables = now;
    return {
      peer: (name) => isSameData(before.peerNamed(name), now.peerNamed(name)),
      child: (name) =>
        isSameData(before.childNamed(name), now.childNamed(name)) &&
        isSameEntry(before.entryOf(name), now.entryOf(name)),
    };
  }

  peerFor(remote: Address, identity?: unknown, local?: Address): PeerPolicy | undefined {
    return this.#tables.peerFor(remote, identity, local);
  }

  peerNamed(name: string): PeerPolicy | undefined {
    return this.#tables.peerNamed(name);
  }

  deciding(peer: string, traffic: TrafficSelector, ends: TrafficSelector): string | undefined {
    return this.#tables.deciding(peer, traffic, ends);
  }

  childrenOf(name: string): readonly ChildPolicy[] {
    return this.#tables.childrenOf(name);
  }

  childNamed(name: string): ChildPolicy | undefined {
    return this.#tables.childNamed(name);
  }

  #expand(): Expansion {
    return this.#options.expand(this.#active, this.environment);
  }

  #tablesNow(): PolicyTables {
    return new PolicyTables({
      active: this.#active,
      expansion: this.#expansion,
      system: this.#system,
      addresses: this.#options.addresses,
      names: this.#names,
    });
  }
}

/** Whether clear packets are let in beside the SAs of an entry is nothing to those. */
function isSameEntry(one: SpdEntry | undefined, other: SpdEntry | undefined): boolean {
  return isSameData({ ...one, acceptClear: false }, { ...other, acceptClear: false });
}
