import { describe, expect, test } from 'vitest';
import { utf8 } from '../../src/base/bytes.ts';
import { vendorIdBytes } from '../../src/wire/numbers/vendor-ids.ts';
import { Bench } from './bench.ts';
import { type AttributeRow, MAIN_MODE_ROWS, mainModeSa, vendorId } from './payloads.ts';
import { Puppet } from './puppet.ts';

const withMethod = (method: number, ...more: AttributeRow[]): AttributeRow[] => [
  ...MAIN_MODE_ROWS.map((row): AttributeRow => (row[0] === 3 ? [3, method] : row)),
  ...more,
];
const KERBEROS = 'GSS-API (Kerberos)';
const XAUTH = vendorId(vendorIdBytes('XAUTH'));
const WINDOWS = vendorId(vendorIdBytes('MS_NT5_2003'));
const GSSAPI = vendorId(vendorIdBytes('GSSAPI'));

describe('an authentication method that is not spoken', () => {
  test.each([
    ['RSA encryption', withMethod(4), [], 'encryption with RSA', /does not speak encryption/],
    ['revised', withMethod(5), [], 'revised encryption with RSA', /does not speak revised/],
    ['hybrid', withMethod(64221), [XAUTH], 'HybridInitRSA', /hybrid authentication/],
    ['XAUTH', withMethod(65001), [XAUTH], 'XAUTHInitPreShared', /turn XAUTH off/],
    ['XAUTH with RSA', withMethod(65005), [XAUTH], 'XAUTHInitRSA', /turn XAUTH off/],
    [
      'Kerberos by its attribute',
      withMethod(65001, [16384, utf8('host/a')]),
      [XAUTH],
      KERBEROS,
      /Kerberos/,
    ],
    ['Kerberos by Windows', withMethod(65001), [WINDOWS], KERBEROS, /Kerberos/],
    ['Kerberos by GSSAPI', withMethod(65001), [GSSAPI], KERBEROS, /Kerberos/],
    ['Windows with XAUTH', withMethod(65001), [WINDOWS, XAUTH], 'XAUTHInitPreShared', /XAUTH off/],
    [
      'undecided',
      withMethod(65001),
      [],
      'GSS-API (Kerberos) or XAUTHInitPreShared',
      /used twice, .* speaks it as Kerberos, .* does not speak XAUTH/,
    ],
    ['DSS', withMethod(2), [], 'DSS signatures', /does not speak DSS signatures/],
  ])('is named, with what to do: %s', (_name, rows, vendors, name, advice) => {
    const bench = new Bench();
    new Puppet(bench, { role: 'initiator' }).offer(mainModeSa(rows), vendors);
    const [failure] = bench.failures;
    expect(failure?.code).toBe('no-common-main-mode-proposal');
    const row = failure?.comparison.find(({ what }) => what === 'authentication');
    expect(row).toMatchObject({ local: 'pre-shared key', peer: name, differs: true });
    expect(failure?.advice.join(' ')).toMatch(advice);
  });
});

describe('an authentication method that is spoken, and not in the list of this host', () => {
  const adviceOn = (rows: AttributeRow[], vendors: Parameters<Puppet['offer']>[1] = []) => {
    const bench = new Bench();
    new Puppet(bench, { role: 'initiator' }).offer(mainModeSa(rows), vendors);
    const [failure] = bench.failures;
    expect(failure?.code).toBe('no-common-main-mode-proposal');
    return failure!.advice.join(' ');
  };

  test.each([
    ['RSA signatures', 3, 'a certificate with an RSA key'],
    ['ECDSA with SHA-256 on P-256', 9, 'a certificate with a key on P-256'],
    ['ECDSA with SHA-384 on P-384', 10, 'a certificate with a key on P-384'],
    ['ECDSA with SHA-512 on P-521', 11, 'a certificate with a key on P-521'],
  ])('is to be put there: %s', (name, method, need) => {
    expect(adviceOn(withMethod(method))).toContain(
      `The peer offers ${name}: put ${need} into the list of methods here.`,
    );
  });

  test('is to be put there: Kerberos', () => {
    expect(adviceOn(withMethod(65001), [GSSAPI])).toContain('put Kerberos into the list');
  });

  test('is no advice where the methods agree and something else differs', () => {
    const otherGroup = MAIN_MODE_ROWS.map((row): AttributeRow => (row[0] === 4 ? [4, 18] : row));
    expect(adviceOn(otherGroup)).not.toContain('list of methods');
  });
});
