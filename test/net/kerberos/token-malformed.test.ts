import { expect, it } from 'vitest';
import { EMPTY, fromHex, utf8 } from '../../../src/base/bytes.ts';
import { LIMITS } from '../../../src/base/limits.ts';
import { Lab, problemOf, tokenOf } from './lab.ts';

const lab = new Lab();
const { token } = tokenOf(lab.initiate());

function wordsOf(octets: Uint8Array): string {
  const problem = problemOf(lab.accept(octets));
  expect(problem.code).toBe('token-malformed');
  expect(problem.subject).toBe('token');
  return problem.detail;
}

it.each([
  [
    'nothing',
    EMPTY,
    "It is no token of Espial's stub realm: the beginning of a token needs 26 octets, but 0 are left (octet 0).",
  ],
  [
    'a text',
    utf8('GET / HTTP/1.1\r\nHost: bravo\r\n\r\n'),
    "It is no token of Espial's stub realm: these are not the words that begin a token of the stub realm (octet 0).",
  ],
  ['the beginning of a token', token.subarray(0, 60), "It is no token of Espial's stub realm"],
  ['a token with an octet behind it', Uint8Array.of(...token, 0), 'left over'],
  [
    'real Kerberos V5',
    fromHex('60820200 06092a864886f712010202 0100 6e8201f0'),
    'It is a token of Kerberos V5.',
  ],
  [
    "Microsoft's Kerberos",
    fromHex('6040 06092a864882f712010202 0100'),
    "It is a token of Kerberos V5 under Microsoft's number.",
  ],
  ['SPNEGO', fromHex('606706062b0601050502a05d305b'), 'It is a token of SPNEGO.'],
  ['NTLM', fromHex('4e544c4d5353500001000000'), 'It is a token of NTLM.'],
])('%s is no request', (_what, octets, words) => {
  expect(wordsOf(octets)).toContain(words);
});

it('a token of another kind is named', () => {
  const { alpha } = lab.established();
  expect(wordsOf(lab.wrap(alpha, EMPTY))).toBe(
    'It is a wrapped message of the stub realm where a context request belongs.',
  );
});

it('a token that is too long is not read at all', () => {
  const long = new Uint8Array(LIMITS.gssTokenOctets + 1);
  long.set(token);
  expect(wordsOf(long)).toBe('It has 16385 octets, and 16384 is the most that is read.');
});

it('a version of the format that is not known is said', () => {
  const later = Uint8Array.from(token);
  later[26] = 2;
  expect(wordsOf(later)).toContain('version 2 of the format is not known, only 1');
});
