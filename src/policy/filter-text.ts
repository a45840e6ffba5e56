/** Filter addresses, masks, protocols and ports as netsh writes them. */

import { type Address, addressOfBytes, tryParseAddress } from '../base/address.ts';
import { LIMITS } from '../base/limits.ts';
import type { FilterIdentity } from './commands.ts';
import { canonicalAddress } from './filters.ts';
import type { Parsed } from './method-text.ts';
import type { FilterAddress, ServerType } from './model.ts';

const SERVERS: readonly ServerType[] = ['WINS', 'DNS', 'DHCP', 'GATEWAY'];

/** Names of protocols. RAW has the number 255 (unverified). */
const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['ANY', 0],
  ['ICMP', 1],
  ['TCP', 6],
  ['UDP', 17],
  ['RAW', 255],
]);

/**
 * What an address of a filter says: `me`, `any`, an IPv4 address with or without a mask, one of the
 * servers, or else a DNS name, of which the caller looks up the addresses.
 */
export function parseFilterAddress(
  text: string,
  mask: string | undefined,
  resolve: (name: string) => readonly Address[],
): Parsed<FilterAddress> {
  const word = text.trim();
  const bare = bareAddress(word, resolve);
  if ('problem' in bare || mask === undefined) return bare;
  if (bare.value.kind !== 'address')
    return problem(`a mask goes with an IPv4 address only, not with "${word}"`);
  const prefix = parseMask(mask);
  if ('problem' in prefix) return prefix;
  const { address } = bare.value;
  return { value: canonicalAddress({ kind: 'subnet', address, prefix: prefix.value }) };
}

/** How many first bits a mask has: `255.255.255.0`, or their number from 1 to 32. `0.0.0.0` is 0. */
export function parseMask(text: string): Parsed<number> {
  const word = text.trim();
  if (/^\d{1,3}$/.test(word)) {
    const prefix = Number(word);
    if (prefix >= 1 && prefix <= 32) return { value: prefix };
    return problem(`the mask ${word} is not from 1 to 32 bits`);
  }
  const address = tryParseAddress(word);
  if (address?.version !== 4) return problem(`"${word}" is no mask: write 255.255.255.0 or 24`);
  const bits = Array.from(address.bytes, (octet) => octet.toString(2).padStart(8, '0')).join('');
  if (!/^1*0*$/.test(bits)) return problem(`the mask ${word} has a one behind a zero`);
  return { value: bits.indexOf('0') < 0 ? 32 : bits.indexOf('0') };
}

/** `255.255.255.0` for 24. */
export function maskText(prefix: number): string {
  const bits = '1'.repeat(prefix).padEnd(32, '0');
  const octets = [0, 8, 16, 24].map((at) => Number.parseInt(bits.slice(at, at + 8), 2));
  return addressOfBytes(Uint8Array.from(octets)).text;
}

/** ANY, ICMP, TCP, UDP, RAW, or a number from 0 to 255. */
export function parseProtocol(text: string): Parsed<number> {
  const known = PROTOCOLS.get(text.trim().toUpperCase());
  if (known !== undefined) return { value: known };
  const number = /^\s*\d{1,3}\s*$/.test(text) ? Number(text) : Number.NaN;
  if (number <= 255) return { value: number };
  return problem(`"${text}" is neither ANY, ICMP, TCP, UDP, RAW nor a number from 0 to 255`);
}

/** The protocol's name where it has one, else its number. */
export function protocolName(protocol: number): string {
  for (const [name, number] of PROTOCOLS) if (number === protocol) return name;
  return String(protocol);
}

/** What `srcaddr=` and `dstaddr=` take to say this address, without its mask. */
export function filterAddressText(address: FilterAddress): string {
  switch (address.kind) {
    case 'me':
    case 'any':
      return address.kind;
    case 'address':
    case 'subnet':
      return address.address.text;
    case 'dns':
      return address.name;
    case 'server':
      return address.server;
  }
}

/** What `srcmask=` and `dstmask=` take, where the address has a mask. */
export function filterMaskText(address: FilterAddress): string | undefined {
  return address.kind === 'subnet' ? maskText(address.prefix) : undefined;
}

/** `me <-> 192.0.2.0/24 TCP any->80`: a filter for people; one arrow where it is not mirrored. */
export function filterText(filter: FilterIdentity): string {
  const { source, destination, protocol, sourcePort, destinationPort, mirrored } = filter;
  const side = (address: FilterAddress): string =>
    address.kind === 'subnet'
      ? `${address.address.text}/${address.prefix}`
      : filterAddressText(address);
  const port = (number: number): string => (number === 0 ? 'any' : String(number));
  const ports =
    sourcePort === 0 && destinationPort === 0
      ? ''
      : ` ${port(sourcePort)}->${port(destinationPort)}`;
  const what = protocol === 0 ? '' : ` ${protocolName(protocol)}`;
  return `${side(source)} ${mirrored ? '<->' : '->'} ${side(destination)}${what}${ports}`;
}

/** Whether a text is a name that DNS could have (RFC 1123 2.1; underscores are in use). */
export function isDnsName(text: string): boolean {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  if (name.length === 0 || name.length > LIMITS.dnsNameOctets) return false;
  const labels = name.split('.');
  const right = labels.every((label) => /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/.test(label));
  return right && !/^\d+$/.test(labels.at(-1)!);
}

function bareAddress(
  word: string,
  resolve: (name: string) => readonly Address[],
): Parsed<FilterAddress> {
  const lower = word.toLowerCase();
  if (lower === 'me' || lower === 'any') return { value: { kind: lower } };
  const server = SERVERS.find((name) => name.toLowerCase() === lower);
  if (server !== undefined) return { value: { kind: 'server', server } };
  const address = tryParseAddress(word);
  if (address?.version === 4) return { value: { kind: 'address', address } };
  if (address !== undefined)
    return problem(`${address.text} is an IPv6 address; filters of Windows Server 2003 are IPv4`);
  if (!isDnsName(word))
    return problem(
      `"${word.slice(0, 80)}" is neither me, any, an IPv4 address, WINS, DNS, DHCP, GATEWAY nor a DNS name`,
    );
  const addresses = resolve(word).filter(({ version }) => version === 4);
  if (addresses.length === 0) return problem(`the DNS name "${word}" has no IPv4 address here`);
  return { value: { kind: 'dns', name: word, addresses } };
}

function problem(text: string): { problem: string } {
  return { problem: text };
}
