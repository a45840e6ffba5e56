import { describe, expect, it } from 'vitest';
import { concat, fromHex, utf8 } from '../../src/base/bytes.ts';
import { DER_TAG, derElement, oidOctets } from '../../src/base/der.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { nameText, readName } from '../../src/wire/distinguished-name.ts';
import { NAME_VECTORS, nameVector } from './names.ts';

const common = (tag: number, ...octets: number[]): Uint8Array =>
  derElement(
    DER_TAG.sequence,
    derElement(
      DER_TAG.set,
      derElement(
        DER_TAG.sequence,
        derElement(DER_TAG.oid, oidOctets('2.5.4.3')!),
        derElement(tag, Uint8Array.from(octets)),
      ),
    ),
  );

describe('a distinguished name as text', () => {
  it.each(NAME_VECTORS.filter(({ openssl }) => openssl !== ''))(
    'is what openssl prints: $what',
    (row) => {
      expect(nameText(fromHex(row.der))).toBe(row.openssl.replace('emailAddress=', 'E='));
    },
  );

  it('says so where it has no parts', () => {
    expect(nameText(nameVector('no parts'))).toBe('(empty name)');
  });

  it('shows what is no text in hexadecimal', () => {
    expect(nameText(common(0x02, 5))).toBe('CN=#020105');
    expect(nameText(common(DER_TAG.bmpString, 0, 65, 0))).toBe('CN=#1e03004100');
    expect(nameText(common(DER_TAG.utf8String, 0xff))).toBe('CN=#0c01ff');
    expect(nameText(common(DER_TAG.universalString, 0, 0x11, 0, 0))).toBe('CN=#1c0400110000');
  });

  it('takes Teletex strings for ISO 8859-1', () => {
    expect(nameText(common(DER_TAG.teletexString, 0x4d, 0xfc))).toBe('CN=Mü');
  });

  it('does no harm on a terminal', () => {
    const text = nameText(common(DER_TAG.utf8String, ...utf8('a\u001b[31m\n\u202eb\u2028')));
    expect(text).toBe('CN=a\ufffd[31m\ufffd\ufffdb\ufffd');
    expect(nameText(common(DER_TAG.bmpString, 0xd8, 0x00))).toBe('CN=\ufffd');
  });

  it('is bounded', () => {
    const long = common(DER_TAG.utf8String, ...utf8('x'.repeat(2000)));
    expect(nameText(long)).toHaveLength(LIMITS.nameCharacters + 3);
    const tooLong = common(DER_TAG.utf8String, ...utf8('x'.repeat(LIMITS.nameOctets)));
    expect(nameText(tooLong)).toBeUndefined();
    const part = common(DER_TAG.utf8String, 65).subarray(2);
    const many = (count: number) =>
      nameText(derElement(DER_TAG.sequence, concat(...Array<Uint8Array>(count).fill(part))));
    expect(many(LIMITS.nameAttributes)).toContain('CN=A, CN=A');
    expect(many(LIMITS.nameAttributes + 1)).toBeUndefined();
  });
});

describe('octets that are no Name', () => {
  it.each([
    ['nothing', ''],
    ['another type', '3100'],
    ['an indefinite length', '3080'],
    ['a length longer than it need be', '308100'],
    ['a length with a leading zero', '30820000'],
    ['octets too many', '300000'],
    ['a part without attributes', '30023100'],
    ['a part that is no set', '300d300b3009060355040613025858'],
    ['an attribute of one element', '3009310730050603550406'],
    ['an attribute of three elements', '300f310d300b0603550406130258580500'],
    ['a type that is no object identifier', '300d310b3009040355040613025858'],
    ['an object identifier that does not end', '300d310b3009060355048613025858'],
    ['an object identifier with a leading zero', '300d310b3009060355800613025858'],
    ['an element longer than what holds it', '300d310b3009060355040613035858'],
  ])('are not read: %s', (_what, hex) => {
    expect(readName(fromHex(hex))).toBeUndefined();
    expect(nameText(fromHex(hex))).toBeUndefined();
  });

  it('do not matter, whichever octet of a good one is changed or cut off', () => {
    let read = 0;
    for (const row of NAME_VECTORS) {
      const good = fromHex(row.der);
      for (let at = 0; at < good.length; at++) {
        expect(readName(good.subarray(0, at))).toBeUndefined();
        for (const change of [0x01, 0x80, 0xff]) {
          const bad = good.slice();
          bad[at]! ^= change;
          const text = nameText(bad);
          if (text === undefined) continue;
          read++;
          expect(text).not.toMatch(/[\p{C}]/u);
        }
      }
    }
    expect(read).toBeGreaterThan(100);
  });
});
