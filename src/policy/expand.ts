/** Generic filters as this computer has them: addresses known, one way each, the heaviest first. */

import {
  type Address,
  type AddressRange,
  rangeHolds,
  rangeOfAddress,
  rangeOfAll,
  rangeOfPrefix,
  sameAddress,
  sameRange,
} from '../base/address.ts';
import type {
  ActivePolicy,
  Environment,
  Expansion,
  MainModeFilter,
  QuickModeFilter,
  SpecificMainModeFilter,
  SpecificQuickModeFilter,
} from './compiled.ts';
import type { ConnectionType, FilterAddress } from './model.ts';
import { weightOf, weightOfAddresses } from './weight.ts';

type Direction = SpecificQuickModeFilter['direction'];

/**
 * What the driver compares packets with. A mirrored filter is made both ways; `me` is one filter for
 * each of this computer's addresses, a DNS name and a kind of server one for each of theirs. Filters
 * for other kinds of connections are left out. A filter of a transport is outbound if its source may
 * be this computer, inbound if its destination may be; one of a tunnel is inbound where the tunnel
 * ends here. Among equal weights the order of the generic filters holds.
 */
export function expand(active: ActivePolicy, environment: Environment): Expansion {
  const applies = (one: { readonly connectionType: ConnectionType }): boolean =>
    one.connectionType === 'all' || one.connectionType === environment.connection;
  return {
    mainMode: heaviestFirst(
      active.mainModeFilters.filter(applies).flatMap((one) => mainModeFilters(one, environment)),
    ),
    quickMode: heaviestFirst(
      active.quickModeFilters.filter(applies).flatMap((one) => quickModeFilters(one, environment)),
    ),
  };
}

/** How many specific filters an expansion can have at most, reckoned without making them. */
export function expansionBound(active: ActivePolicy, environment: Environment): number {
  let bound = 0;
  for (const filter of [...active.mainModeFilters, ...active.quickModeFilters]) {
    const pairs =
      rangesOf(filter.source, environment).length *
      rangesOf(filter.destination, environment).length;
    bound += pairs * (filter.mirrored ? 4 : 2);
  }
  return bound;
}

/** The addresses that one side of a filter is for, here and now. */
function rangesOf(address: FilterAddress, environment: Environment): readonly AddressRange[] {
  const each = (addresses: readonly Address[]): readonly AddressRange[] =>
    addresses.filter(({ version }) => version === 4).map(rangeOfAddress);
  switch (address.kind) {
    case 'me':
      return each(environment.addresses);
    case 'any':
      return [rangeOfAll(4)];
    case 'address':
      return each([address.address]);
    case 'subnet':
      return [rangeOfPrefix(address.address, address.prefix)];
    case 'dns':
      return each(address.addresses);
    case 'server':
      return each(environment.servers[address.server]);
  }
}

function quickModeFilters(
  generic: QuickModeFilter,
  environment: Environment,
): readonly SpecificQuickModeFilter[] {
  const { protocol, sourcePort, destinationPort } = generic;
  const made: SpecificQuickModeFilter[] = [];
  for (const ends of pairs(generic, environment)) {
    const said = { ...ends, protocol, sourcePort, destinationPort };
    const mirror = {
      source: ends.destination,
      destination: ends.source,
      protocol,
      sourcePort: destinationPort,
      destinationPort: sourcePort,
    };
    for (const one of generic.mirrored && !isOwnMirror(said) ? [said, mirror] : [said])
      for (const direction of quickModeDirections(generic, one, environment))
        made.push({
          generic,
          direction,
          ...one,
          action: direction === 'outbound' ? generic.outboundAction : generic.inboundAction,
          weight: weightOf(one),
        });
  }
  return made;
}

function mainModeFilters(
  generic: MainModeFilter,
  environment: Environment,
): readonly SpecificMainModeFilter[] {
  const made: SpecificMainModeFilter[] = [];
  for (const ends of pairs(generic, environment)) {
    const mirror = { source: ends.destination, destination: ends.source };
    for (const one of generic.mirrored && !isOwnMirror(ends) ? [ends, mirror] : [ends])
      for (const direction of directionsHere(one, environment))
        made.push({ generic, direction, ...one, weight: weightOfAddresses(one) });
  }
  return made;
}

interface Ends {
  readonly source: AddressRange;
  readonly destination: AddressRange;
}

function pairs(
  { source, destination }: { readonly source: FilterAddress; readonly destination: FilterAddress },
  environment: Environment,
): readonly Ends[] {
  const destinations = rangesOf(destination, environment);
  return rangesOf(source, environment).flatMap((from) =>
    destinations.map((to) => ({ source: from, destination: to })),
  );
}

/** Such a filter is for both ways as it is. */
function isOwnMirror({
  source,
  destination,
  sourcePort = 0,
  destinationPort = 0,
}: Ends & { readonly sourcePort?: number; readonly destinationPort?: number }): boolean {
  return sameRange(source, destination) && sourcePort === destinationPort;
}

function quickModeDirections(
  { tunnel, inboundAction, outboundAction }: QuickModeFilter,
  ends: Ends,
  environment: Environment,
): readonly Direction[] {
  if (tunnel !== undefined) {
    const endsHere =
      tunnel === 'me' || environment.addresses.some((own) => sameAddress(own, tunnel));
    return [endsHere ? 'inbound' : 'outbound'];
  }
  const here = directionsHere(ends, environment);
  if (here.length > 0) return here;
  // Neither end is here: packets that pass by can be let or not, but transport mode is for ends.
  const negotiates = inboundAction === 'negotiate' || outboundAction === 'negotiate';
  return negotiates ? [] : ['outbound', 'inbound'];
}

/** Packets that a computer sends to itself meet no filter, so the other end must not be here alone. */
function directionsHere(
  { source, destination }: Ends,
  { addresses }: Environment,
): readonly Direction[] {
  const mayBeHere = (range: AddressRange): boolean =>
    addresses.some((own) => rangeHolds(range, own));
  const isHere = (range: AddressRange): boolean =>
    sameAddress(range.first, range.last) && mayBeHere(range);
  return [
    ...(mayBeHere(source) && !isHere(destination) ? (['outbound'] as const) : []),
    ...(mayBeHere(destination) && !isHere(source) ? (['inbound'] as const) : []),
  ];
}

/** Sorting is stable, so equal weights keep their order. */
function heaviestFirst<T extends { readonly weight: number }>(filters: readonly T[]): readonly T[] {
  return [...filters].sort((left, right) => right.weight - left.weight);
}
