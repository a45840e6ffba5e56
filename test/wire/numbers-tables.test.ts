/** The tables of numbers: right and complete where the RFCs are, consistent within themselves. */

import { describe, expect, it } from 'vitest';
import {
  IKE_ATTRIBUTE,
  IKE_AUTHENTICATION,
  IKE_ENCRYPTION,
  IKE_GROUP,
  IKE_GROUP_TYPE,
  IKE_HASH,
  IKE_LIFE_TYPE,
  IKE_TABLES,
  ISAKMP_TRANSFORM,
  ikeAttributeValueName,
} from '../../src/wire/numbers/ike.ts';
import {
  AH_TRANSFORM,
  ENCAPSULATION_MODE,
  ESP_TRANSFORM,
  ID_TYPE,
  IPCOMP_TRANSFORM,
  IPSEC_ATTRIBUTE,
  IPSEC_AUTHENTICATION,
  IPSEC_LIFE_TYPE,
  IPSEC_TABLES,
  ipsecAttributeValueName,
} from '../../src/wire/numbers/ipsec.ts';
import {
  CERTIFICATE,
  DOI_IPSEC,
  EXCHANGE,
  FLAG,
  ISAKMP_TABLES,
  isErrorNotify,
  NOTIFY,
  notifyTable,
  PAYLOAD,
  PROTOCOL,
  payloadName,
  SIT_IDENTITY_ONLY,
  SITUATION,
} from '../../src/wire/numbers/isakmp.ts';
import type { NumberTable } from '../../src/wire/numbers/table.ts';

type AnyTable = NumberTable<Readonly<Record<string, number>>>;

const tables: readonly AnyTable[] = [...ISAKMP_TABLES, ...IKE_TABLES, ...IPSEC_TABLES];

describe.each(tables)('$what', (table) => {
  it('says every number once, with a name and a reference', () => {
    for (const { key, value, name, reference } of table.entries) {
      expect(Number.isInteger(value) && value >= 0).toBe(true);
      expect(table.numbers[key]).toBe(value);
      expect(name).not.toBe('');
      expect(reference).not.toBe('');
    }
    // 65001 is both GSS-API and XAUTHInitPreShared: the wire tells them apart by other means.
    const shared = table.what === 'authentication method' ? 1 : 0;
    expect(table.entries.length - table.values.length).toBe(shared);
  });

  it('names what it has and says what it has not', () => {
    const [first] = table.entries;
    expect(table.nameOf(first!.value)).toBe(first!.name);
    expect(table.entryOf(first!.value)).toEqual(first);
    expect(table.nameOf(987_654)).toBe('unknown (987654)');
    expect(table.entryOf(987_654)).toBeUndefined();
  });
});

describe('ISAKMP (RFC 2408, read off its figures)', () => {
  it('payloads, exchanges and flags', () => {
    expect(PAYLOAD).toMatchObject({ SA: 1, P: 2, T: 3, KE: 4, ID: 5, CERT: 6, CR: 7, HASH: 8 });
    expect(PAYLOAD).toMatchObject({ SIG: 9, NONCE: 10, N: 11, D: 12, VID: 13 });
    expect(PAYLOAD).toMatchObject({ NAT_D: 20, NAT_OA: 21, NAT_D_DRAFT: 130, NAT_OA_DRAFT: 131 });
    expect(PAYLOAD).toMatchObject({ GSS: 129, FRAGMENT: 132 });
    for (let type = 0; type <= 13; type++) expect(payloadName(type)).not.toMatch(/unknown/);
    expect(EXCHANGE).toMatchObject({ identityProtection: 2, aggressive: 4, informational: 5 });
    expect(EXCHANGE).toMatchObject({ transaction: 6, quickMode: 32, newGroup: 33 });
    expect(FLAG).toEqual({ encryption: 1, commit: 2, authenticationOnly: 4 });
  });

  it('notifications: all of 3.14.1, the DOI and DPD', () => {
    const values = new Set(notifyTable.values);
    for (let type = 1; type <= 30; type++) expect(values.has(type)).toBe(true);
    expect(NOTIFY).toMatchObject({ 'INVALID-SPI': 11, 'NO-PROPOSAL-CHOSEN': 14 });
    expect(NOTIFY).toMatchObject({ 'PAYLOAD-MALFORMED': 16, 'INVALID-ID-INFORMATION': 18 });
    expect(NOTIFY).toMatchObject({ 'INVALID-HASH-INFORMATION': 23, CONNECTED: 16384 });
    expect(NOTIFY).toMatchObject({ 'RESPONDER-LIFETIME': 24576, 'REPLAY-STATUS': 24577 });
    expect(NOTIFY).toMatchObject({ 'INITIAL-CONTACT': 24578, 'R-U-THERE': 36136 });
    expect(NOTIFY).toMatchObject({ 'R-U-THERE-ACK': 36137 });
    expect(isErrorNotify(NOTIFY['UNEQUAL-PAYLOAD-LENGTHS'])).toBe(true);
    expect(isErrorNotify(0)).toBe(false);
    expect(isErrorNotify(NOTIFY.CONNECTED)).toBe(false);
  });

  it('DOI, situations, protocols, certificates', () => {
    expect([DOI_IPSEC, SIT_IDENTITY_ONLY]).toEqual([1, 1]);
    expect(SITUATION).toEqual({ SIT_IDENTITY_ONLY: 1, SIT_SECRECY: 2, SIT_INTEGRITY: 4 });
    expect(PROTOCOL).toEqual({ isakmp: 1, ah: 2, esp: 3, ipcomp: 4 });
    expect(CERTIFICATE).toMatchObject({ X509_SIGNATURE: 4, CRL: 7 });
  });
});

describe('IKE (RFC 2409 appendix A)', () => {
  it('attribute classes', () => {
    expect(IKE_ATTRIBUTE).toMatchObject({ ENCRYPTION: 1, HASH: 2, AUTHENTICATION: 3, GROUP: 4 });
    expect(IKE_ATTRIBUTE).toMatchObject({ GROUP_TYPE: 5, LIFE_TYPE: 11, LIFE_DURATION: 12 });
    expect(IKE_ATTRIBUTE).toMatchObject({ PRF: 13, KEY_LENGTH: 14, FIELD_SIZE: 15 });
    expect(IKE_ATTRIBUTE).toMatchObject({ GROUP_ORDER: 16, GSS_ID: 16384 });
  });

  it('values', () => {
    expect(IKE_ENCRYPTION).toMatchObject({ DES_CBC: 1, TRIPLE_DES_CBC: 5, AES_CBC: 7 });
    expect(IKE_HASH).toEqual({ MD5: 1, SHA1: 2, TIGER: 3, SHA256: 4, SHA384: 5, SHA512: 6 });
    expect(IKE_AUTHENTICATION).toMatchObject({ PSK: 1, DSS: 2, RSA: 3, ECDSA_256: 9 });
    expect(IKE_AUTHENTICATION).toMatchObject({ GSS_API: 65001, XAUTH_RESP_PSK: 65002 });
    expect(IKE_GROUP).toMatchObject({ MODP_768: 1, MODP_1024: 2, MODP_1536: 5, MODP_2048: 14 });
    expect(IKE_GROUP).toMatchObject({ MODP_8192: 18, ECP_256: 19, ECP_384: 20, ECP_521: 21 });
    expect(IKE_GROUP_TYPE).toEqual({ MODP: 1, ECP: 2, EC2N: 3 });
    expect(IKE_LIFE_TYPE).toEqual({ SECONDS: 1, KILOBYTES: 2 });
    expect(ISAKMP_TRANSFORM).toEqual({ KEY_IKE: 1 });
  });

  it('words', () => {
    expect(ikeAttributeValueName(IKE_ATTRIBUTE.GROUP, 14)).toBe('MODP-2048 (group 14)');
    expect(ikeAttributeValueName(IKE_ATTRIBUTE.KEY_LENGTH, 256)).toBe('256');
  });
});

describe('the IPsec DOI (RFC 2407 4.4 and 4.5)', () => {
  it('transforms', () => {
    expect(ESP_TRANSFORM).toMatchObject({ DES: 2, TRIPLE_DES: 3, NULL: 11, AES_CBC: 12 });
    expect(ESP_TRANSFORM).toMatchObject({ AES_CTR: 13, AES_GCM_8: 18, AES_GCM_16: 20 });
    expect(ESP_TRANSFORM.ESP_CHACHA20_POLY1305_ESPIAL).toBeGreaterThanOrEqual(249);
    expect(AH_TRANSFORM).toMatchObject({ MD5: 2, SHA: 3, DES: 4, SHA256: 5 });
    expect(IPCOMP_TRANSFORM).toMatchObject({ OUI: 1, DEFLATE: 2, LZS: 3 });
  });

  it('attributes and identities', () => {
    expect(IPSEC_ATTRIBUTE).toMatchObject({ LIFE_TYPE: 1, LIFE_DURATION: 2, GROUP: 3 });
    expect(IPSEC_ATTRIBUTE).toMatchObject({ ENCAPSULATION_MODE: 4, AUTHENTICATION: 5, ESN: 11 });
    expect(IPSEC_ATTRIBUTE).toMatchObject({ KEY_LENGTH: 6, KEY_ROUNDS: 7, ECN: 10 });
    expect(ENCAPSULATION_MODE).toMatchObject({ TUNNEL: 1, TRANSPORT: 2, UDP_TUNNEL: 3 });
    expect(ENCAPSULATION_MODE).toMatchObject({ UDP_TRANSPORT: 4, UDP_TUNNEL_DRAFT: 61443 });
    expect(ENCAPSULATION_MODE.UDP_TRANSPORT_DRAFT).toBe(61444);
    expect(IPSEC_AUTHENTICATION).toMatchObject({ HMAC_MD5: 1, HMAC_SHA: 2, HMAC_SHA256: 5 });
    expect(IPSEC_LIFE_TYPE).toEqual({ SECONDS: 1, KILOBYTES: 2 });
    expect(ID_TYPE).toMatchObject({ ID_IPV4_ADDR: 1, ID_FQDN: 2, ID_USER_FQDN: 3 });
    expect(ID_TYPE).toMatchObject({ ID_IPV4_ADDR_SUBNET: 4, ID_IPV6_ADDR: 5, ID_KEY_ID: 11 });
    expect(ID_TYPE).toMatchObject({ ID_IPV6_ADDR_SUBNET: 6, ID_IPV4_ADDR_RANGE: 7 });
    expect(ID_TYPE).toMatchObject({ ID_IPV6_ADDR_RANGE: 8, ID_DER_ASN1_DN: 9 });
  });

  it('words', () => {
    const { ENCAPSULATION_MODE: mode, GROUP, KEY_LENGTH } = IPSEC_ATTRIBUTE;
    expect(ipsecAttributeValueName(mode, 61444)).toBe('UDP-encapsulated transport (draft)');
    expect(ipsecAttributeValueName(GROUP, 2)).toMatch(/MODP-1024/);
    expect(ipsecAttributeValueName(KEY_LENGTH, 128)).toBe('128');
  });
});
