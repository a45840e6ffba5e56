/** What a certificate's key may be used for, by the names that OpenSSL and RFC 5280 give. */

/** Flags of @peculiar/x509, the first bit of RFC 5280 4.2.1.3 being 1. */
export const KEY_USAGES = {
  digitalSignature: 1,
  nonRepudiation: 2,
  keyEncipherment: 4,
  dataEncipherment: 8,
  keyAgreement: 16,
  keyCertSign: 32,
  cRLSign: 64,
} as const;
export type KeyUsage = keyof typeof KEY_USAGES;

/** Extended usages: RFC 5280 4.2.1.12; those of IKE: RFC 4945 5.1.3.12 and what Windows asks for. */
export const EXTENDED_USAGES = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  ipsecEndSystem: '1.3.6.1.5.5.7.3.5',
  ipsecTunnel: '1.3.6.1.5.5.7.3.6',
  ipsecUser: '1.3.6.1.5.5.7.3.7',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  ipsecIKE: '1.3.6.1.5.5.7.3.17',
  ikeIntermediate: '1.3.6.1.5.5.8.2.2',
  anyExtendedKeyUsage: '2.5.29.37.0',
} as const;
export type ExtendedUsage = keyof typeof EXTENDED_USAGES;
