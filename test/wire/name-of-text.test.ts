import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { nameText, readName, sameName } from '../../src/wire/distinguished-name.ts';
import { encodeName, parseName } from '../../src/wire/name-of-text.ts';
import { NAME_VECTORS, nameOf, nameVector } from './names.ts';

describe('a distinguished name from text', () => {
  it.each([
    'plain',
    'what RFC 4514 escapes',
    'domain components and mail',
    'an unknown type',
    'a large arc',
    'UTF-8',
    'multi-valued',
  ])('is encoded as python-cryptography does it: %s', (what) => {
    const { openssl } = NAME_VECTORS.find((row) => row.what === what)!;
    expect(toHex(encodeName(nameOf(openssl)))).toBe(toHex(nameVector(what)));
  });

  it.each([
    ['spaces around everything', '  C = XX ,O=Lab,   CN  =alpha  ', 'plain'],
    [
      'names of types in any case, and other ones',
      'country=XX, organization=Lab, cn=alpha',
      'plain',
    ],
    ['dotted numbers', '2.5.4.6=XX, OID.2.5.4.10=Lab, 2.5.4.3=alpha', 'plain'],
    ['hexadecimal escapes', 'C=XX, O=L\\61b, CN=\\61lpha', 'plain'],
    ['quotes', 'C=XX, O="Lab", CN="alpha"', 'plain'],
    ['DER values', 'C=#13025858, O=Lab, CN=#0c05616c706861', 'plain'],
    ['UTF-8 octets escaped', 'CN=M\\C3\\BCller \\E6\\9D\\B1\\E4\\BA\\AC 😀', 'UTF-8'],
    ['other letters and spaces', 'c=xx, o=LAB, cn=  ALPHA', 'plain'],
    ['another order within a part', 'O=Lab, CN=alpha + serialNumber=17', 'multi-valued'],
    ['another kind of string', 'CN=müller 東', 'BMP'],
  ])('may be written with %s', (_what, text, name) => {
    expect(sameName(nameOf(text), readName(nameVector(name))!)).toBe(true);
  });

  it.each([
    ['nothing', '', 'it is empty'],
    ['no types', 'alpha', '"alpha" is not like CN=alpha'],
    ['unknown types', 'XY=alpha', '"XY=alpha" is not like CN=alpha'],
    ['a part too many', 'CN=alpha,', '"" is not like CN=alpha'],
    ['no value', 'O=Lab, CN=', '"CN=" has no value that can be read'],
    ['an escape of nothing', 'CN=a\\', '"CN=a\\" has no value that can be read'],
    ['a quote within', 'CN=a"b', '"CN=a"b" has no value that can be read'],
    ['hexadecimal that is no DER', 'CN=#0c05', '"CN=#0c05" has no value that can be read'],
    ['too much', `CN=${'x'.repeat(5000)}`, 'it has more than 4096 octets'],
    ['too many parts', Array(65).fill('O=x').join(','), 'it has more than 64 parts'],
  ])('is refused with a sentence where it is or has %s', (_what, text, why) => {
    expect(parseName(text)).toBe(why);
  });

  it('comes back from its own text', () => {
    for (const row of NAME_VECTORS.filter(({ openssl }) => openssl !== '')) {
      const name = readName(fromHex(row.der))!;
      expect(sameName(nameOf(nameText(fromHex(row.der))!), name)).toBe(true);
    }
  });
});
