/** Subjects and alternative names from text, and what is said of wrong ones. */

import { describe, expect, it } from 'vitest';
import { parseAlternativeName } from '../../src/lab/pki/alternative-name.ts';
import { nameTrouble } from '../../src/lab/pki/lab-name.ts';
import { parseSubject } from '../../src/lab/pki/subject.ts';
import { nameText } from '../../src/net/pki/name.ts';

const textOf = (subject: string): string =>
  nameText(new Uint8Array(parseSubject(subject).toArrayBuffer()));

describe('a subject', () => {
  it.each([
    ['C=XX, O=Lab, CN=alpha', 'C=XX, O=Lab, CN=alpha'],
    ['cn=alpha,o=Lab', 'CN=alpha, O=Lab'],
    ['DC=example, DC=lab, CN=Größe 7', 'DC=example, DC=lab, CN=Größe 7'],
    ['O=Lab\\, Inc., CN=a=b', 'O=Lab\\, Inc., CN=a=b'],
    ['emailAddress=a@b.example, serialNumber=17', 'E=a@b.example, serialNumber=17'],
  ])('%s is written in its order', (text, written) => {
    expect(textOf(text)).toBe(written);
  });

  it.each([
    ['alpha', 'is not a subject like "O=Lab, CN=alpha": "alpha" is none of C, ST,'],
    ['CN=', '"CN=" is none of'],
    ['X=1', '"X=1" is none of'],
    ['C=XXX, CN=a', 'C is a country of two letters'],
    ['', 'is not a subject'],
  ])('"%s" is none', (text, words) => {
    expect(() => parseSubject(text)).toThrow(words);
  });
});

describe('an alternative name', () => {
  it.each([
    ['192.0.2.1', 'ip', '192.0.2.1'],
    ['2001:DB8:0::1', 'ip', '2001:db8::1'],
    ['ip:192.0.2.1', 'ip', '192.0.2.1'],
    ['alpha.lab.example', 'dns', 'alpha.lab.example'],
    ['*.lab.example', 'dns', '*.lab.example'],
    ['dns:192.0.2.1', 'dns', '192.0.2.1'],
    ['admin@lab.example', 'email', 'admin@lab.example'],
    ['URI:http://lab.example/x', 'url', 'http://lab.example/x'],
    ['dn:O=Lab, CN=x', 'dn', 'O=Lab, CN=x'],
  ])('%s is of the kind %s', (text, type, value) => {
    expect(parseAlternativeName(text)).toEqual({ type, value });
  });

  it.each([
    ['ip:alpha', '"alpha" is not an IPv4 or IPv6 address'],
    ['a b', 'is not a name for a certificate'],
    ['größe.example', 'is not a name for a certificate'],
    ['a@größe.example', 'characters that a name in a certificate cannot have'],
    ['', 'is not a name for a certificate'],
    ['999.1.1.1', 'is not a name for a certificate'],
    ['lab..example', 'is not a name for a certificate'],
    ['lab.-x.example', 'is not a name for a certificate'],
  ])('"%s" is none', (text, words) => {
    expect(() => parseAlternativeName(text)).toThrow(words);
  });
});

describe("a certificate's name", () => {
  it.each(['alpha', 'a', 'A-1_b.c'])('%s can be one', (name) => {
    expect(nameTrouble(name)).toBeUndefined();
  });

  it.each(['', '../x', '.hidden', 'a/b', 'a b', 'x'.repeat(65), 'lab', 'a-chain'])(
    '"%s" cannot: its files would bear it',
    (name) => {
      expect(nameTrouble(name)).toContain("cannot be a certificate's name");
    },
  );
});
