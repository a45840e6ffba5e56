/** Phase 1 attributes and their values (RFC 2409 appendix A and the IANA registry of IKE). */

import { numberTable } from './table.ts';

const ATTRIBUTE_TABLE = numberTable('phase 1 attribute', {
  ENCRYPTION: [1, 'Encryption Algorithm', 'RFC 2409 App. A'],
  HASH: [2, 'Hash Algorithm', 'RFC 2409 App. A'],
  AUTHENTICATION: [3, 'Authentication Method', 'RFC 2409 App. A'],
  GROUP: [4, 'Group Description', 'RFC 2409 App. A'],
  GROUP_TYPE: [5, 'Group Type', 'RFC 2409 App. A'],
  GROUP_PRIME: [6, 'Group Prime', 'RFC 2409 App. A'],
  GROUP_GENERATOR_ONE: [7, 'Group Generator One', 'RFC 2409 App. A'],
  GROUP_GENERATOR_TWO: [8, 'Group Generator Two', 'RFC 2409 App. A'],
  GROUP_CURVE_A: [9, 'Group Curve A', 'RFC 2409 App. A'],
  GROUP_CURVE_B: [10, 'Group Curve B', 'RFC 2409 App. A'],
  LIFE_TYPE: [11, 'Life Type', 'RFC 2409 App. A'],
  LIFE_DURATION: [12, 'Life Duration', 'RFC 2409 App. A'],
  PRF: [13, 'PRF', 'RFC 2409 App. A'],
  KEY_LENGTH: [14, 'Key Length', 'RFC 2409 App. A'],
  FIELD_SIZE: [15, 'Field Size', 'RFC 2409 App. A'],
  GROUP_ORDER: [16, 'Group Order', 'RFC 2409 App. A'],
  GSS_ID: [16384, 'GSS Identity Name', 'draft-ietf-ipsec-isakmp-gss-auth, private use'],
  GSS_ID_WINDOWS_2000: [32001, 'GSS Identity Name (Windows 2000)', 'private use, seen on the wire'],
});
export const IKE_ATTRIBUTE = ATTRIBUTE_TABLE.numbers;
export const ikeAttributeName = ATTRIBUTE_TABLE.nameOf;

const ENCRYPTION_TABLE = numberTable('phase 1 encryption algorithm', {
  DES_CBC: [1, 'DES-CBC', 'RFC 2409 App. A'],
  IDEA_CBC: [2, 'IDEA-CBC', 'RFC 2409 App. A'],
  BLOWFISH_CBC: [3, 'Blowfish-CBC', 'RFC 2409 App. A'],
  RC5_CBC: [4, 'RC5-R16-B64-CBC', 'RFC 2409 App. A'],
  TRIPLE_DES_CBC: [5, '3DES-CBC', 'RFC 2409 App. A'],
  CAST_CBC: [6, 'CAST-CBC', 'RFC 2409 App. A'],
  AES_CBC: [7, 'AES-CBC', 'RFC 3602 5.1'],
  CAMELLIA_CBC: [8, 'Camellia-CBC', 'RFC 4312'],
});
export const IKE_ENCRYPTION = ENCRYPTION_TABLE.numbers;
export const ikeEncryptionName = ENCRYPTION_TABLE.nameOf;

const HASH_TABLE = numberTable('phase 1 hash algorithm', {
  MD5: [1, 'MD5', 'RFC 2409 App. A'],
  SHA1: [2, 'SHA-1', 'RFC 2409 App. A'],
  TIGER: [3, 'Tiger', 'RFC 2409 App. A'],
  SHA256: [4, 'SHA2-256', 'RFC 4868'],
  SHA384: [5, 'SHA2-384', 'RFC 4868'],
  SHA512: [6, 'SHA2-512', 'RFC 4868'],
});
export const IKE_HASH = HASH_TABLE.numbers;
export const ikeHashName = HASH_TABLE.nameOf;

const XAUTH = 'draft-beaulieu-ike-xauth-02, private use';
const HYBRID = 'draft-ietf-ipsec-isakmp-hybrid-auth-05, private use';

const AUTHENTICATION_TABLE = numberTable('authentication method', {
  PSK: [1, 'pre-shared key', 'RFC 2409 App. A'],
  DSS: [2, 'DSS signatures', 'RFC 2409 App. A'],
  RSA: [3, 'RSA signatures', 'RFC 2409 App. A'],
  RSA_ENCRYPTION: [4, 'encryption with RSA', 'RFC 2409 App. A'],
  RSA_REVISED: [5, 'revised encryption with RSA', 'RFC 2409 App. A'],
  ELGAMAL: [6, 'encryption with El-Gamal (withdrawn)', 'IANA ipsec-registry'],
  ELGAMAL_REVISED: [7, 'revised encryption with El-Gamal (withdrawn)', 'IANA ipsec-registry'],
  ECDSA: [8, 'ECDSA signatures (withdrawn)', 'IANA ipsec-registry'],
  ECDSA_256: [9, 'ECDSA with SHA-256 on P-256', 'RFC 4754 7'],
  ECDSA_384: [10, 'ECDSA with SHA-384 on P-384', 'RFC 4754 7'],
  ECDSA_521: [11, 'ECDSA with SHA-512 on P-521', 'RFC 4754 7'],
  HYBRID_INIT_RSA: [64221, 'HybridInitRSA', HYBRID],
  HYBRID_RESP_RSA: [64222, 'HybridRespRSA', HYBRID],
  HYBRID_INIT_DSS: [64223, 'HybridInitDSS', HYBRID],
  HYBRID_RESP_DSS: [64224, 'HybridRespDSS', HYBRID],
  GSS_API: [
    65001,
    'GSS-API (Kerberos) or XAUTHInitPreShared',
    'draft-ietf-ipsec-isakmp-gss-auth; XAUTH',
  ],
  XAUTH_INIT_PSK: [65001, 'XAUTHInitPreShared', XAUTH],
  XAUTH_RESP_PSK: [65002, 'XAUTHRespPreShared', XAUTH],
  XAUTH_INIT_DSS: [65003, 'XAUTHInitDSS', XAUTH],
  XAUTH_RESP_DSS: [65004, 'XAUTHRespDSS', XAUTH],
  XAUTH_INIT_RSA: [65005, 'XAUTHInitRSA', XAUTH],
  XAUTH_RESP_RSA: [65006, 'XAUTHRespRSA', XAUTH],
  XAUTH_INIT_RSA_ENCRYPTION: [65007, 'XAUTHInitRSAEncryption', XAUTH],
  XAUTH_RESP_RSA_ENCRYPTION: [65008, 'XAUTHRespRSAEncryption', XAUTH],
  XAUTH_INIT_RSA_REVISED: [65009, 'XAUTHInitRSARevisedEncryption', XAUTH],
  XAUTH_RESP_RSA_REVISED: [65010, 'XAUTHRespRSARevisedEncryption', XAUTH],
});
export const IKE_AUTHENTICATION = AUTHENTICATION_TABLE.numbers;
export const ikeAuthenticationName = AUTHENTICATION_TABLE.nameOf;

const GROUP_TABLE = numberTable('Diffie-Hellman group', {
  MODP_768: [1, 'MODP-768 (group 1)', 'RFC 2409 6.1'],
  MODP_1024: [2, 'MODP-1024 (group 2)', 'RFC 2409 6.2'],
  EC2N_155: [3, 'EC2N-155 (group 3)', 'RFC 2409 6.3'],
  EC2N_185: [4, 'EC2N-185 (group 4)', 'RFC 2409 6.4'],
  MODP_1536: [5, 'MODP-1536 (group 5)', 'RFC 3526 2'],
  EC2N_163: [6, 'EC2N-163 (group 6)', 'IANA ipsec-registry'],
  EC2N_163_KOBLITZ: [7, 'EC2N-163 Koblitz (group 7)', 'IANA ipsec-registry'],
  EC2N_283: [8, 'EC2N-283 (group 8)', 'IANA ipsec-registry'],
  EC2N_283_KOBLITZ: [9, 'EC2N-283 Koblitz (group 9)', 'IANA ipsec-registry'],
  EC2N_409: [10, 'EC2N-409 (group 10)', 'IANA ipsec-registry'],
  EC2N_409_KOBLITZ: [11, 'EC2N-409 Koblitz (group 11)', 'IANA ipsec-registry'],
  EC2N_571: [12, 'EC2N-571 (group 12)', 'IANA ipsec-registry'],
  EC2N_571_KOBLITZ: [13, 'EC2N-571 Koblitz (group 13)', 'IANA ipsec-registry'],
  MODP_2048: [14, 'MODP-2048 (group 14)', 'RFC 3526 3'],
  MODP_3072: [15, 'MODP-3072 (group 15)', 'RFC 3526 4'],
  MODP_4096: [16, 'MODP-4096 (group 16)', 'RFC 3526 5'],
  MODP_6144: [17, 'MODP-6144 (group 17)', 'RFC 3526 6'],
  MODP_8192: [18, 'MODP-8192 (group 18)', 'RFC 3526 7'],
  ECP_256: [19, 'ECP-256 (group 19)', 'RFC 5903 3.1'],
  ECP_384: [20, 'ECP-384 (group 20)', 'RFC 5903 3.2'],
  ECP_521: [21, 'ECP-521 (group 21)', 'RFC 5903 3.3'],
  MODP_1024_160: [22, 'MODP-1024 with a subgroup of 160 bits (group 22)', 'RFC 5114 2.1'],
  MODP_2048_224: [23, 'MODP-2048 with a subgroup of 224 bits (group 23)', 'RFC 5114 2.2'],
  MODP_2048_256: [24, 'MODP-2048 with a subgroup of 256 bits (group 24)', 'RFC 5114 2.3'],
  ECP_192: [25, 'ECP-192 (group 25)', 'RFC 5114 2.4'],
  ECP_224: [26, 'ECP-224 (group 26)', 'RFC 5114 2.5'],
  BRAINPOOL_224: [27, 'brainpoolP224r1 (group 27)', 'RFC 6932 2'],
  BRAINPOOL_256: [28, 'brainpoolP256r1 (group 28)', 'RFC 6932 2'],
  BRAINPOOL_384: [29, 'brainpoolP384r1 (group 29)', 'RFC 6932 2'],
  BRAINPOOL_512: [30, 'brainpoolP512r1 (group 30)', 'RFC 6932 2'],
});
export const IKE_GROUP = GROUP_TABLE.numbers;
export const ikeGroupName = GROUP_TABLE.nameOf;

const GROUP_TYPE_TABLE = numberTable('group type', {
  MODP: [1, 'MODP', 'RFC 2409 App. A'],
  ECP: [2, 'ECP', 'RFC 2409 App. A'],
  EC2N: [3, 'EC2N', 'RFC 2409 App. A'],
});
export const IKE_GROUP_TYPE = GROUP_TYPE_TABLE.numbers;
const ikeGroupTypeName = GROUP_TYPE_TABLE.nameOf;

const LIFE_TYPE_TABLE = numberTable('life type', {
  SECONDS: [1, 'seconds', 'RFC 2409 App. A'],
  KILOBYTES: [2, 'kilobytes', 'RFC 2409 App. A'],
});
export const IKE_LIFE_TYPE = LIFE_TYPE_TABLE.numbers;
const ikeLifeTypeName = LIFE_TYPE_TABLE.nameOf;

const TRANSFORM_TABLE = numberTable('ISAKMP transform', {
  KEY_IKE: [1, 'KEY_IKE', 'RFC 2407 4.4.2.1'],
});
export const ISAKMP_TRANSFORM = TRANSFORM_TABLE.numbers;
export const isakmpTransformName = TRANSFORM_TABLE.nameOf;

/** Every registry of this file. */
export const IKE_TABLES = [
  ATTRIBUTE_TABLE,
  ENCRYPTION_TABLE,
  HASH_TABLE,
  AUTHENTICATION_TABLE,
  GROUP_TABLE,
  GROUP_TYPE_TABLE,
  LIFE_TYPE_TABLE,
  TRANSFORM_TABLE,
] as const;

const VALUE_NAMES = new Map<number, (value: number) => string>([
  [IKE_ATTRIBUTE.ENCRYPTION, ikeEncryptionName],
  [IKE_ATTRIBUTE.HASH, ikeHashName],
  [IKE_ATTRIBUTE.AUTHENTICATION, ikeAuthenticationName],
  [IKE_ATTRIBUTE.GROUP, ikeGroupName],
  [IKE_ATTRIBUTE.GROUP_TYPE, ikeGroupTypeName],
  [IKE_ATTRIBUTE.LIFE_TYPE, ikeLifeTypeName],
]);

/** A phase 1 attribute's value in words; the bare number where it has no names. */
export function ikeAttributeValueName(type: number, value: number): string {
  return VALUE_NAMES.get(type)?.(value) ?? String(value);
}
