/** The attributes payload of Mode Config and XAUTH (draft-dukes-ike-mode-cfg-02 3.2). */

import { addressOfBytes } from '../../base/address.ts';
import { utf8Text } from '../../base/bytes.ts';
import { LIMITS } from '../../base/limits.ts';
import {
  type Attribute,
  attribute,
  type Codec,
  enumeration,
  list,
  reserved,
  struct,
  u8,
  u16,
} from '../codec.ts';
import {
  CONFIGURATION_ATTRIBUTES,
  CONFIGURATION_TYPES,
  XAUTH_TYPES,
} from '../numbers/configuration.ts';

/** Attributes asked for, given, set or acknowledged. */
export interface ConfigurationBody {
  readonly configurationType: number;
  readonly reserved?: number;
  readonly identifier: number;
  readonly attributes: readonly Attribute[];
}

const NUMBERS = CONFIGURATION_ATTRIBUTES.numbers;

const attributeCodec = attribute({
  typeName: CONFIGURATION_ATTRIBUTES.nameOf,
  valueText,
  types: CONFIGURATION_ATTRIBUTES.values,
});

export const configurationCodec: Codec<ConfigurationBody> = struct('attributes', {
  configurationType: enumeration(u8, CONFIGURATION_TYPES),
  reserved: reserved(u8),
  identifier: u16,
  attributes: list(attributeCodec, LIMITS.attributesPerTransform),
});

/** Attributes whose value is text. Passwords stay octets. */
const TEXTS: readonly number[] = [
  NUMBERS.APPLICATION_VERSION,
  NUMBERS.XAUTH_USER_NAME,
  NUMBERS.XAUTH_MESSAGE,
  NUMBERS.XAUTH_DOMAIN,
  NUMBERS.UNITY_BANNER,
  NUMBERS.UNITY_DEF_DOMAIN,
];

const ADDRESSES: readonly number[] = [
  NUMBERS.IP4_ADDRESS,
  NUMBERS.IP4_NETMASK,
  NUMBERS.IP4_DNS,
  NUMBERS.IP4_NBNS,
  NUMBERS.IP4_DHCP,
  NUMBERS.IP6_ADDRESS,
  NUMBERS.IP6_DNS,
];

function valueText({ type, form, value }: Attribute): string {
  if (form === 'tv') {
    const number = value[0]! * 256 + value[1]!;
    if (type === NUMBERS.XAUTH_TYPE) return XAUTH_TYPES.nameOf(number);
    if (type === NUMBERS.XAUTH_STATUS) return number === 1 ? 'OK' : 'failed';
    return String(number);
  }
  if (value.length === 0) return 'asked for';
  if (TEXTS.includes(type)) return JSON.stringify(utf8Text(value));
  const isAddress = ADDRESSES.includes(type) && (value.length === 4 || value.length === 16);
  return isAddress ? addressOfBytes(value).text : '';
}
