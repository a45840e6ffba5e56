import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { concat, fromHex, utf8 } from '../../src/base/bytes.ts';
import { identityMatches, identityText } from '../../src/ike/identity.ts';
import type { IdentificationPayload } from '../../src/wire/isakmp/payload.ts';
import { encodeName } from '../../src/wire/name-of-text.ts';
import { ID_TYPE } from '../../src/wire/numbers/ipsec.ts';
import { PAYLOAD } from '../../src/wire/numbers/isakmp.ts';

const ADDRESS = parseAddress('192.0.2.1');

function id(idType: number, data: Uint8Array): IdentificationPayload {
  return { kind: 'id', type: PAYLOAD.ID, idType, protocol: 0, port: 0, data };
}
const name = (cn: string) => encodeName([[{ type: '2.5.4.3', value: cn }]]);

const { ID_FQDN, ID_USER_FQDN, ID_KEY_ID, ID_DER_ASN1_DN, ID_DER_ASN1_GN } = ID_TYPE;
const LONG = 'a'.repeat(300);

/** Two identities each, which nobody may take for one: what a peer ends is found by their texts. */
const PAIRS: readonly (readonly [string, IdentificationPayload, IdentificationPayload])[] = [
  ['octets and their digits', id(ID_KEY_ID, fromHex('ff01')), id(ID_KEY_ID, utf8('ff01'))],
  ['octets and their text', id(ID_KEY_ID, fromHex('ff01')), id(ID_KEY_ID, utf8('#ff01'))],
  [
    'a byte order mark and none',
    id(ID_FQDN, concat(fromHex('efbbbf'), utf8('beta'))),
    id(ID_FQDN, utf8('beta')),
  ],
  ['long names with one beginning', id(ID_FQDN, utf8(`${LONG}1`)), id(ID_FQDN, utf8(`${LONG}2`))],
  [
    'a long name and its text',
    id(ID_USER_FQDN, utf8(LONG)),
    id(ID_USER_FQDN, utf8(identityText(id(ID_USER_FQDN, utf8(LONG))).replace(/ \(.*/, ''))),
  ],
  [
    'distinguished names with one beginning',
    id(ID_DER_ASN1_DN, name(`${LONG}${LONG}1`)),
    id(ID_DER_ASN1_DN, name(`${LONG}${LONG}2`)),
  ],
  [
    'distinguished names that differ in what is not shown',
    id(ID_DER_ASN1_DN, name('beta\u0000')),
    id(ID_DER_ASN1_DN, name('beta\u0001')),
  ],
  [
    'parts of a distinguished name and a text with commas',
    id(
      ID_DER_ASN1_DN,
      encodeName([[{ type: '2.5.4.10', value: 'Lab' }], [{ type: '2.5.4.3', value: 'b' }]]),
    ),
    id(ID_DER_ASN1_DN, encodeName([[{ type: '2.5.4.10', value: 'Lab, CN=b' }]])),
  ],
  [
    'long general names',
    id(ID_DER_ASN1_GN, concat(fromHex('8282012d'), utf8(`${LONG}1`))),
    id(ID_DER_ASN1_GN, concat(fromHex('8282012d'), utf8(`${LONG}2`))),
  ],
  ['types', id(ID_FQDN, utf8('b (ID_KEY_ID)')), id(ID_KEY_ID, utf8('b'))],
];

describe('two identities', () => {
  test.each(PAIRS)('have two texts: %s', (_what, one, other) => {
    expect(identityText(one)).not.toBe(identityText(other));
    for (const each of [one, other])
      expect(identityText(each)).toMatch(/^[\x20-\x7e\ufffd]{1,600}$/);
  });
});

describe('a name that policy expects', () => {
  const kilo = { type: 'fqdn', value: 'kilo.lab.example' } as const;

  test('is the same in capitals', () => {
    expect(identityMatches(id(ID_FQDN, utf8('KILO.Lab.example')), kilo, ADDRESS)).toBe(true);
  });

  test.each([
    ["with the sign for Kelvin, which is another's", '\u212Ailo.lab.example'],
    ['with a byte order mark', '\ufeffkilo.lab.example'],
    ['with a zero octet', 'kilo.lab.example\u0000'],
    ['with a dot behind', 'kilo.lab.example.'],
    ['of a wildcard', '*.lab.example'],
    ['of nothing', ''],
  ])('is not one %s', (_what, text) => {
    expect(identityMatches(id(ID_FQDN, utf8(text)), kilo, ADDRESS)).toBe(false);
  });
});
