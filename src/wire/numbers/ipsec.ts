/** The IPsec DOI's numbers (RFC 2407 and its IANA registry): transforms, attributes, identities. */

import { ikeGroupName } from './ike.ts';
import { numberTable } from './table.ts';

const ESP_TABLE = numberTable('ESP transform', {
  DES_IV64: [1, 'ESP_DES_IV64', 'RFC 2407 4.4.4.1'],
  DES: [2, 'ESP_DES', 'RFC 2407 4.4.4.2'],
  TRIPLE_DES: [3, 'ESP_3DES', 'RFC 2407 4.4.4.3'],
  RC5: [4, 'ESP_RC5', 'RFC 2407 4.4.4.4'],
  IDEA: [5, 'ESP_IDEA', 'RFC 2407 4.4.4.5'],
  CAST: [6, 'ESP_CAST', 'RFC 2407 4.4.4.6'],
  BLOWFISH: [7, 'ESP_BLOWFISH', 'RFC 2407 4.4.4.7'],
  TRIPLE_IDEA: [8, 'ESP_3IDEA', 'RFC 2407 4.4.4.8'],
  DES_IV32: [9, 'ESP_DES_IV32', 'RFC 2407 4.4.4.9'],
  RC4: [10, 'ESP_RC4', 'RFC 2407 4.4.4.10'],
  NULL: [11, 'ESP_NULL', 'RFC 2407 4.4.4.11'],
  AES_CBC: [12, 'ESP_AES-CBC', 'RFC 3602 5.1'],
  AES_CTR: [13, 'ESP_AES-CTR', 'RFC 3686 9'],
  AES_CCM_8: [14, 'ESP_AES-CCM_8', 'RFC 4309 8'],
  AES_CCM_12: [15, 'ESP_AES-CCM_12', 'RFC 4309 8'],
  AES_CCM_16: [16, 'ESP_AES-CCM_16', 'RFC 4309 8'],
  AES_GCM_8: [18, 'ESP_AES-GCM_8', 'RFC 4106 8'],
  AES_GCM_12: [19, 'ESP_AES-GCM_12', 'RFC 4106 8'],
  AES_GCM_16: [20, 'ESP_AES-GCM_16', 'RFC 4106 8'],
  SEED_CBC: [21, 'ESP_SEED_CBC', 'RFC 4196'],
  CAMELLIA: [22, 'ESP_CAMELLIA', 'RFC 4312'],
  NULL_AES_GMAC: [23, 'ESP_NULL_AUTH_AES-GMAC', 'RFC 4543 9'],
  ESP_CHACHA20_POLY1305_ESPIAL: [
    250,
    'ESP_CHACHA20_POLY1305 (Espial)',
    'private use, between Espials only',
  ],
});
export const ESP_TRANSFORM = ESP_TABLE.numbers;
export const espTransformName = ESP_TABLE.nameOf;

const AH_TABLE = numberTable('AH transform', {
  MD5: [2, 'AH_MD5', 'RFC 2407 4.4.3.1'],
  SHA: [3, 'AH_SHA', 'RFC 2407 4.4.3.2'],
  DES: [4, 'AH_DES', 'RFC 2407 4.4.3.3'],
  SHA256: [5, 'AH_SHA2-256', 'RFC 4868'],
  SHA384: [6, 'AH_SHA2-384', 'RFC 4868'],
  SHA512: [7, 'AH_SHA2-512', 'RFC 4868'],
  RIPEMD: [8, 'AH_RIPEMD', 'RFC 2857'],
  AES_XCBC: [9, 'AH_AES-XCBC-MAC', 'RFC 3566'],
  RSA: [10, 'AH_RSA', 'RFC 4359'],
  AES_128_GMAC: [11, 'AH_AES-128-GMAC', 'RFC 4543 9'],
  AES_192_GMAC: [12, 'AH_AES-192-GMAC', 'RFC 4543 9'],
  AES_256_GMAC: [13, 'AH_AES-256-GMAC', 'RFC 4543 9'],
});
export const AH_TRANSFORM = AH_TABLE.numbers;
export const ahTransformName = AH_TABLE.nameOf;

const IPCOMP_TABLE = numberTable('IPCOMP transform', {
  OUI: [1, 'IPCOMP_OUI', 'RFC 2407 4.4.5.1'],
  DEFLATE: [2, 'IPCOMP_DEFLATE', 'RFC 2407 4.4.5.2'],
  LZS: [3, 'IPCOMP_LZS', 'RFC 2407 4.4.5.3'],
  LZJH: [4, 'IPCOMP_LZJH', 'RFC 3051'],
});
export const IPCOMP_TRANSFORM = IPCOMP_TABLE.numbers;
export const ipcompTransformName = IPCOMP_TABLE.nameOf;

const ATTRIBUTE_TABLE = numberTable('IPsec attribute', {
  LIFE_TYPE: [1, 'SA Life Type', 'RFC 2407 4.5'],
  LIFE_DURATION: [2, 'SA Life Duration', 'RFC 2407 4.5'],
  GROUP: [3, 'Group Description', 'RFC 2407 4.5'],
  ENCAPSULATION_MODE: [4, 'Encapsulation Mode', 'RFC 2407 4.5'],
  AUTHENTICATION: [5, 'Authentication Algorithm', 'RFC 2407 4.5'],
  KEY_LENGTH: [6, 'Key Length', 'RFC 2407 4.5'],
  KEY_ROUNDS: [7, 'Key Rounds', 'RFC 2407 4.5'],
  COMPRESS_DICT: [8, 'Compress Dictionary Size', 'RFC 2407 4.5'],
  COMPRESS_PRIV: [9, 'Compress Private Algorithm', 'RFC 2407 4.5'],
  ECN: [10, 'ECN Tunnel', 'RFC 3168 9.2'],
  ESN: [11, 'Extended (64-bit) Sequence Number', 'RFC 4304 2'],
  AUTHENTICATION_KEY_LENGTH: [12, 'Authentication Key Length', 'RFC 4359'],
  SIGNATURE_ENCODING: [13, 'Signature Encoding Algorithm', 'RFC 4359'],
  ADDRESS_PRESERVATION: [14, 'Address Preservation', 'RFC 6407'],
  SA_DIRECTION: [15, 'SA Direction', 'RFC 6407'],
});
export const IPSEC_ATTRIBUTE = ATTRIBUTE_TABLE.numbers;
export const ipsecAttributeName = ATTRIBUTE_TABLE.nameOf;

const MODE_TABLE = numberTable('encapsulation mode', {
  TUNNEL: [1, 'tunnel', 'RFC 2407 4.5'],
  TRANSPORT: [2, 'transport', 'RFC 2407 4.5'],
  UDP_TUNNEL: [3, 'UDP-encapsulated tunnel', 'RFC 3947 5.1'],
  UDP_TRANSPORT: [4, 'UDP-encapsulated transport', 'RFC 3947 5.1'],
  UDP_TUNNEL_DRAFT: [61443, 'UDP-encapsulated tunnel (draft)', 'draft-ietf-ipsec-nat-t-ike-02 4.1'],
  UDP_TRANSPORT_DRAFT: [
    61444,
    'UDP-encapsulated transport (draft)',
    'draft-ietf-ipsec-nat-t-ike-02 4.1',
  ],
});
export const ENCAPSULATION_MODE = MODE_TABLE.numbers;
export const encapsulationModeName = MODE_TABLE.nameOf;

const AUTHENTICATION_TABLE = numberTable('IPsec authentication algorithm', {
  HMAC_MD5: [1, 'HMAC-MD5', 'RFC 2407 4.5'],
  HMAC_SHA: [2, 'HMAC-SHA', 'RFC 2407 4.5'],
  DES_MAC: [3, 'DES-MAC', 'RFC 2407 4.5'],
  KPDK: [4, 'KPDK', 'RFC 2407 4.5'],
  HMAC_SHA256: [5, 'HMAC-SHA2-256', 'RFC 4868 4'],
  HMAC_SHA384: [6, 'HMAC-SHA2-384', 'RFC 4868 4'],
  HMAC_SHA512: [7, 'HMAC-SHA2-512', 'RFC 4868 4'],
  HMAC_RIPEMD: [8, 'HMAC-RIPEMD', 'RFC 2857'],
  AES_XCBC_MAC: [9, 'AES-XCBC-MAC', 'RFC 3566'],
  SIG_RSA: [10, 'SIG-RSA', 'RFC 4359'],
  AES_128_GMAC: [11, 'AES-128-GMAC', 'RFC 4543 9'],
  AES_192_GMAC: [12, 'AES-192-GMAC', 'RFC 4543 9'],
  AES_256_GMAC: [13, 'AES-256-GMAC', 'RFC 4543 9'],
});
export const IPSEC_AUTHENTICATION = AUTHENTICATION_TABLE.numbers;
export const ipsecAuthenticationName = AUTHENTICATION_TABLE.nameOf;

const LIFE_TYPE_TABLE = numberTable('SA life type', {
  SECONDS: [1, 'seconds', 'RFC 2407 4.5'],
  KILOBYTES: [2, 'kilobytes', 'RFC 2407 4.5'],
});
export const IPSEC_LIFE_TYPE = LIFE_TYPE_TABLE.numbers;
const ipsecLifeTypeName = LIFE_TYPE_TABLE.nameOf;

const ID_TABLE = numberTable('identification type', {
  ID_IPV4_ADDR: [1, 'ID_IPV4_ADDR', 'RFC 2407 4.6.2.2'],
  ID_FQDN: [2, 'ID_FQDN', 'RFC 2407 4.6.2.3'],
  ID_USER_FQDN: [3, 'ID_USER_FQDN', 'RFC 2407 4.6.2.4'],
  ID_IPV4_ADDR_SUBNET: [4, 'ID_IPV4_ADDR_SUBNET', 'RFC 2407 4.6.2.5'],
  ID_IPV6_ADDR: [5, 'ID_IPV6_ADDR', 'RFC 2407 4.6.2.6'],
  ID_IPV6_ADDR_SUBNET: [6, 'ID_IPV6_ADDR_SUBNET', 'RFC 2407 4.6.2.7'],
  ID_IPV4_ADDR_RANGE: [7, 'ID_IPV4_ADDR_RANGE', 'RFC 2407 4.6.2.8'],
  ID_IPV6_ADDR_RANGE: [8, 'ID_IPV6_ADDR_RANGE', 'RFC 2407 4.6.2.9'],
  ID_DER_ASN1_DN: [9, 'ID_DER_ASN1_DN', 'RFC 2407 4.6.2.10'],
  ID_DER_ASN1_GN: [10, 'ID_DER_ASN1_GN', 'RFC 2407 4.6.2.11'],
  ID_KEY_ID: [11, 'ID_KEY_ID', 'RFC 2407 4.6.2.12'],
  ID_LIST: [12, 'ID_LIST', 'RFC 3554'],
});
export const ID_TYPE = ID_TABLE.numbers;
export const idTypeTable = ID_TABLE;
export const idTypeName = ID_TABLE.nameOf;

/** Every registry of this file. */
export const IPSEC_TABLES = [
  ESP_TABLE,
  AH_TABLE,
  IPCOMP_TABLE,
  ATTRIBUTE_TABLE,
  MODE_TABLE,
  AUTHENTICATION_TABLE,
  LIFE_TYPE_TABLE,
  ID_TABLE,
] as const;

const VALUE_NAMES = new Map<number, (value: number) => string>([
  [IPSEC_ATTRIBUTE.LIFE_TYPE, ipsecLifeTypeName],
  [IPSEC_ATTRIBUTE.GROUP, ikeGroupName],
  [IPSEC_ATTRIBUTE.ENCAPSULATION_MODE, encapsulationModeName],
  [IPSEC_ATTRIBUTE.AUTHENTICATION, ipsecAuthenticationName],
]);

/** A quick-mode attribute's value in words; the bare number where it has no names. */
export function ipsecAttributeValueName(type: number, value: number): string {
  return VALUE_NAMES.get(type)?.(value) ?? String(value);
}
