/** A scenario's network as it begins: links, faults and NATs, checked. */

import type { Address } from '../../base/address.ts';
import type { Fault } from '../../lab/faults/fault.ts';
import type { NetemOptions } from '../../sim/netem.ts';
import type { NatDocument } from '../schema/network-schema.ts';

/** What one link does, or all. What is not said does not happen. */
export interface LinkPlan extends NetemOptions {
  readonly mtu?: number | undefined;
  readonly faults: readonly Fault[];
}

export interface NetworkPlan {
  /** What all links do. */
  readonly all: LinkPlan;
  /** Links that are other than the rest; what they do not say is as with all. */
  readonly links: readonly (LinkPlan & { readonly between: readonly [string, string] })[];
  readonly nats: ReadonlyMap<string, NatDocument>;
  /** Addresses that hosts and NATs move to in the course of the steps. */
  readonly later: readonly Address[];
}

/** The NAT that a host is behind. */
export function natOf({ nats }: NetworkPlan, host: string): string | undefined {
  return [...nats].find(([, { inside }]) => inside.includes(host))?.[0];
}
