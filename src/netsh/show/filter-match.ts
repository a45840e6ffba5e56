/** Which filters and SAs an answer is about. */

import {
  type Address,
  type AddressRange,
  rangeHolds,
  rangeOfPrefix,
  tryParseAddress,
} from '../../base/address.ts';
import type {
  MainModeFilter,
  QuickModeFilter,
  SpecificQuickModeFilter,
} from '../../policy/compiled.ts';
import type { FilterAddress } from '../../policy/model.ts';
import type { ShowFilter } from '../show-request.ts';
import { addressText, maskOf } from './values.ts';

/** Whether a generic filter's two ends are those asked for. */
export function hasEnds(
  filter: Pick<MainModeFilter, 'source' | 'destination'>,
  wanted: ShowFilter,
): boolean {
  return same(filter.source, wanted.source) && same(filter.destination, wanted.destination);
}

/** Whether the addresses of a specific filter hold those asked for. */
export function holdsEnds(
  filter: { readonly source: AddressRange; readonly destination: AddressRange },
  wanted: ShowFilter,
): boolean {
  return holds(filter.source, wanted.source) && holds(filter.destination, wanted.destination);
}

/** Whether protocol, ports and actions are those asked for. */
export function hasTraffic(
  filter: Pick<QuickModeFilter, 'protocol' | 'sourcePort' | 'destinationPort'>,
  wanted: ShowFilter,
): boolean {
  return (
    is(filter.protocol, wanted.protocol) &&
    is(filter.sourcePort, wanted.sourcePort) &&
    is(filter.destinationPort, wanted.destinationPort)
  );
}

/** Whether a generic filter does what is asked for with packets. */
export function hasActions(
  { inboundAction, outboundAction }: Pick<QuickModeFilter, 'inboundAction' | 'outboundAction'>,
  wanted: ShowFilter,
): boolean {
  return is(inboundAction, wanted.inboundAction) && is(outboundAction, wanted.outboundAction);
}

/** Whether a specific filter, which is for one way, does. */
export function hasAction(filter: SpecificQuickModeFilter, wanted: ShowFilter): boolean {
  const { direction, action } = filter;
  return is(action, direction === 'inbound' ? wanted.inboundAction : wanted.outboundAction);
}

/** Whether an address, as text, is one of those asked for. */
export function isAmong(text: string, wanted: FilterAddress | undefined): boolean {
  const address = tryParseAddress(text);
  const ranges = wanted && rangesOf(wanted);
  if (ranges === undefined) return true;
  return address !== undefined && ranges.some((range) => rangeHolds(range, address));
}

/** Words that follow `There are no ...` where something was asked for. */
export function thatFit(wanted: ShowFilter): string {
  return Object.values(wanted).every((one) => one === undefined) ? '' : ' that fit';
}

function same(address: FilterAddress, wanted: FilterAddress | undefined): boolean {
  if (wanted === undefined) return true;
  return addressText(address) === addressText(wanted) && maskOf(address) === maskOf(wanted);
}

function holds(range: AddressRange, wanted: FilterAddress | undefined): boolean {
  const ranges = wanted && rangesOf(wanted);
  if (ranges === undefined) return true;
  return ranges.some(({ first, last }) => rangeHolds(range, first) && rangeHolds(range, last));
}

/** Undefined: what stands for addresses that only the computer knows is no condition. */
function rangesOf(address: FilterAddress): readonly AddressRange[] | undefined {
  switch (address.kind) {
    case 'address':
      return [only(address.address)];
    case 'subnet':
      return [rangeOfPrefix(address.address, address.prefix)];
    case 'dns':
      return address.addresses.map(only);
    default:
      return undefined;
  }
}

function only(address: Address): AddressRange {
  return { first: address, last: address };
}

function is<T>(value: T, wanted: T | undefined): boolean {
  return wanted === undefined || value === wanted;
}
