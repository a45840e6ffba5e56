/** ISAKMP's numbers (RFC 2408, its IANA registry, and what NAT traversal, IKE and vendors added). */

import { numberTable } from './table.ts';

/** The IPsec domain of interpretation (RFC 2407). */
export const DOI_IPSEC = 1;
/** The only situation in use: no labels of secrecy or integrity (RFC 2407 4.2.1). */
export const SIT_IDENTITY_ONLY = 1;

const PAYLOAD_TABLE = numberTable('payload', {
  NONE: [0, 'none', 'RFC 2408 3.1'],
  SA: [1, 'Security Association', 'RFC 2408 3.4'],
  P: [2, 'Proposal', 'RFC 2408 3.5'],
  T: [3, 'Transform', 'RFC 2408 3.6'],
  KE: [4, 'Key Exchange', 'RFC 2408 3.7'],
  ID: [5, 'Identification', 'RFC 2408 3.8'],
  CERT: [6, 'Certificate', 'RFC 2408 3.9'],
  CR: [7, 'Certificate Request', 'RFC 2408 3.10'],
  HASH: [8, 'Hash', 'RFC 2408 3.11'],
  SIG: [9, 'Signature', 'RFC 2408 3.12'],
  NONCE: [10, 'Nonce', 'RFC 2408 3.13'],
  N: [11, 'Notification', 'RFC 2408 3.14'],
  D: [12, 'Delete', 'RFC 2408 3.15'],
  VID: [13, 'Vendor ID', 'RFC 2408 3.16'],
  ATTRIBUTES: [14, 'Attributes', 'draft-dukes-ike-mode-cfg-02'],
  SA_KEK: [15, 'SA KEK', 'RFC 6407'],
  SA_TEK: [16, 'SA TEK', 'RFC 6407'],
  KEY_DOWNLOAD: [17, 'Key Download', 'RFC 6407'],
  SEQUENCE: [18, 'Sequence Number', 'RFC 6407'],
  PROOF_OF_POSSESSION: [19, 'Proof of Possession', 'RFC 3547'],
  NAT_D: [20, 'NAT Discovery', 'RFC 3947 3.2'],
  NAT_OA: [21, 'NAT Original Address', 'RFC 3947 5.2'],
  GROUP_POLICY: [22, 'Group Associated Policy', 'RFC 6407'],
  GSS: [129, 'GSS-API token', 'draft-ietf-ipsec-isakmp-gss-auth, private use'],
  NAT_D_DRAFT: [130, 'NAT Discovery (draft)', 'draft-ietf-ipsec-nat-t-ike-02 3.2'],
  NAT_OA_DRAFT: [131, 'NAT Original Address (draft)', 'draft-ietf-ipsec-nat-t-ike-02 4.2'],
  FRAGMENT: [132, 'Fragment', 'MS-IKEE 2.2.3.1'],
});
export const PAYLOAD = PAYLOAD_TABLE.numbers;
export const payloadTable = PAYLOAD_TABLE;
export const payloadName = PAYLOAD_TABLE.nameOf;

const EXCHANGE_TABLE = numberTable('exchange', {
  none: [0, 'none', 'RFC 2408 3.1'],
  base: [1, 'Base', 'RFC 2408 4.4'],
  identityProtection: [2, 'Identity Protection (main mode)', 'RFC 2408 4.5'],
  authenticationOnly: [3, 'Authentication Only', 'RFC 2408 4.6'],
  aggressive: [4, 'Aggressive', 'RFC 2408 4.7'],
  informational: [5, 'Informational', 'RFC 2408 4.8'],
  transaction: [6, 'Transaction', 'draft-dukes-ike-mode-cfg-02'],
  quickMode: [32, 'Quick Mode', 'RFC 2409 5.5'],
  newGroup: [33, 'New Group Mode', 'RFC 2409 5.6'],
  ikeSaInit: [34, 'IKE_SA_INIT (IKEv2)', 'RFC 7296 3.1'],
  ikeAuth: [35, 'IKE_AUTH (IKEv2)', 'RFC 7296 3.1'],
  createChildSa: [36, 'CREATE_CHILD_SA (IKEv2)', 'RFC 7296 3.1'],
  ikeInformational: [37, 'INFORMATIONAL (IKEv2)', 'RFC 7296 3.1'],
  authIpMainMode: [243, 'AuthIP Main Mode', 'MS-AIPS 2.2.1'],
  authIpQuickMode: [244, 'AuthIP Quick Mode', 'MS-AIPS 2.2.1'],
  authIpExtendedMode: [245, 'AuthIP Extended Mode', 'MS-AIPS 2.2.1'],
  authIpInformational: [246, 'AuthIP Informational', 'MS-AIPS 2.2.1'],
});
export const EXCHANGE = EXCHANGE_TABLE.numbers;
export const exchangeTable = EXCHANGE_TABLE;
export const exchangeName = EXCHANGE_TABLE.nameOf;

const FLAG_TABLE = numberTable('flag', {
  encryption: [1, 'Encryption', 'RFC 2408 3.1'],
  commit: [2, 'Commit', 'RFC 2408 3.1'],
  authenticationOnly: [4, 'Authentication Only', 'RFC 2408 3.1'],
});
export const FLAG = FLAG_TABLE.numbers;

const NOTIFY_TABLE = numberTable('notify', {
  'INVALID-PAYLOAD-TYPE': [1, 'INVALID-PAYLOAD-TYPE', 'RFC 2408 3.14.1'],
  'DOI-NOT-SUPPORTED': [2, 'DOI-NOT-SUPPORTED', 'RFC 2408 3.14.1'],
  'SITUATION-NOT-SUPPORTED': [3, 'SITUATION-NOT-SUPPORTED', 'RFC 2408 3.14.1'],
  'INVALID-COOKIE': [4, 'INVALID-COOKIE', 'RFC 2408 3.14.1'],
  'INVALID-MAJOR-VERSION': [5, 'INVALID-MAJOR-VERSION', 'RFC 2408 3.14.1'],
  'INVALID-MINOR-VERSION': [6, 'INVALID-MINOR-VERSION', 'RFC 2408 3.14.1'],
  'INVALID-EXCHANGE-TYPE': [7, 'INVALID-EXCHANGE-TYPE', 'RFC 2408 3.14.1'],
  'INVALID-FLAGS': [8, 'INVALID-FLAGS', 'RFC 2408 3.14.1'],
  'INVALID-MESSAGE-ID': [9, 'INVALID-MESSAGE-ID', 'RFC 2408 3.14.1'],
  'INVALID-PROTOCOL-ID': [10, 'INVALID-PROTOCOL-ID', 'RFC 2408 3.14.1'],
  'INVALID-SPI': [11, 'INVALID-SPI', 'RFC 2408 3.14.1'],
  'INVALID-TRANSFORM-ID': [12, 'INVALID-TRANSFORM-ID', 'RFC 2408 3.14.1'],
  'ATTRIBUTES-NOT-SUPPORTED': [13, 'ATTRIBUTES-NOT-SUPPORTED', 'RFC 2408 3.14.1'],
  'NO-PROPOSAL-CHOSEN': [14, 'NO-PROPOSAL-CHOSEN', 'RFC 2408 3.14.1'],
  'BAD-PROPOSAL-SYNTAX': [15, 'BAD-PROPOSAL-SYNTAX', 'RFC 2408 3.14.1'],
  'PAYLOAD-MALFORMED': [16, 'PAYLOAD-MALFORMED', 'RFC 2408 3.14.1'],
  'INVALID-KEY-INFORMATION': [17, 'INVALID-KEY-INFORMATION', 'RFC 2408 3.14.1'],
  'INVALID-ID-INFORMATION': [18, 'INVALID-ID-INFORMATION', 'RFC 2408 3.14.1'],
  'INVALID-CERT-ENCODING': [19, 'INVALID-CERT-ENCODING', 'RFC 2408 3.14.1'],
  'INVALID-CERTIFICATE': [20, 'INVALID-CERTIFICATE', 'RFC 2408 3.14.1'],
  'CERT-TYPE-UNSUPPORTED': [21, 'CERT-TYPE-UNSUPPORTED', 'RFC 2408 3.14.1'],
  'INVALID-CERT-AUTHORITY': [22, 'INVALID-CERT-AUTHORITY', 'RFC 2408 3.14.1'],
  'INVALID-HASH-INFORMATION': [23, 'INVALID-HASH-INFORMATION', 'RFC 2408 3.14.1'],
  'AUTHENTICATION-FAILED': [24, 'AUTHENTICATION-FAILED', 'RFC 2408 3.14.1'],
  'INVALID-SIGNATURE': [25, 'INVALID-SIGNATURE', 'RFC 2408 3.14.1'],
  'ADDRESS-NOTIFICATION': [26, 'ADDRESS-NOTIFICATION', 'RFC 2408 3.14.1'],
  'NOTIFY-SA-LIFETIME': [27, 'NOTIFY-SA-LIFETIME', 'RFC 2408 3.14.1'],
  'CERTIFICATE-UNAVAILABLE': [28, 'CERTIFICATE-UNAVAILABLE', 'RFC 2408 3.14.1'],
  'UNSUPPORTED-EXCHANGE-TYPE': [29, 'UNSUPPORTED-EXCHANGE-TYPE', 'RFC 2408 3.14.1'],
  'UNEQUAL-PAYLOAD-LENGTHS': [30, 'UNEQUAL-PAYLOAD-LENGTHS', 'RFC 2408 3.14.1'],
  CONNECTED: [16384, 'CONNECTED', 'RFC 2408 3.14.1'],
  'RESPONDER-LIFETIME': [24576, 'RESPONDER-LIFETIME', 'RFC 2407 4.6.3.1'],
  'REPLAY-STATUS': [24577, 'REPLAY-STATUS', 'RFC 2407 4.6.3.2'],
  'INITIAL-CONTACT': [24578, 'INITIAL-CONTACT', 'RFC 2407 4.6.3.3'],
  'R-U-THERE': [36136, 'R-U-THERE', 'RFC 3706 5.3'],
  'R-U-THERE-ACK': [36137, 'R-U-THERE-ACK', 'RFC 3706 5.3'],
  'MS-STATUS': [40003, 'Microsoft status', 'MS-IKEE 2.2.6, private use'],
  'MS-DOS-COOKIE': [40004, 'Microsoft denial-of-service cookie', 'MS-IKEE 2.2.5, private use'],
  'MS-EXCHANGE-INFO': [40005, 'Microsoft exchange information', 'MS-IKEE 2.2.7, private use'],
});
export const NOTIFY = NOTIFY_TABLE.numbers;
export const notifyTable = NOTIFY_TABLE;
export const notifyName = NOTIFY_TABLE.nameOf;

/** Whether a notify type reports an error (RFC 2408 3.14.1: 1 to 16383) rather than a status. */
export function isErrorNotify(type: number): boolean {
  return type > 0 && type < 16384;
}

const PROTOCOL_TABLE = numberTable('protocol', {
  isakmp: [1, 'ISAKMP', 'RFC 2407 4.4.1.1'],
  ah: [2, 'AH', 'RFC 2407 4.4.1.2'],
  esp: [3, 'ESP', 'RFC 2407 4.4.1.3'],
  ipcomp: [4, 'IPCOMP', 'RFC 2407 4.4.1.4'],
});
export const PROTOCOL = PROTOCOL_TABLE.numbers;
export const protocolTable = PROTOCOL_TABLE;
export const protocolName = PROTOCOL_TABLE.nameOf;

const DOI_TABLE = numberTable('DOI', {
  ISAKMP: [0, 'ISAKMP', 'RFC 2408 2.1'],
  IPSEC: [DOI_IPSEC, 'IPsec', 'RFC 2407'],
  GDOI: [2, 'Group DOI', 'RFC 6407'],
});
export const doiTable = DOI_TABLE;

const SITUATION_TABLE = numberTable('situation', {
  SIT_IDENTITY_ONLY: [SIT_IDENTITY_ONLY, 'SIT_IDENTITY_ONLY', 'RFC 2407 4.2.1'],
  SIT_SECRECY: [2, 'SIT_SECRECY', 'RFC 2407 4.2.2'],
  SIT_INTEGRITY: [4, 'SIT_INTEGRITY', 'RFC 2407 4.2.3'],
});
export const SITUATION = SITUATION_TABLE.numbers;

const CERTIFICATE_TABLE = numberTable('certificate encoding', {
  NONE: [0, 'none', 'RFC 2408 3.9'],
  PKCS7: [1, 'PKCS #7 wrapped X.509 certificate', 'RFC 2408 3.9'],
  PGP: [2, 'PGP certificate', 'RFC 2408 3.9'],
  DNS: [3, 'DNS signed key', 'RFC 2408 3.9'],
  X509_SIGNATURE: [4, 'X.509 certificate - signature', 'RFC 2408 3.9'],
  X509_KEY_EXCHANGE: [5, 'X.509 certificate - key exchange', 'RFC 2408 3.9'],
  KERBEROS: [6, 'Kerberos tokens', 'RFC 2408 3.9'],
  CRL: [7, 'certificate revocation list', 'RFC 2408 3.9'],
  ARL: [8, 'authority revocation list', 'RFC 2408 3.9'],
  SPKI: [9, 'SPKI certificate', 'RFC 2408 3.9'],
  X509_ATTRIBUTE: [10, 'X.509 certificate - attribute', 'RFC 2408 3.9'],
});
export const CERTIFICATE = CERTIFICATE_TABLE.numbers;
export const certificateTable = CERTIFICATE_TABLE;

/** Every registry of this file. */
export const ISAKMP_TABLES = [
  PAYLOAD_TABLE,
  EXCHANGE_TABLE,
  FLAG_TABLE,
  NOTIFY_TABLE,
  PROTOCOL_TABLE,
  DOI_TABLE,
  SITUATION_TABLE,
  CERTIFICATE_TABLE,
] as const;
