import { describe, expect, it } from 'vitest';
import { concat, fromHex } from '../../../src/base/bytes.ts';
import { derElement } from '../../../src/base/der.ts';
import { partsOf, readStrictly, readWhole } from '../../../src/net/pki/der.ts';
import { certificate, verdict } from './lab.ts';

const read = (hex: string) => () => readStrictly(fromHex(hex), 100);

describe('DER', () => {
  it.each([
    ['a length in two octets that fits in one', '048105 0102030405'],
    ['a length with zeros in front', '04820005 0102030405'],
    ['an indefinite length', '3080 0500 0000'],
    ['a length beyond the end', '3003 0500'],
    ['octets behind', '0500 00'],
    ['no octets', ''],
    ['a tag alone', '30'],
    ['a tag of several octets', '1f81 0100'],
    ['a number with zeros in front', '0202 0001'],
    ['a number without octets', '0200'],
    ['a truth value of 1', '0101 01'],
    ['unused bits that are set', '0302 0401'],
    ['a string in pieces', '2404 0402 0000'],
    ['an object identifier that does not end', '0602 2a86'],
    ['a null with contents', '0501 00'],
    ['a length of five octets', '04850000000001 00'],
  ])('has not %s', (_what, hex) => {
    expect(read(hex)).toThrow(expect.objectContaining({ name: 'DerError' }));
  });

  it('is bounded in elements and depth', () => {
    expect(() => readStrictly(fromHex('3006 0500 0500 0500'), 3)).toThrow('more than 3 elements');
    let nest = fromHex('0500');
    for (let i = 0; i < 30; i++) nest = derElement(0x30, nest);
    expect(() => readStrictly(nest, 100)).toThrow('elements nested too deep');
  });
});

describe('what is outside of the signature of a certificate', () => {
  const der = certificate('direct');
  const [body, algorithm, signature] = partsOf(readWhole(der)).map(({ raw }) => raw) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const bits = signature.subarray(3);

  it.each([
    ['the algorithm without a word changed', algorithm, signature, 'verified'],
    ['parameters added', derElement(0x30, algorithm.subarray(2), fromHex('0500')), signature],
    ['another algorithm', derElement(0x30, fromHex('06082a8648ce3d040303')), signature],
    ['an octet behind the signature', algorithm, derElement(3, fromHex('00'), bits, fromHex('00'))],
    ['unused bits', algorithm, derElement(3, fromHex('01'), bits)],
    ['zeros in front of r', algorithm, derElement(3, fromHex('00'), withLongerR(bits))],
  ])(
    'leaves no room: %s',
    (_what, changedAlgorithm, changedSignature, code = 'certificate-malformed') => {
      const sentOctets = [derElement(0x30, body, changedAlgorithm, changedSignature)];
      expect(verdict({ sentOctets })).toBe(code);
    },
  );

  it('leaves no room: octets behind, or elements', () => {
    expect(verdict({ sentOctets: [concat(der, fromHex('00'))] })).toBe('certificate-malformed');
    const more = derElement(0x30, body, algorithm, signature, fromHex('0500'));
    expect(verdict({ sentOctets: [more] })).toBe('certificate-malformed');
  });
});

function withLongerR(der: Uint8Array): Uint8Array {
  const [r, s] = partsOf(readWhole(der));
  return derElement(0x30, derElement(2, fromHex('00'), r!.contents), s!.raw);
}
