import { describe, expect, it } from 'vitest';
import { readName, sameName } from '../../src/wire/distinguished-name.ts';
import { nameOf, nameVector } from './names.ts';

describe('two distinguished names', () => {
  const same = (left: string, right: string) => sameName(nameOf(left), nameOf(right));

  it('are the same whatever their kinds of strings', () => {
    const alphas = ['Teletex', 'IA5', 'printable'].map((what) => readName(nameVector(what))!);
    for (const name of alphas) expect(sameName(name, alphas[0]!)).toBe(true);
  });

  it('differ in order, number, type and value', () => {
    expect(same('C=XX, CN=alpha', 'CN=alpha, C=XX')).toBe(false);
    expect(same('C=XX, CN=alpha', 'C=XX')).toBe(false);
    expect(same('O=alpha', 'OU=alpha')).toBe(false);
    expect(same('CN=alpha', 'CN=alphb')).toBe(false);
    expect(same('CN=a b', 'CN=ab')).toBe(false);
    expect(same('CN=a + O=b', 'CN=a, O=b')).toBe(false);
    // A text that looks like the inner form of another name.
    expect(same('CN=a\\"\\,\\"2.5.4.10=b', 'CN=a, O=b')).toBe(false);
  });

  it('are the same where only case and white space differ', () => {
    expect(same('CN=The  Gate', 'CN=the gate ')).toBe(true);
    expect(same('CN=ＡＢ', 'CN=ab')).toBe(true);
  });
});
