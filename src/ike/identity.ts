/** Identification payloads: of the peers in phase 1, of the traffic in phase 2 (RFC 2407 4.6.2). */

import { sha256 } from '@noble/hashes/sha2.js';
import {
  type Address,
  type AddressRange,
  addressOfBytes,
  parseAddress,
  prefixLengthOf,
  rangeOfAddress,
  rangeText,
} from '../base/address.ts';
import { compare, concat, equal, toHex, utf8 } from '../base/bytes.ts';
import { LIMITS } from '../base/limits.ts';
import { protocolText, type TrafficSelector } from '../base/traffic.ts';
import { nameText, sameEncodedName } from '../wire/distinguished-name.ts';
import { generalNameText } from '../wire/general-name.ts';
import type { IdentificationPayload } from '../wire/isakmp/payload.ts';
import { encodeName, parseName } from '../wire/name-of-text.ts';
import { ID_TYPE, idTypeName, idTypeTable } from '../wire/numbers/ipsec.ts';
import { PAYLOAD } from '../wire/numbers/isakmp.ts';
import type { IdentityConfig } from './policy.ts';

/** The types that are an address, a subnet or a range. */
const ADDRESS_TYPES: ReadonlySet<number> = new Set([
  ID_TYPE.ID_IPV4_ADDR,
  ID_TYPE.ID_IPV6_ADDR,
  ID_TYPE.ID_IPV4_ADDR_SUBNET,
  ID_TYPE.ID_IPV6_ADDR_SUBNET,
  ID_TYPE.ID_IPV4_ADDR_RANGE,
  ID_TYPE.ID_IPV6_ADDR_RANGE,
]);

/** What one quick-mode identity covers. */
export interface TrafficIdentity {
  readonly range: AddressRange;
  readonly protocol: number;
  readonly port: number;
}

/** The ID payload of a peer in phase 1; `fallback` is its address. Throws a RangeError for a text that is none. */
export function phaseOneId(
  config: IdentityConfig | undefined,
  fallback: Address,
): IdentificationPayload {
  const [idType, data] = identityOctets(config, fallback);
  return { kind: 'id', type: PAYLOAD.ID, idType, protocol: 0, port: 0, data };
}

/**
 * Why a phase 1 identity cannot be used, as a sentence: its type is unknown, its data are not of that
 * type (RFC 2408 5.8), or its protocol and port are not 0 and 0, or UDP and 500 (RFC 2407 4.6.2).
 */
export function phaseOneIdFault(id: IdentificationPayload): string | undefined {
  const { idType, protocol, port } = id;
  if (idTypeTable.entryOf(idType) === undefined) return `its identity is of unknown type ${idType}`;
  const range = ADDRESS_TYPES.has(idType) ? rangeOfId(id) : undefined;
  if (typeof range === 'string') return range;
  const unset = protocol === 0 && port === 0;
  // Port 4500 or 0 with UDP is what peers behind a NAT send (RFC 3947 4); it names the same IKE.
  const ike = protocol === 17 && (port === 500 || port === 4500 || port === 0);
  if (unset || ike) return undefined;
  return `its identity names protocol ${protocol} port ${port}; phase 1 allows 0/0 or 17/500`;
}

/**
 * Whether a received identity is the configured one. Names are compared without regard to case, and
 * distinguished names besides without regard to white space and kinds of strings (RFC 5280 7.1).
 */
export function identityMatches(
  id: IdentificationPayload,
  config: IdentityConfig,
  fallback: Address,
): boolean {
  const [idType, data] = identityOctets(config, fallback);
  if (id.idType !== idType) return false;
  if (idType === ID_TYPE.ID_FQDN || idType === ID_TYPE.ID_USER_FQDN) {
    return equal(lowerCase(id.data), lowerCase(data));
  }
  if (idType === ID_TYPE.ID_DER_ASN1_DN) {
    return sameEncodedName(id.data, data);
  }
  return equal(id.data, data);
}

/** A configured identity as text, in the manner of `identityText`. */
export function configuredIdentityText(
  config: IdentityConfig | undefined,
  fallback: Address,
): string {
  return identityText(phaseOneId(config, fallback));
}

/** The same, kept: without a configured identity no text is made. */
export function configuredKeptIdentity(
  config: IdentityConfig | undefined,
  fallback: Address,
): KeptIdentity {
  return config === undefined ? fallback : configuredIdentityText(config, fallback);
}

/**
 * `192.0.2.1 (ID_IPV4_ADDR)`: an identity for people, bounded and printable. Peers are told apart by it, so
 * a text that does not show all of an identity ends with its digest.
 */
export function identityText(id: IdentificationPayload): string {
  const value = identityValue(id);
  const isWhole = id.data.length <= LIMITS.reportedOctets && !/\ufffd|\.\.\.$/.test(value);
  const digest = isWhole ? '' : ` #${toHex(sha256(id.data).subarray(0, 16))}`;
  // Joined, not by a template: that would leave four strings, which an SA keeps as long as it lives.
  return [value, digest, ' (', idTypeName(id.idType), ')'].join('');
}

/**
 * The identity of a peer in little room, as long as an SA lives: most are an address, which the SA has
 * anyway.
 */
export type KeptIdentity = string | Address;

/** An identity's text, or the address that it is the text of. */
export function keptIdentity(text: string, address: Address): KeptIdentity {
  return text === addressIdentityText(address) ? address : text;
}

/** The text again. */
export function keptIdentityText(kept: KeptIdentity): string {
  return typeof kept === 'string' ? kept : addressIdentityText(kept);
}

/** What `identityText` makes of an address. */
function addressIdentityText({ version, text }: Address): string {
  const type = version === 4 ? ID_TYPE.ID_IPV4_ADDR : ID_TYPE.ID_IPV6_ADDR;
  return [text, ' (', idTypeName(type), ')'].join('');
}

/** The ID payload for one side of a selector. */
export function trafficId(
  range: AddressRange,
  protocol: number,
  port: number,
): IdentificationPayload {
  const [idType, data] = rangeOctets(range);
  return { kind: 'id', type: PAYLOAD.ID, idType, protocol, port, data };
}

/** What a quick-mode identity covers, or a sentence that says why it cannot be used. */
export function readTrafficId(id: IdentificationPayload): TrafficIdentity | string {
  const range = rangeOfId(id);
  if (typeof range === 'string') return range;
  return { range, protocol: id.protocol, port: id.port };
}

/** A selector from the two identities, seen from this host; a sentence where they do not go together. */
export function selectorOfIds(
  local: TrafficIdentity,
  remote: TrafficIdentity,
): TrafficSelector | string {
  if (local.protocol !== remote.protocol) {
    return `the two identities name different protocols, ${protocolText(local.protocol)} and ${protocolText(remote.protocol)}`;
  }
  if (local.range.first.version !== remote.range.first.version) {
    return 'the two identities are of different IP versions';
  }
  return {
    local: local.range,
    remote: remote.range,
    protocol: local.protocol,
    localPort: local.port,
    remotePort: remote.port,
  };
}

function identityOctets(
  config: IdentityConfig | undefined,
  fallback: Address,
): [number, Uint8Array] {
  if (config === undefined) return rangeOctets(rangeOfAddress(fallback));
  switch (config.type) {
    case 'address':
      return rangeOctets(rangeOfAddress(parseAddress(config.value)));
    case 'fqdn':
      return [ID_TYPE.ID_FQDN, utf8(config.value)];
    case 'user-fqdn':
      return [ID_TYPE.ID_USER_FQDN, utf8(config.value)];
    case 'key-id':
      return [ID_TYPE.ID_KEY_ID, utf8(config.value)];
    case 'dn': {
      const name = parseName(config.value);
      if (typeof name === 'string')
        throw new RangeError(`"${config.value}" is no distinguished name: ${name}`);
      return [ID_TYPE.ID_DER_ASN1_DN, encodeName(name)];
    }
  }
}

function identityValue(id: IdentificationPayload): string {
  const range = rangeOfId(id);
  if (typeof range !== 'string') {
    const ports =
      id.protocol === 0 && id.port === 0 ? '' : ` ${protocolText(id.protocol)} port ${id.port}`;
    return `${rangeText(range)}${ports}`;
  }
  const name = nameOfId(id);
  if (name !== undefined) return name;
  const octets = id.data.subarray(0, LIMITS.reportedOctets);
  if (
    id.idType === ID_TYPE.ID_FQDN ||
    id.idType === ID_TYPE.ID_USER_FQDN ||
    id.idType === ID_TYPE.ID_KEY_ID
  ) {
    // A peer's text goes to a terminal: anything beyond plain printable characters is shown in hex, and so is
    // what would look like hex.
    const isPlain = octets[0] !== 0x23 && octets.every((octet) => octet >= 0x20 && octet <= 0x7e);
    return isPlain ? String.fromCharCode(...octets) : `#${toHex(octets)}`;
  }
  return toHex(octets);
}

/** Letters of ASCII only: Unicode folds others into them, like the sign for Kelvin. */
function lowerCase(octets: Uint8Array): Uint8Array {
  return octets.map((octet) => (octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet));
}

function nameOfId({ idType, data }: IdentificationPayload): string | undefined {
  if (idType === ID_TYPE.ID_DER_ASN1_DN) return nameText(data);
  return idType === ID_TYPE.ID_DER_ASN1_GN ? generalNameText(data) : undefined;
}

function rangeOctets(range: AddressRange): [number, Uint8Array] {
  const v4 = range.first.version === 4;
  const prefixLength = prefixLengthOf(range);
  if (prefixLength === range.first.octets * 8) {
    return [v4 ? ID_TYPE.ID_IPV4_ADDR : ID_TYPE.ID_IPV6_ADDR, range.first.bytes];
  }
  if (prefixLength !== undefined) {
    const mask = new Uint8Array(range.first.octets);
    for (let bit = 0; bit < prefixLength; bit++) mask[bit >> 3]! |= 0x80 >> (bit & 7);
    return [
      v4 ? ID_TYPE.ID_IPV4_ADDR_SUBNET : ID_TYPE.ID_IPV6_ADDR_SUBNET,
      concat(range.first.bytes, mask),
    ];
  }
  return [
    v4 ? ID_TYPE.ID_IPV4_ADDR_RANGE : ID_TYPE.ID_IPV6_ADDR_RANGE,
    concat(range.first.bytes, range.last.bytes),
  ];
}

function rangeOfId(id: IdentificationPayload): AddressRange | string {
  const { idType, data } = id;
  const octets =
    idType === ID_TYPE.ID_IPV4_ADDR ||
    idType === ID_TYPE.ID_IPV4_ADDR_SUBNET ||
    idType === ID_TYPE.ID_IPV4_ADDR_RANGE
      ? 4
      : 16;
  switch (idType) {
    case ID_TYPE.ID_IPV4_ADDR:
    case ID_TYPE.ID_IPV6_ADDR:
      if (data.length !== octets) return lengthFault(id, octets);
      return rangeOfAddress(addressOfBytes(data));
    case ID_TYPE.ID_IPV4_ADDR_SUBNET:
    case ID_TYPE.ID_IPV6_ADDR_SUBNET:
      if (data.length !== octets * 2) return lengthFault(id, octets * 2);
      return rangeOfMask(data.subarray(0, octets), data.subarray(octets));
    case ID_TYPE.ID_IPV4_ADDR_RANGE:
    case ID_TYPE.ID_IPV6_ADDR_RANGE: {
      if (data.length !== octets * 2) return lengthFault(id, octets * 2);
      const [first, last] = [data.subarray(0, octets), data.subarray(octets)];
      if (compare(first, last) > 0)
        return 'its address range runs from a higher to a lower address';
      return { first: addressOfBytes(first), last: addressOfBytes(last) };
    }
    default:
      return `${idTypeName(idType)} is no address, subnet or range`;
  }
}

function rangeOfMask(network: Uint8Array, mask: Uint8Array): AddressRange | string {
  const first = network.map((octet, i) => octet & mask[i]!);
  const last = network.map((octet, i) => octet | (~mask[i]! & 0xff));
  const range = { first: addressOfBytes(first), last: addressOfBytes(last) };
  return prefixLengthOf(range) === undefined ? 'its subnet mask has holes' : range;
}

function lengthFault(id: IdentificationPayload, octets: number): string {
  return `${idTypeName(id.idType)} has ${id.data.length} octets instead of ${octets}`;
}
