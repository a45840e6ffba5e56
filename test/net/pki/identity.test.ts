import { describe, expect, it } from 'vitest';
import { concat, utf8 } from '../../../src/base/bytes.ts';
import { ID_TYPE } from '../../../src/wire/numbers/ipsec.ts';
import { distinguishedName, problemOf, verdict } from './lab.ts';

const IPV6 = Uint8Array.from([0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 1]);

const identity = (idType: number, data: Uint8Array | string) => ({
  idType,
  data: typeof data === 'string' ? utf8(data) : data,
});

describe('an identity in a certificate', () => {
  it.each([
    ['address', identity(ID_TYPE.ID_IPV4_ADDR, Uint8Array.of(192, 0, 2, 1))],
    ['IPv6 address', identity(ID_TYPE.ID_IPV6_ADDR, IPV6)],
    ['host name', identity(ID_TYPE.ID_FQDN, 'alpha.lab.example')],
    ['host name in capitals', identity(ID_TYPE.ID_FQDN, 'Alpha.LAB.example')],
    ['user', identity(ID_TYPE.ID_USER_FQDN, 'ALPHA@lab.example')],
    ['subject', identity(ID_TYPE.ID_DER_ASN1_DN, distinguishedName('alpha'))],
    [
      'subject in other strings, case and spaces (RFC 5280 7.1)',
      identity(ID_TYPE.ID_DER_ASN1_DN, distinguishedName('alpha-shouted')),
    ],
    [
      'alternative name as it stands',
      identity(ID_TYPE.ID_DER_ASN1_GN, concat(Uint8Array.of(0x82, 17), utf8('alpha.lab.example'))),
    ],
  ])('is its %s', (_what, stated) => {
    expect(verdict({ identity: stated })).toBe('verified');
  });

  it.each([
    ['another address', identity(ID_TYPE.ID_IPV4_ADDR, Uint8Array.of(192, 0, 2, 2))],
    ['an address of odd length', identity(ID_TYPE.ID_IPV4_ADDR, IPV6)],
    ['another host', identity(ID_TYPE.ID_FQDN, 'beta.lab.example')],
    ['a part of the name', identity(ID_TYPE.ID_FQDN, 'lab.example')],
    ['a wildcard', identity(ID_TYPE.ID_FQDN, '*.lab.example')],
    ['no name', identity(ID_TYPE.ID_FQDN, '')],
    ['a host as a user', identity(ID_TYPE.ID_USER_FQDN, 'alpha.lab.example')],
    ['the CN of the subject as a host (RFC 4945 3.1.9)', identity(ID_TYPE.ID_FQDN, 'alpha')],
    ['another subject', identity(ID_TYPE.ID_DER_ASN1_DN, distinguishedName('beta'))],
    [
      'an alternative name as subject',
      identity(ID_TYPE.ID_DER_ASN1_DN, distinguishedName('other')),
    ],
    ['what is no name', identity(ID_TYPE.ID_DER_ASN1_DN, Uint8Array.of(0x30, 5, 1))],
    ['a key id (RFC 4945 3.1.7)', identity(ID_TYPE.ID_KEY_ID, 'alpha')],
    [
      'a subnet (RFC 4945 3.1.4)',
      identity(ID_TYPE.ID_IPV4_ADDR_SUBNET, Uint8Array.of(192, 0, 2, 1, 255, 255, 255, 255)),
    ],
    [
      'the mapped form of an address',
      identity(
        ID_TYPE.ID_IPV6_ADDR,
        Uint8Array.from([...Array(10).fill(0), 255, 255, 192, 0, 2, 1]),
      ),
    ],
  ])('is not %s', (_what, stated) => {
    expect(verdict({ identity: stated })).toBe('identity-not-in-certificate');
  });

  it('is never an empty subject (RFC 4945 3.1.5)', () => {
    const stated = identity(ID_TYPE.ID_DER_ASN1_DN, Uint8Array.of(0x30, 0));
    expect(verdict({ sent: ['empty-subject'], identity: stated })).toBe(
      'identity-not-in-certificate',
    );
    expect(verdict({ sent: ['empty-subject'] })).toBe('verified');
  });

  it('may be in letters of any script', () => {
    const stated = identity(ID_TYPE.ID_DER_ASN1_DN, distinguishedName('unicode'));
    expect(verdict({ sent: ['unicode-name'], identity: stated })).toBe('verified');
  });

  it('is said beside what the certificate holds', () => {
    const found = problemOf({ identity: identity(ID_TYPE.ID_FQDN, 'beta.lab.example') });
    expect(found.facts).toEqual([
      {
        what: 'identity',
        expected: 'beta.lab.example',
        found:
          "subject C=XX, O=Lab, CN=alpha; DNS:alpha.lab.example; IP:192.0.2.1; IP:2001:db8::1; email:alpha@lab.example; DN:C=XX, O=Lab, CN=alpha's other name",
      },
    ]);
  });

  it('does no harm in a log', () => {
    const stated = identity(ID_TYPE.ID_FQDN, 'a\u001b[31m\nforged line');
    expect(JSON.stringify(problemOf({ identity: stated }))).not.toMatch(/\\u001b|\\n/);
  });
});
