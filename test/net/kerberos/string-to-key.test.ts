import { expect, it } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { stringToKey } from '../../../src/net/kerberos/string-to-key.ts';
import { ALPHA, BRAVO, REALM } from './lab.ts';

const keyOf = (password: string, realm = REALM, name = ALPHA): string =>
  toHex(stringToKey(password, realm, name).reveal());

it("is Python's hashlib.pbkdf2_hmac('sha256', password, salt, 32768, 32)", () => {
  // The salt is b'espial stub realm 1\nLAB.EXAMPLE\nhost/alpha.lab.example'.
  expect(keyOf('correct horse')).toBe(
    '55b0581829ead2e604d4625af910baea33bf42bda95578d00bef2dc921ffd65c',
  );
});

it('differs by password, realm and principal, and not by how an accent is written', () => {
  const keys = [
    keyOf('sesame'),
    keyOf('Sesame'),
    keyOf('sesame', 'OTHER.EXAMPLE'),
    keyOf('sesame', REALM, BRAVO),
  ];
  expect(new Set(keys).size).toBe(4);
  expect(keyOf('caf\u00e9')).toBe(keyOf('cafe\u0301'));
});
