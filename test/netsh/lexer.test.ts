/** A command line falls into tokens; quotes hold blanks, and what is quoted reads back. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isRemark, quoted, tokensOf, tokensOfWords } from '../../src/netsh/lexer.ts';

const texts = (line: string): string[] => tokensOf(line).map(({ text }) => text);

describe('a line', () => {
  it.each([
    ['add  filter\tx', ['add', 'filter', 'x']],
    ['name="All IP" y', ['name=All IP', 'y']],
    ['"All IP"', ['All IP']],
    ['psk=""', ['psk=']],
    [String.raw`rootca="CN=\'Root, of all\',O=Lab"`, ['rootca=CN="Root, of all",O=Lab']],
    [String.raw`file="C:\stores\"`, ['file=C:\\stores\\']],
    [String.raw`x="a\\'b"`, ["x=a\\'b"]],
    ['   ', []],
  ])('%s', (line, expected) => {
    expect(texts(line)).toEqual(expected);
  });

  it('says where each token stands', () => {
    expect(tokensOf(' add "x y"').map(({ column }) => column)).toEqual([2, 6]);
  });

  it('whose quote is not closed is refused where it opens', () => {
    expect(() => tokensOf('add name="x')).toThrow(expect.objectContaining({ column: 10 }));
  });

  it('that is too long is refused', () => {
    expect(() => tokensOf('x'.repeat(70_000))).toThrow(/70000 characters/);
  });
});

describe('a quoted text', () => {
  it('reads back as it was, whatever it is', () => {
    const alphabet = fc.constantFrom('"', "'", '\\', ' ', '=', 'a', '?');
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 12 }), (letters) => {
        const text = letters.join('');
        expect(tokensOf(quoted(text)).map((token) => token.text)).toEqual([text]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('words that a shell has parted', () => {
  it('keep their blanks', () => {
    expect(tokensOfWords(['add', 'name=All IP']).map(({ text }) => text)).toEqual([
      'add',
      'name=All IP',
    ]);
  });

  it('are a line where there is only one, with blanks', () => {
    expect(tokensOfWords(['show store']).map(({ text }) => text)).toEqual(['show', 'store']);
  });
});

it('a letter that could not be read is refused, not taken into a name', () => {
  expect(() => tokensOf('add filterlist B\uFFFDro')).toThrow('not UTF-8');
});

describe('a remark', () => {
  it.each(['# x', '  # x', 'rem x', 'REM', ''])('"%s"', (line) => {
    expect(isRemark(line)).toBe(true);
  });

  it.each(['remove', 'add # x'])('is not "%s"', (line) => {
    expect(isRemark(line)).toBe(false);
  });
});
