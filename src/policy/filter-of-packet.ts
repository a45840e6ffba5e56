/** Which filter a packet hits: the driver's question, answered with what lost and why. */

import { type Address, rangeHolds } from '../base/address.ts';
import type { Expansion, SpecificMainModeFilter, SpecificQuickModeFilter } from './compiled.ts';

/** A packet as filters see it, seen from this computer. Ports are 0 where the protocol has none. */
export interface FilteredPacket {
  readonly direction: 'outbound' | 'inbound';
  readonly source: Address;
  readonly destination: Address;
  readonly protocol: number;
  readonly sourcePort: number;
  readonly destinationPort: number;
}

/** What a packet finds. */
export interface Hit {
  /** What decides; undefined: no filter is for it, so it is permitted. */
  readonly filter: SpecificQuickModeFilter | undefined;
  /** Other filters for it, which lost: lighter ones, or of equal weight and later, in their order. */
  readonly lost: readonly SpecificQuickModeFilter[];
  /** With which main-mode policy and proofs IKE asks for SAs; of a tunnel, with its far end. */
  readonly mainMode: SpecificMainModeFilter | undefined;
}

/** The filters for a packet, the one that decides first. */
export function lookUp(expansion: Expansion, packet: FilteredPacket): Hit {
  const [filter, ...lost] = expansion.quickMode.filter((one) => isFor(one, packet));
  const { direction, source, destination } = packet;
  const far = filter?.generic.tunnel;
  const mainMode =
    far === undefined || far === 'me'
      ? mainModeFilterFor(expansion, direction, source, destination)
      : mainModeFilterTo(expansion, far);
  return { filter, lost, mainMode: filter?.action === 'negotiate' ? mainMode : undefined };
}

/** The heaviest main-mode filter for two computers. */
function mainModeFilterFor(
  expansion: Expansion,
  direction: 'outbound' | 'inbound',
  source: Address,
  destination: Address,
): SpecificMainModeFilter | undefined {
  return expansion.mainMode.find(
    (one) =>
      one.direction === direction &&
      rangeHolds(one.source, source) &&
      rangeHolds(one.destination, destination),
  );
}

/** Whether a specific filter is for a packet. */
export function isFor(filter: SpecificQuickModeFilter, packet: FilteredPacket): boolean {
  return (
    filter.direction === packet.direction &&
    (filter.protocol === 0 || filter.protocol === packet.protocol) &&
    (filter.sourcePort === 0 || filter.sourcePort === packet.sourcePort) &&
    (filter.destinationPort === 0 || filter.destinationPort === packet.destinationPort) &&
    rangeHolds(filter.source, packet.source) &&
    rangeHolds(filter.destination, packet.destination)
  );
}

function mainModeFilterTo(expansion: Expansion, far: Address): SpecificMainModeFilter | undefined {
  return expansion.mainMode.find(
    ({ direction, destination }) => direction === 'outbound' && rangeHolds(destination, far),
  );
}
