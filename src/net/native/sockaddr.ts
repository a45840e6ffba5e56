/** struct sockaddr_in and sockaddr_in6 of Linux. */

import { addressOfBytes, parseAddress } from '../../base/address.ts';
import { readU16, writeU16 } from '../../base/bytes.ts';
import type { RealEndpoint } from '../socket-plan.ts';

export const AF_INET = 2;
export const AF_INET6 = 10;
const SOCKADDR_IN_OCTETS = 16;
export const SOCKADDR_IN6_OCTETS = 28;
const IPV4_ADDRESS_AT = 4;
const IPV6_ADDRESS_AT = 8;

/** Writes an endpoint at `at`; answers how many octets it takes. */
export function writeSockaddr(octets: Uint8Array, at: number, real: RealEndpoint): number {
  const { version, bytes } = parseAddress(real.address);
  const length = version === 4 ? SOCKADDR_IN_OCTETS : SOCKADDR_IN6_OCTETS;
  octets.fill(0, at, at + length);
  // The family is in the machine's order, which is little-endian wherever this runs.
  octets[at] = version === 4 ? AF_INET : AF_INET6;
  writeU16(octets, at + 2, real.port);
  octets.set(bytes, at + (version === 4 ? IPV4_ADDRESS_AT : IPV6_ADDRESS_AT));
  return length;
}

/** Reads what the kernel wrote at `at`. */
export function readSockaddr(octets: Uint8Array, at: number): RealEndpoint {
  const isIpv4 = octets[at] === AF_INET;
  const addressAt = at + (isIpv4 ? IPV4_ADDRESS_AT : IPV6_ADDRESS_AT);
  const { text } = addressOfBytes(octets.subarray(addressAt, addressAt + (isIpv4 ? 4 : 16)));
  return { address: text, port: readU16(octets, at + 2) };
}
