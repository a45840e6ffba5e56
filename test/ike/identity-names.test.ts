import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { concat, fromHex, toHex, utf8 } from '../../src/base/bytes.ts';
import { identityMatches, identityText, phaseOneId } from '../../src/ike/identity.ts';
import type { IdentificationPayload } from '../../src/wire/isakmp/payload.ts';
import { ID_TYPE } from '../../src/wire/numbers/ipsec.ts';
import { PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
import { nameVector } from '../wire/names.ts';

const ADDRESS = parseAddress('192.0.2.1');

function received(idType: number, data: Uint8Array): IdentificationPayload {
  return { kind: 'id', type: PAYLOAD.ID, idType, protocol: 0, port: 0, data };
}

describe('a distinguished name as an identity', () => {
  const matches = (value: string, data: Uint8Array, idType: number = ID_TYPE.ID_DER_ASN1_DN) =>
    identityMatches(received(idType, data), { type: 'dn', value }, ADDRESS);

  it('is shown as text', () => {
    expect(identityText(received(ID_TYPE.ID_DER_ASN1_DN, nameVector('plain')))).toBe(
      'C=XX, O=Lab, CN=alpha (ID_DER_ASN1_DN)',
    );
    expect(identityText(received(ID_TYPE.ID_DER_ASN1_DN, fromHex('3003ff')))).toBe(
      '3003ff (ID_DER_ASN1_DN)',
    );
  });

  it('matches the configured text, but for case and white space', () => {
    expect(matches('C=XX, O=Lab, CN=alpha', nameVector('plain'))).toBe(true);
    expect(matches('c=xx,o=LAB,  cn=Alpha', nameVector('plain'))).toBe(true);
    expect(matches('CN=alpha', nameVector('BMP'))).toBe(false);
    expect(matches('CN=alpha, O=Lab, C=XX', nameVector('plain'))).toBe(false);
    expect(matches('C=XX, O=Lab, CN=alpha', fromHex('3003ff'))).toBe(false);
    expect(matches('C=XX, O=Lab, CN=alpha', utf8('C=XX, O=Lab, CN=alpha'))).toBe(false);
  });

  it('is no other type of identity', () => {
    expect(matches('CN=alpha', nameVector('IA5'), ID_TYPE.ID_KEY_ID)).toBe(false);
    const id = received(ID_TYPE.ID_DER_ASN1_DN, nameVector('IA5'));
    expect(identityMatches(id, { type: 'fqdn', value: 'alpha' }, ADDRESS)).toBe(false);
  });

  it('of a policy is sent as DER', () => {
    const id = phaseOneId({ type: 'dn', value: 'C=XX, O=Lab, CN=alpha' }, ADDRESS);
    expect(id.idType).toBe(ID_TYPE.ID_DER_ASN1_DN);
    expect(toHex(id.data)).toBe(toHex(nameVector('plain')));
    expect(() => phaseOneId({ type: 'dn', value: 'alpha' }, ADDRESS)).toThrow(RangeError);
  });
});

describe('a general name as an identity', () => {
  const text = (tag: number, data: Uint8Array) =>
    identityText(
      received(ID_TYPE.ID_DER_ASN1_GN, concat(Uint8Array.of(tag, data.length), data)),
    ).replace(' (ID_DER_ASN1_GN)', '');

  it.each([
    ['DNS:alpha.lab.example', 0x82, utf8('alpha.lab.example')],
    ['email:root@lab.example', 0x81, utf8('root@lab.example')],
    ['URI:spiffe://lab/alpha', 0x86, utf8('spiffe://lab/alpha')],
    ['IP:192.0.2.1', 0x87, fromHex('c0000201')],
    ['IP:2001:db8::1', 0x87, fromHex('20010db8000000000000000000000001')],
    ['DN:C=XX, O=Lab, CN=alpha', 0xa4, nameVector('plain')],
    ['1.2.840.113549.1.9.1', 0x88, fromHex('2a864886f70d010901')],
    ['DNS:#611b', 0x82, fromHex('611b')],
  ] as const)('is shown as %s', (shown, tag, data) => expect(text(tag, data)).toBe(shown));

  it.each([
    ['an address of another length', 0x87, fromHex('c00002')],
    ['a directory name that is none', 0xa4, fromHex('3100')],
    ['another name', 0xa0, fromHex('0500')],
  ] as const)('is shown in hexadecimal where it is %s', (_what, tag, data) =>
    expect(text(tag, data)).toMatch(/^[0-9a-f]+$/),
  );
});
