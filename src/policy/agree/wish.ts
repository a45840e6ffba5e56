/** What a computer asks of another one under one of its filters. Pure. */

import {
  type Address,
  type AddressRange,
  prefixLengthOf,
  rangeCovers,
  rangeOfAddress,
} from '../../base/address.ts';
import type { QuickModePolicy, SpecificQuickModeFilter } from '../compiled.ts';
import type { FilterAddress, MainModeMethod, PolicyAuthentication } from '../model.ts';
import type { Change, RuleName } from './change.ts';
import type { Computer, Traffic } from './computer.ts';

/** What SAs are for, seen from the computer that began: packets that it sends. */
export interface Flow extends Traffic {
  readonly source: AddressRange;
  readonly destination: AddressRange;
}

/** SAs that one computer wants to have with another. */
export interface Wish {
  readonly filter: SpecificQuickModeFilter;
  /** Of its filter action. */
  readonly policy: QuickModePolicy;
  readonly flow: Flow;
  readonly isTunnel: boolean;
  /** The two addresses that main mode is between. */
  readonly ends: MainModeEnds;
}

export interface MainModeEnds {
  readonly own: Address;
  readonly peer: Address;
}

/** Where a computer's tunnels start. */
export function tunnelEndOf({ environment, address }: Computer): Address {
  return environment.addresses[0] ?? address;
}

/**
 * What a filter for packets out asks for: of transport mode the two addresses, of a tunnel its two
 * networks. Undefined where it names no negotiation policy that is there.
 */
export function wishOf(
  filter: SpecificQuickModeFilter,
  own: Computer,
  peer: Computer,
): Wish | undefined {
  const policy = policyNamed(own, filter.generic.policy);
  if (policy === undefined) return undefined;
  const { protocol, sourcePort, destinationPort } = filter;
  const upper = { protocol, sourcePort, destinationPort };
  const { tunnel } = filter.generic;
  if (tunnel !== undefined && tunnel !== 'me') {
    const { source, destination } = filter;
    const ends = { own: tunnelEndOf(own), peer: tunnel };
    return { filter, policy, flow: { source, destination, ...upper }, isTunnel: true, ends };
  }
  const source = rangeOfAddress(own.address);
  const destination = rangeOfAddress(peer.address);
  const ends = { own: own.address, peer: peer.address };
  return { filter, policy, flow: { source, destination, ...upper }, isTunnel: false, ends };
}

/** The negotiation policy of a name. */
export function policyNamed(
  { active }: Computer,
  name: string | undefined,
): QuickModePolicy | undefined {
  return active.quickModePolicies.find((one) => one.name === name);
}

/** Whether all packets of one flow are the other's too. */
export function covers(outer: Flow, inner: Flow): boolean {
  return (
    rangeCovers(outer.source, inner.source) &&
    rangeCovers(outer.destination, inner.destination) &&
    (outer.protocol === 0 || outer.protocol === inner.protocol) &&
    (outer.sourcePort === 0 || outer.sourcePort === inner.sourcePort) &&
    (outer.destinationPort === 0 || outer.destinationPort === inner.destinationPort)
  );
}

/** The packets that answer those of a flow. */
export function reversed({
  source,
  destination,
  protocol,
  sourcePort,
  destinationPort,
}: Flow): Flow {
  return {
    source: destination,
    destination: source,
    protocol,
    sourcePort: destinationPort,
    destinationPort: sourcePort,
  };
}

/** The change that gives the other computer what answers a wish. */
export function answeringRule(
  { flow, policy, isTunnel, ends }: Wish,
  asker: Computer,
  computer: string,
  has: {
    readonly authentication: readonly PolicyAuthentication[];
    readonly mainModeMethods: readonly MainModeMethod[];
  },
  replaces?: RuleName,
): Change {
  const { source, destination, ...upper } = reversed(flow);
  const { methods, pfs } = policy;
  return {
    kind: 'add-rule',
    computer,
    rule: {
      name: `For ${asker.name}`,
      source: filterAddressOf(source),
      destination: filterAddressOf(destination),
      ...upper,
      tunnel: isTunnel ? { own: ends.peer, far: ends.own } : undefined,
      methods,
      pfs,
      ...has,
      replaces,
    },
  };
}

/** A range as a filter says it: all ranges of filters have a prefix. */
function filterAddressOf(range: AddressRange): FilterAddress {
  const prefix = prefixLengthOf(range) ?? 0;
  if (prefix === 0) return { kind: 'any' };
  const address = range.first;
  return prefix === 32 ? { kind: 'address', address } : { kind: 'subnet', address, prefix };
}
