/**
 * Specific quick-mode filters as entries of the driver's list: in their order, the heaviest first; two
 * that are each other's mirror as one entry; the default response below everything else.
 */

import { type Address, rangeOfAddress, rangeOfAll, sameRange } from '../../base/address.ts';
import { selectorText, type TrafficSelector } from '../../base/traffic.ts';
import type { SpdEntry } from '../../ipsec/spd/spd.ts';
import type {
  ActivePolicy,
  FilterActionName,
  QuickModePolicy,
  SpecificQuickModeFilter,
} from '../../policy/compiled.ts';
import { DYNAMIC_ENTRY, type EntryNames } from './entry-names.ts';

/** One entry, and what is negotiated for it. */
export interface FilterRow {
  readonly entry: SpdEntry;
  /** Where packets are protected. */
  readonly policy: QuickModePolicy | undefined;
  /** The far end of a tunnel; `unknown` where the filter is for inbound packets alone. */
  readonly tunnel: Address | 'unknown' | undefined;
}

/** The filter for packets out of an entry, that for packets in, or both. */
interface Pairing {
  readonly outbound: SpecificQuickModeFilter | undefined;
  readonly inbound: SpecificQuickModeFilter | undefined;
}

/** The rows for what is in force. `filters`: the heaviest first; `own`: this computer's addresses. */
export function filterRows(
  active: ActivePolicy,
  filters: readonly SpecificQuickModeFilter[],
  own: readonly Address[],
  names: EntryNames,
): FilterRow[] {
  const policies = new Map(active.quickModePolicies.map((policy) => [policy.name, policy]));
  const pairings = pairUp(filters.filter((filter) => !isToItself(filter, own)));
  const entryNames = names.assign(
    pairings.map((pairing) => ({ key: keyOf(pairing), wanted: leading(pairing).generic.name })),
  );
  const rows = pairings.map((pairing, i) => rowOf(pairing, entryNames[i]!, policies));
  const dynamic = active.defaultResponse && policies.get(active.defaultResponse.quickModePolicy);
  return dynamic === undefined ? rows : [...rows, dynamicRow(dynamic)];
}

/** Which packets a filter is for, seen from this computer. */
function selectorOfFilter(filter: SpecificQuickModeFilter): TrafficSelector {
  const { direction, source, destination, protocol, sourcePort, destinationPort } = filter;
  return direction === 'outbound'
    ? {
        local: source,
        remote: destination,
        protocol,
        localPort: sourcePort,
        remotePort: destinationPort,
      }
    : {
        local: destination,
        remote: source,
        protocol,
        localPort: destinationPort,
        remotePort: sourcePort,
      };
}

/** Both ends are here, as `any` has it: such packets never leave, and `me` is for those that say so. */
function isToItself(filter: SpecificQuickModeFilter, own: readonly Address[]): boolean {
  const { remote } = selectorOfFilter(filter);
  return own.some((address) => sameRange(remote, rangeOfAddress(address)));
}

function pairUp(filters: readonly SpecificQuickModeFilter[]): Pairing[] {
  const waiting = new Map<string, SpecificQuickModeFilter[]>();
  for (const filter of filters) {
    const key = traffic(filter);
    const others = waiting.get(key);
    if (others === undefined) waiting.set(key, [filter]);
    else others.push(filter);
  }
  const used = new Set<SpecificQuickModeFilter>();
  const pairings: Pairing[] = [];
  for (const filter of filters) {
    if (used.has(filter)) continue;
    used.add(filter);
    const mirror = waiting
      .get(traffic(filter))
      ?.find((other) => !used.has(other) && isMirror(filter, other));
    if (mirror !== undefined) used.add(mirror);
    const [outbound, inbound] =
      filter.direction === 'outbound' ? [filter, mirror] : [mirror, filter];
    pairings.push({ outbound, inbound });
  }
  return pairings;
}

function traffic(filter: SpecificQuickModeFilter): string {
  return selectorText(selectorOfFilter(filter));
}

/**
 * Two rules of a tunnel, one a direction, belong together although each is a filter of its own; with
 * other filter actions they are two tunnels, since each request goes by the action of its own filter.
 */
function isMirror(one: SpecificQuickModeFilter, other: SpecificQuickModeFilter): boolean {
  if (one.direction === other.direction) return false;
  const [left, right] = [selectorOfFilter(one), selectorOfFilter(other)];
  if (!sameRange(left.local, right.local) || !sameRange(left.remote, right.remote)) return false;
  if (one.generic === other.generic) return true;
  const isTunnel = one.generic.tunnel !== undefined && other.generic.tunnel !== undefined;
  const negotiate = one.action === 'negotiate' && other.action === 'negotiate';
  return isTunnel && negotiate && one.generic.policy === other.generic.policy;
}

function rowOf(
  pairing: Pairing,
  name: string,
  policies: ReadonlyMap<string, QuickModePolicy>,
): FilterRow {
  const { outbound, inbound } = pairing;
  const { generic, action } = leading(pairing);
  const isProtected = outbound?.action === 'negotiate' || inbound?.action === 'negotiate';
  const tunnel = isProtected ? farEnd(pairing) : undefined;
  const acceptsClear = inbound?.action === 'negotiate' && inbound.generic.inboundPassThrough;
  const entry: SpdEntry = {
    name,
    action: actionOf(action),
    selector: selectorOfFilter(leading(pairing)),
    ...((outbound === undefined || inbound === undefined) && {
      direction: outbound === undefined ? ('inbound' as const) : ('outbound' as const),
    }),
    ...(outbound !== undefined &&
      inbound !== undefined &&
      inbound.action !== outbound.action && { inboundAction: actionOf(inbound.action) }),
    ...(acceptsClear && { acceptClear: true }),
    ...(isProtected && tunnel === undefined && { perFlow: true }),
  };
  const policy = generic.policy ?? inbound?.generic.policy;
  return {
    entry,
    policy: isProtected && policy !== undefined ? policies.get(policy) : undefined,
    tunnel,
  };
}

function farEnd({ outbound, inbound }: Pairing): FilterRow['tunnel'] {
  const out = outbound?.generic.tunnel;
  if (out !== undefined && out !== 'me') return out;
  return (out ?? inbound?.generic.tunnel) === undefined ? undefined : 'unknown';
}

function leading({ outbound, inbound }: Pairing): SpecificQuickModeFilter {
  return (outbound ?? inbound)!;
}

/** What a filter is, as far as its entry and its SAs depend on it. */
function keyOf(pairing: Pairing): string {
  const { outbound, inbound } = pairing;
  const direction = `${outbound === undefined ? '' : 'out'}${inbound === undefined ? '' : 'in'}`;
  const tunnel = farEnd(pairing);
  const end = typeof tunnel === 'object' ? tunnel.text : (tunnel ?? 'transport');
  return [direction, traffic(leading(pairing)), end].join(' | ');
}

function actionOf(action: FilterActionName): SpdEntry['action'] {
  return action === 'negotiate' ? 'protect' : action;
}

/** How whoever is answered that no filter knows. */
function dynamicRow(policy: QuickModePolicy): FilterRow {
  const everyone = rangeOfAll(4);
  return {
    entry: {
      name: DYNAMIC_ENTRY,
      action: 'protect',
      selector: { local: everyone, remote: everyone, protocol: 0, localPort: 0, remotePort: 0 },
      acceptClear: true,
      perFlow: true,
      onlyWithSa: true,
    },
    policy,
    tunnel: undefined,
  };
}
