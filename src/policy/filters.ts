/** Filter addresses: what they are, in one form, and whether two filters say the same. */

import { type Address, rangeOfPrefix } from '../base/address.ts';
import type { FilterIdentity } from './commands.ts';
import type { FilterAddress } from './model.ts';

/** The one form of an address: no bits behind the mask, 32 bits are one address, none are `any`. */
export function canonicalAddress(address: FilterAddress): FilterAddress {
  if (address.kind !== 'subnet') return address;
  if (address.prefix === 0) return { kind: 'any' };
  if (address.prefix === 32) return { kind: 'address', address: address.address };
  return { ...address, address: rangeOfPrefix(address.address, address.prefix).first };
}

/** A text that two addresses share exactly if they say the same. */
export function addressKey(address: FilterAddress): string {
  const one = canonicalAddress(address);
  switch (one.kind) {
    case 'me':
    case 'any':
      return one.kind;
    case 'address':
      return one.address.text;
    case 'subnet':
      return `${one.address.text}/${one.prefix}`;
    case 'dns':
      return `dns ${one.name.toLowerCase()}`;
    case 'server':
      return `server ${one.server}`;
  }
}

/** A text that two filters share exactly if they are for the same packets. */
export function filterKey(filter: FilterIdentity): string {
  const { source, destination, protocol, sourcePort, destinationPort, mirrored } = filter;
  return `${addressKey(source)} ${addressKey(destination)} ${protocol} ${sourcePort} ${destinationPort} ${mirrored}`;
}

/** Whether an address may stand in a filter or be a tunnel's end: of one computer, IPv4. */
export function isUnicast(address: Address): boolean {
  const first = address.bytes[0] ?? 0;
  return address.version === 4 && first !== 0 && first < 224;
}
