/** What a filter must be, and a tunnel's end. Each refuses what is wrong. */

import { type Address, sameAddress } from '../base/address.ts';
import { LIMITS } from '../base/limits.ts';
import { checkDescription, checkNumber } from './checks.ts';
import type { FilterIdentity } from './commands.ts';
import { isDnsName } from './filter-text.ts';
import { canonicalAddress, isUnicast } from './filters.ts';
import type { Filter, FilterAddress, FilterList, TunnelEndpoint } from './model.ts';
import { RANGES } from './ranges.ts';
import { refuse } from './refusal.ts';

const TCP = 6;
const UDP = 17;

export function checkFilter(filter: Omit<Filter, 'guid'>): void {
  checkDescription(filter.description);
  checkFilterIdentity(filter);
}

/** What a filter says of packets, whether it is of a list or dynamic. */
export function checkFilterIdentity(filter: FilterIdentity): void {
  checkAddress('source', filter.source);
  checkAddress('destination', filter.destination);
  checkSides(filter);
  checkNumber(filter.protocol, RANGES.protocol);
  checkNumber(filter.sourcePort, RANGES.port);
  checkNumber(filter.destinationPort, RANGES.port);
  const hasPorts = filter.sourcePort !== 0 || filter.destinationPort !== 0;
  if (hasPorts && filter.protocol !== TCP && filter.protocol !== UDP)
    refuse(
      'invalid',
      'The filter has a port, but its protocol is neither TCP nor UDP.',
      'Say protocol=TCP or protocol=UDP, or leave srcport and dstport out.',
    );
}

/** The far end of a tunnel: the address of one computer. */
export function checkTunnel(tunnel: TunnelEndpoint): void {
  if (tunnel.kind === 'address') return checkTunnelAddress(tunnel.address);
  checkDns('tunnel endpoint', tunnel.name, tunnel.addresses, ['me', 'any', 'none']);
  for (const address of tunnel.addresses) checkTunnelAddress(address);
}

export function checkTunnelAddress(address: Address): void {
  if (!isUnicast(address))
    refuse(
      'invalid',
      `${address.text} cannot be the end of a tunnel: it is not the IPv4 address of one computer.`,
      "Say the other computer's address.",
    );
}

/** Filters of tunnels are for packets one way: Windows makes the other way by a rule of its own. */
export function checkUnmirrored(rule: string, list: FilterList): void {
  const mirrored = list.filters.filter((filter) => filter.mirrored).length;
  if (mirrored > 0)
    refuse(
      'not-allowed',
      `The rule "${rule}" is for a tunnel, and ${mirrored} of the ${list.filters.length} filters of "${list.name}" ${mirrored === 1 ? 'is' : 'are'} mirrored.`,
      'Filters of tunnels must have mirrored=no; make a second rule for packets the other way.',
    );
}

function checkAddress(side: string, address: FilterAddress): void {
  if (address.kind === 'dns') checkDns(`${side} of the filter`, address.name, address.addresses);
  if (address.kind !== 'address' && address.kind !== 'subnet') return;
  if (address.address.version !== 4)
    refuse(
      'invalid',
      `The ${side} ${address.address.text} is an IPv6 address; filters of Windows Server 2003 are IPv4.`,
      'Say an IPv4 address.',
    );
  if (address.kind === 'subnet')
    checkNumber(address.prefix, { what: `the mask of the ${side}`, lowest: 0, highest: 32 });
}

function checkSides({ source, destination }: FilterIdentity): void {
  for (const [one, other] of [
    [source, destination],
    [destination, source],
  ] as const)
    if (one.kind === 'server' && other.kind !== 'me')
      refuse(
        'invalid',
        `The filter is for this computer's ${one.server} servers, but its other side is not this computer.`,
        'The other side of WINS, DNS, DHCP and GATEWAY must be me.',
      );
  if (isSameComputer(source, destination))
    refuse(
      'invalid',
      'The source and the destination of the filter are the same computer.',
      'Say two different ones: packets that a computer sends to itself meet no filter.',
    );
}

/** A mask of 32 bits leaves one computer too. */
function isSameComputer(one: FilterAddress, other: FilterAddress): boolean {
  const [source, destination] = [canonicalAddress(one), canonicalAddress(other)];
  if (source.kind === 'me') return destination.kind === 'me';
  return (
    source.kind === 'address' &&
    destination.kind === 'address' &&
    sameAddress(source.address, destination.address)
  );
}

/** What an address says in place of a name. */
const ADDRESS_WORDS: readonly string[] = ['me', 'any', 'wins', 'dns', 'dhcp', 'gateway'];

function checkDns(
  what: string,
  name: string,
  addresses: readonly Address[],
  words = ADDRESS_WORDS,
): void {
  if (words.includes(name.toLowerCase()))
    refuse(
      'invalid',
      `The ${what}, "${name}", is a word of the commands, not a DNS name.`,
      'Say the name with its domain.',
    );
  if (!isDnsName(name))
    refuse('invalid', `The ${what}, "${name.slice(0, 80)}", is no DNS name.`, 'Check its letters.');
  if (addresses.length === 0 || addresses.some(({ version }) => version !== 4))
    refuse(
      'invalid',
      `The ${what}, "${name}", ${addresses.length === 0 ? 'has no address' : 'has an IPv6 address, and filters are IPv4'}.`,
      'Say its IPv4 address instead, or a name that DNS knows.',
    );
  if (addresses.length > LIMITS.addressesPerName)
    refuse(
      'limit',
      `The ${what}, "${name}", has ${addresses.length} addresses; ${LIMITS.addressesPerName} are allowed.`,
      'Say a subnet instead.',
    );
}
