/** SA payloads: attributes as numbers, odd input that must survive, bounds. */

import { describe, expect, it } from 'vitest';
import { EMPTY, fromHex, toHex } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { attributeNumber, numberAttribute } from '../../src/wire/isakmp/attribute-number.ts';
import type { DecodedPayload, SaPayload } from '../../src/wire/isakmp/payload.ts';
import { decodePayloads, encodePayloads } from '../../src/wire/isakmp/payloads.ts';
import type { Proposal, Transform } from '../../src/wire/isakmp/sa.ts';
import { PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
import { thrownBy } from './errors.ts';

const TRANSFORM: Transform = { number: 1, id: 1, attributes: [] };
const PROPOSAL: Proposal = { number: 1, protocol: 1, spi: EMPTY, transforms: [TRANSFORM] };

function sa(proposals: readonly Proposal[]): SaPayload {
  return { kind: 'sa', type: 1, doi: 1, situation: 1, proposals };
}

function again(payload: SaPayload): DecodedPayload {
  return decodePayloads(PAYLOAD.SA, encodePayloads([payload])).payloads[0]!;
}

function decodeSa(hex: string): SaPayload {
  const octets = fromHex(hex);
  const { payloads } = decodePayloads(PAYLOAD.SA, octets);
  expect(toHex(encodePayloads(payloads))).toBe(toHex(octets));
  const [payload] = payloads;
  if (payload?.kind !== 'sa') throw new Error('not an SA');
  return payload;
}

describe('attributes as numbers', () => {
  it('are basic where 16 bits are enough (RFC 2408 3.3)', () => {
    expect(numberAttribute(11, 1)).toEqual({ type: 11, form: 'tv', value: fromHex('0001') });
    expect(numberAttribute(12, 0xffff)).toEqual({ type: 12, form: 'tv', value: fromHex('ffff') });
    expect(numberAttribute(12, 0x10000)).toEqual({
      type: 12,
      form: 'tlv',
      value: fromHex('00010000'),
    });
    expect(() => numberAttribute(12, 2 ** 32)).toThrow(RangeError);
    expect(() => numberAttribute(12, -1)).toThrow(RangeError);
    expect(() => numberAttribute(12, 0.5)).toThrow(RangeError);
  });

  it('are read from both forms', () => {
    const tlv = (hex: string): number | undefined =>
      attributeNumber({ type: 12, form: 'tlv', value: fromHex(hex) });
    expect(attributeNumber(numberAttribute(12, 28_800))).toBe(28_800);
    expect(tlv('00015180')).toBe(86_400);
    expect(tlv('07')).toBe(7);
    expect(tlv('ffffffffffff')).toBe(2 ** 48 - 1);
    expect(tlv('')).toBeUndefined();
    expect(tlv('00000000000001')).toBeUndefined();
  });

  it('keep their form', () => {
    const attributes = [numberAttribute(12, 7), { ...numberAttribute(12, 70_000) }] as const;
    const short = { type: 12, form: 'tlv', value: fromHex('0007') } as const;
    const transform = { ...TRANSFORM, attributes: [...attributes, short] };
    const payload = sa([{ ...PROPOSAL, transforms: [transform] }]);
    expect(again(payload)).toMatchObject(payload);
  });

  it('are refused where they cannot be written', () => {
    const withAttribute = (attribute: Transform['attributes'][number]): SaPayload =>
      sa([{ ...PROPOSAL, transforms: [{ ...TRANSFORM, attributes: [attribute] }] }]);
    const wide = withAttribute({ type: 1, form: 'tv', value: fromHex('010203') });
    expect(() => encodePayloads([wide])).toThrow(/2 octets, not 3/);
    const high = withAttribute({ type: 0x8000, form: 'tv', value: fromHex('0102') });
    expect(() => encodePayloads([high])).toThrow(/15 bits/);
  });
});

describe('odd input', () => {
  it('survives in reserved fields', () => {
    const payload = decodeSa('00aa001c 00000001 00000001 00bb0010 01010001 00cc0008 0101dddd');
    expect(payload.reserved).toBe(0xaa);
    expect(payload.proposals[0]).toMatchObject({ reserved: 0xbb });
    expect(payload.proposals[0]!.transforms[0]).toMatchObject({
      reserved: 0xcc,
      reserved2: 0xdddd,
    });
  });

  it('survives in links that say 0 although another follows, and the other way round', () => {
    const payload = decodeSa(
      '0000002c 00000001 00000001 00000010 01010001 07000008 01010000 02000010 02010001 00000008 01010000',
    );
    expect(payload.proposals).toMatchObject([
      { number: 1, more: 0, transforms: [{ more: 7 }] },
      { number: 2, more: 2 },
    ]);
    expect(payload.proposals[1]!.transforms[0]).not.toHaveProperty('more');
  });

  it('survives behind an unknown DOI or situation', () => {
    expect(decodeSa('0000000b 00000000 aabbcc')).toMatchObject({
      doi: 0,
      situation: 0,
      proposals: [],
      rest: fromHex('aabbcc'),
    });
    expect(decodeSa('00000010 00000001 00000002 deadbeef')).toMatchObject({
      situation: 2,
      rest: fromHex('deadbeef'),
    });
    expect(decodeSa('00000008 00000002')).toMatchObject({ doi: 2, rest: EMPTY });
  });

  it('an SA without proposals is a value; the engine judges it', () => {
    expect(decodeSa('0000000c 00000001 00000001').proposals).toEqual([]);
  });
});

describe('bounds', () => {
  const encoded = (payload: SaPayload): Uint8Array => encodePayloads([payload]);
  const errorOf = (payload: SaPayload): { code: string; path: string } => {
    const { code, path } = thrownBy(() => decodePayloads(PAYLOAD.SA, encoded(payload)));
    return { code, path };
  };

  it('hold for proposals, transforms and attributes', () => {
    const attributes = new Array(LIMITS.attributesPerTransform + 1).fill(numberAttribute(1, 1));
    expect(errorOf(sa([{ ...PROPOSAL, transforms: [{ ...TRANSFORM, attributes }] }]))).toEqual({
      code: 'too-many',
      path: 'payloads[0].sa.proposals[0].transforms[0].attributes',
    });
    const transforms = new Array(LIMITS.transformsPerProposal + 1).fill(TRANSFORM);
    expect(errorOf(sa([{ ...PROPOSAL, transforms }]))).toEqual({
      code: 'too-many',
      path: 'payloads[0].sa.proposals[0].transforms',
    });
    const proposals = new Array(LIMITS.proposalsPerSa + 1).fill(PROPOSAL);
    expect(errorOf(sa(proposals))).toEqual({ code: 'too-many', path: 'payloads[0].sa.proposals' });
  });

  it('admit as much as LIMITS says', () => {
    const transforms = new Array(LIMITS.transformsPerProposal).fill(TRANSFORM);
    const payload = sa([{ ...PROPOSAL, transforms }]);
    expect(again(payload)).toMatchObject(payload);
  });
});
