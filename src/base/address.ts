/** IP addresses, endpoints and ranges. */

import { type Address, ipv4At, ipv6At } from './ip-address.ts';

export type { Address } from './ip-address.ts';

/** An address with a UDP or TCP port; port 0 where the carrier has none. */
export interface Endpoint {
  readonly address: Address;
  readonly port: number;
}

/** All addresses from `first` to `last`, both included and of one version. */
export interface AddressRange {
  readonly first: Address;
  readonly last: Address;
}

/** The address of 4 or 16 octets. Throws a RangeError on any other length. */
export function addressOfBytes(bytes: Uint8Array): Address {
  if (bytes.length === 4) return ipv4At(bytes, 0);
  if (bytes.length === 16) return ipv6At(bytes, 0);
  throw new RangeError(`an IP address has 4 or 16 octets, not ${bytes.length}`);
}

/** The address that a text names. Throws a RangeError that quotes the text. */
export function parseAddress(text: string): Address {
  const address = tryParseAddress(text);
  if (address === undefined) throw new RangeError(`"${text}" is not an IPv4 or IPv6 address`);
  return address;
}

/** The address that a text names, or undefined. */
export function tryParseAddress(text: string): Address | undefined {
  const bytes = text.includes(':') ? bytesOfIpv6(text) : bytesOfIpv4(text);
  return bytes === undefined ? undefined : addressOfBytes(bytes);
}

/** Whether two addresses are the same. */
export function sameAddress(left: Address, right: Address): boolean {
  return left === right || left.compare(right) === 0;
}

/** Whether two endpoints are the same address and port. */
export function sameEndpoint(left: Endpoint, right: Endpoint): boolean {
  return left.port === right.port && sameAddress(left.address, right.address);
}

/** `192.0.2.1:500` or `[2001:db8::1]:500`. */
export function endpointText(endpoint: Endpoint): string {
  const { address, port } = endpoint;
  return address.version === 6 ? `[${address.text}]:${port}` : `${address.text}:${port}`;
}

/** The range of a subnet, for example 192.0.2.0 and 24. */
export function rangeOfPrefix(address: Address, prefixLength: number): AddressRange {
  const first = address.bytes;
  const last = address.bytes;
  for (let i = 0; i < first.length; i++) {
    const bits = Math.min(8, Math.max(0, prefixLength - i * 8));
    const mask = (0xff << (8 - bits)) & 0xff;
    first[i]! &= mask;
    last[i]! |= ~mask & 0xff;
  }
  return { first: addressOfBytes(first), last: addressOfBytes(last) };
}

/** The range that holds one address only. */
export function rangeOfAddress(address: Address): AddressRange {
  return { first: address, last: address };
}

/** Every address of a version. */
export function rangeOfAll(version: 4 | 6): AddressRange {
  return rangeOfPrefix(addressOfBytes(new Uint8Array(version === 4 ? 4 : 16)), 0);
}

/** Parses `a.b.c.d`, `a.b.c.d/n`, `first-last`, and the same for IPv6. Throws a RangeError. */
export function parseRange(text: string): AddressRange {
  const dash = text.indexOf('-');
  if (dash >= 0) {
    const first = parseAddress(text.slice(0, dash).trim());
    const last = parseAddress(text.slice(dash + 1).trim());
    if (first.version !== last.version || first.compare(last) > 0) {
      throw new RangeError(`"${text}" does not run from a lower to a higher address`);
    }
    return { first, last };
  }
  const slash = text.indexOf('/');
  if (slash < 0) return rangeOfAddress(parseAddress(text));
  const address = parseAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  const prefixLength = /^\d{1,3}$/.test(digits) ? Number(digits) : Number.NaN;
  if (!(prefixLength <= address.octets * 8)) {
    throw new RangeError(`"${text}" has no prefix length from 0 to ${address.octets * 8}`);
  }
  return rangeOfPrefix(address, prefixLength);
}

/** The prefix length if the range is exactly a subnet, else undefined. */
export function prefixLengthOf(range: AddressRange): number | undefined {
  // Most are of one address, which is compared without its octets.
  if (sameAddress(range.first, range.last)) return range.first.octets * 8;
  const [first, last] = [range.first.bytes, range.last.bytes];
  if (first.length !== last.length) return undefined;
  let same = 0;
  while (same < first.length && first[same] === last[same]) same++;
  if (same === first.length) return same * 8;
  // Behind what they have in common the first has zeros alone, and the last has ones.
  const hostBits = first[same]! ^ last[same]!;
  const isWhole = (hostBits & (hostBits + 1)) === 0 && (first[same]! & hostBits) === 0;
  for (let i = same + 1; i < first.length; i++)
    if (first[i] !== 0x00 || last[i] !== 0xff) return undefined;
  return isWhole ? same * 8 + Math.clz32(hostBits) - 24 : undefined;
}

/** Shortest text: an address, `subnet/length`, or `first-last`. */
export function rangeText(range: AddressRange): string {
  if (sameAddress(range.first, range.last)) return range.first.text;
  const length = prefixLengthOf(range);
  return length === undefined
    ? `${range.first.text}-${range.last.text}`
    : `${range.first.text}/${length}`;
}

/** Whether a range holds an address. */
export function rangeHolds(range: AddressRange, address: Address): boolean {
  return (
    range.first.version === address.version &&
    range.first.compare(address) <= 0 &&
    address.compare(range.last) <= 0
  );
}

/** Whether `outer` holds every address of `inner`. */
export function rangeCovers(outer: AddressRange, inner: AddressRange): boolean {
  return rangeHolds(outer, inner.first) && rangeHolds(outer, inner.last);
}

/** Whether two ranges have an address in common. */
export function rangesMeet(left: AddressRange, right: AddressRange): boolean {
  return (
    left.first.version === right.first.version &&
    left.first.compare(right.last) <= 0 &&
    right.first.compare(left.last) <= 0
  );
}

/** Whether two ranges are the same. */
export function sameRange(left: AddressRange, right: AddressRange): boolean {
  return left.first.compare(right.first) === 0 && left.last.compare(right.last) === 0;
}

function bytesOfIpv4(text: string): Uint8Array | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  const bytes = new Uint8Array(4);
  for (const [i, part] of parts.entries()) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bytes[i] = Number(part);
  }
  return bytes;
}

function bytesOfIpv6(text: string): Uint8Array | undefined {
  let source = text;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const tail = bytesOfIpv4(dotted[2]!);
    if (tail === undefined) return undefined;
    const pair = (at: number): string => ((tail[at]! << 8) | tail[at + 1]!).toString(16);
    source = `${dotted[1]}${pair(0)}:${pair(2)}`;
  }
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const groupsOf = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const head = groupsOf(halves[0]!);
  const tail = halves.length === 2 ? groupsOf(halves[1]!) : [];
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  const bytes = new Uint8Array(16);
  for (const [i, group] of groups.entries()) {
    if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return undefined;
    const value = Number.parseInt(group, 16);
    bytes[i * 2] = value >> 8;
    bytes[i * 2 + 1] = value & 0xff;
  }
  return bytes;
}
