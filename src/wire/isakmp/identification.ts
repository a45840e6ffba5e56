/** The identification payload (RFC 2408 3.8, RFC 2407 4.6.2) and NAT original address (RFC 3947 5.2). */

import { addressOfBytes } from '../../base/address.ts';
import { utf8Text } from '../../base/bytes.ts';
import { type Codec, enumeration, reserved, restShown, struct, u8, u16, u24 } from '../codec.ts';
import { nameText } from '../distinguished-name.ts';
import { generalNameText } from '../general-name.ts';
import { ID_TYPE, idTypeTable } from '../numbers/ipsec.ts';

/** Who somebody is (phase 1), or which traffic is meant (phase 2). */
export interface IdentificationBody {
  readonly idType: number;
  /** IP protocol, 0 = any. */
  readonly protocol: number;
  /** UDP or TCP port, 0 = any. */
  readonly port: number;
  readonly data: Uint8Array;
}

/** An address as it was before a NAT changed it. */
export interface NatOriginalAddressBody {
  readonly idType: number;
  /** The reserved octets, absent while zero. */
  readonly reserved2?: number;
  readonly data: Uint8Array;
}

/** Identification data in words; empty where its length does not fit its type or it is binary. */
function identificationText(idType: number, data: Uint8Array): string {
  switch (idType) {
    case ID_TYPE.ID_IPV4_ADDR:
    case ID_TYPE.ID_IPV6_ADDR:
      return data.length === addressOctets(idType) ? addressOfBytes(data).text : '';
    case ID_TYPE.ID_IPV4_ADDR_SUBNET:
    case ID_TYPE.ID_IPV6_ADDR_SUBNET:
      return pairText(idType, data, '/');
    case ID_TYPE.ID_IPV4_ADDR_RANGE:
    case ID_TYPE.ID_IPV6_ADDR_RANGE:
      return pairText(idType, data, '-');
    case ID_TYPE.ID_FQDN:
    case ID_TYPE.ID_USER_FQDN:
      return JSON.stringify(utf8Text(data));
    case ID_TYPE.ID_DER_ASN1_DN:
      return nameText(data) ?? '';
    case ID_TYPE.ID_DER_ASN1_GN:
      return generalNameText(data) ?? '';
    default:
      return '';
  }
}

const shown = (data: Uint8Array, lookup: (name: string) => unknown): string =>
  identificationText(Number(lookup('idType')), data);

export const identificationCodec: Codec<IdentificationBody> = struct('an identification', {
  idType: enumeration(u8, idTypeTable),
  protocol: u8,
  port: u16,
  data: restShown(shown),
});

export const natOriginalAddressCodec: Codec<NatOriginalAddressBody> = struct(
  'a NAT original address',
  { idType: enumeration(u8, idTypeTable), reserved2: reserved(u24), data: restShown(shown) },
);

const IPV6_TYPES: readonly number[] = [
  ID_TYPE.ID_IPV6_ADDR,
  ID_TYPE.ID_IPV6_ADDR_SUBNET,
  ID_TYPE.ID_IPV6_ADDR_RANGE,
];

function addressOctets(idType: number): 4 | 16 {
  return IPV6_TYPES.includes(idType) ? 16 : 4;
}

function pairText(idType: number, data: Uint8Array, between: string): string {
  const octets = addressOctets(idType);
  if (data.length !== octets * 2) return '';
  const first = addressOfBytes(data.subarray(0, octets)).text;
  return `${first}${between}${addressOfBytes(data.subarray(octets)).text}`;
}
