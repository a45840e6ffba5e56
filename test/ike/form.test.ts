import { describe, expect, test } from 'vitest';
import { EMPTY } from '../../src/base/bytes.ts';
import { AUTH_METHODS } from '../../src/ike/auth/methods.ts';
import { misfit, parseForm, payloadNames } from '../../src/ike/script/form.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import { data, deletion, id, mainModeSa, notify, unknownPayload, vendorId } from './payloads.ts';

const QUICK = 'HDR*, HASH(1), SA, Ni [, KE ] [, IDci, IDcr ]';
const [hash, sa, nonce, ke] = [
  data('hash', EMPTY),
  mainModeSa(),
  data('nonce', EMPTY),
  data('ke', EMPTY),
];
const identity = id(1, EMPTY);

describe('the notation of RFC 2409', () => {
  test('tells what is required, what is optional together, and what is encrypted', () => {
    const form = parseForm(QUICK);
    expect(form.encrypted).toBe(true);
    expect(form.text).toBe(QUICK);
    expect(form.required.map(({ name, kind }) => `${name}=${kind}`)).toEqual([
      'HASH(1)=hash',
      'SA=sa',
      'Ni=nonce',
    ]);
    expect(form.optional.map((group) => group.map(({ name }) => name))).toEqual([
      ['KE'],
      ['IDci', 'IDcr'],
    ]);
    expect(parseForm('HDR, KE, Ni').encrypted).toBe(false);
    expect(parseForm('HDR').required).toEqual([]);
    expect(parseForm('  HDR* ,  IDii ,HASH_I ').required).toHaveLength(2);
  });

  test('is part of the program: what it does not know stops it at load', () => {
    expect(() => parseForm('HDR, WHAT')).toThrow('unknown payload in a form: WHAT');
    expect(() => parseForm('SA, KE')).toThrow('form without HDR: SA, KE');
    expect(() => parseForm('')).toThrow('form without HDR');
    expect(() => parseForm('HDR [, WHAT ]')).toThrow('unknown payload');
  });

  test('holds for every authentication method', () => {
    for (const { forms } of AUTH_METHODS) {
      expect(Object.values(forms).map((text) => parseForm(text).encrypted)).toEqual([
        false,
        false,
        true,
        true,
      ]);
    }
  });
});

describe('a message against its form', () => {
  test.each<[string, Payload[]]>([
    ['bare', [hash, sa, nonce]],
    ['with KE', [hash, sa, nonce, ke]],
    ['with identities', [hash, sa, nonce, identity, identity]],
    ['with both', [hash, sa, nonce, ke, identity, identity]],
    ['in another order behind SA', [hash, sa, identity, ke, identity, nonce]],
    [
      'with companions',
      [hash, sa, vendorId(EMPTY), nonce, notify(1), deletion(3), unknownPayload(99, EMPTY)],
    ],
  ])('fits: %s', (_, payloads) => {
    expect(misfit(parseForm(QUICK), payloads)).toBeUndefined();
  });

  test.each<[string, Payload[], string]>([
    ['nothing', [], 'the first payload is not HASH'],
    ['HASH behind', [sa, hash, nonce], 'the first payload is not HASH'],
    ['a companion first', [vendorId(EMPTY), hash, sa, nonce], 'the first payload is not HASH'],
    ['SA behind', [hash, nonce, sa], 'SA does not come right after HASH'],
    ['a companion second', [hash, notify(1), sa, nonce], 'SA does not come right after HASH'],
    ['no nonce', [hash, sa], 'Ni is missing'],
    ['one identity', [hash, sa, nonce, identity], 'only 1 of IDci, IDcr'],
    [
      'three identities',
      [hash, sa, nonce, identity, identity, identity],
      '1 id payload(s) too many',
    ],
    ['two nonces', [hash, sa, nonce, nonce], '1 nonce payload(s) too many'],
    ['two keys', [hash, sa, nonce, ke, ke, ke], '2 ke payload(s) too many'],
    ['a signature', [hash, sa, nonce, data('sig', EMPTY)], '1 sig payload(s) too many'],
  ])('does not fit: %s', (_, payloads, words) => {
    const fault = misfit(parseForm(QUICK), payloads);
    expect(fault).toContain(words);
    expect(fault).toContain(`(form: ${QUICK})`);
  });
});

describe('the names of payloads', () => {
  test('are those of the form, in the order of the message', () => {
    const payloads = [hash, sa, nonce, ke, identity, identity, identity, vendorId(EMPTY)];
    expect(payloadNames(parseForm(QUICK), payloads)).toEqual([
      'HASH(1)',
      'SA',
      'Ni',
      'KE',
      'IDci',
      'IDcr',
      'ID',
      'VID',
    ]);
  });

  test('are short where no form is known', () => {
    const natD: Payload = { kind: 'nat-d', type: 20, data: EMPTY };
    const all = [hash, notify(1), deletion(1), unknownPayload(77, EMPTY), natD, identity];
    const names = ['HASH', 'N(INVALID-PAYLOAD-TYPE)', 'D(0 main modes)', '?77', 'NAT-D', 'ID'];
    expect(payloadNames(undefined, all)).toEqual(names);
  });
});
