/** Messages and chains of payloads, as the engine reads and writes them. */

import { describe, expect, it } from 'vitest';
import { concat, EMPTY, fromHex, toHex } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import {
  decodeHeader,
  encodeHeader,
  FLAG_COMMIT,
  FLAG_ENCRYPTION,
} from '../../src/wire/isakmp/header.ts';
import { decodeMessage, encodeMessage } from '../../src/wire/isakmp/message.ts';
import type { Payload } from '../../src/wire/isakmp/payload.ts';
import {
  decodePayloads,
  encodePayloadBody,
  encodePayloads,
} from '../../src/wire/isakmp/payloads.ts';
import { EXCHANGE, PAYLOAD } from '../../src/wire/numbers/isakmp.ts';
import { thrownBy } from './errors.ts';

const HEADER = {
  initiatorCookie: fromHex('0102030405060708'),
  responderCookie: fromHex('1112131415161718'),
  majorVersion: 1,
  minorVersion: 0,
  exchangeType: EXCHANGE.identityProtection,
  flags: 0,
  messageId: 0,
};

const NONCE: Payload = { kind: 'nonce', type: 10, data: fromHex('aabbccdd') };
const HASH: Payload = { kind: 'hash', type: 8, data: fromHex('00112233') };

/** One of every kind that a peer builds. */
const EVERY_KIND: readonly Payload[] = [
  {
    kind: 'sa',
    type: 1,
    doi: 1,
    situation: 1,
    proposals: [
      {
        number: 1,
        protocol: 3,
        spi: fromHex('c0ffee01'),
        transforms: [
          { number: 1, id: 12, attributes: [{ type: 4, form: 'tv', value: fromHex('0001') }] },
        ],
      },
    ],
  },
  { kind: 'ke', type: 4, data: fromHex('0a0b') },
  { kind: 'id', type: 5, idType: 1, protocol: 17, port: 500, data: fromHex('c0000201') },
  { kind: 'cert', type: 6, encoding: 4, data: fromHex('3000') },
  { kind: 'certreq', type: 7, encoding: 4, data: EMPTY },
  HASH,
  { kind: 'sig', type: 9, data: fromHex('5a') },
  NONCE,
  {
    kind: 'notify',
    type: 11,
    doi: 1,
    protocol: 3,
    notifyType: 14,
    spi: fromHex('c0ffee01'),
    data: fromHex('99'),
  },
  {
    kind: 'delete',
    type: 12,
    doi: 1,
    protocol: 3,
    spiSize: 4,
    spis: [fromHex('c0ffee01'), fromHex('c0ffee02')],
  },
  { kind: 'vendor-id', type: 13, data: fromHex('4048b7d56ebce88525e7de7f00d6c2d3') },
  { kind: 'nat-d', type: 20, data: fromHex('01') },
  { kind: 'nat-d', type: 130, data: fromHex('02') },
  { kind: 'nat-oa', type: 21, idType: 1, data: fromHex('0a000001') },
  { kind: 'nat-oa', type: 131, idType: 1, data: fromHex('0a000002') },
  { kind: 'fragment', type: 132, fragmentId: 7, number: 2, flags: 1, data: fromHex('dead') },
  { kind: 'gss', type: 129, data: fromHex('6000') },
  { kind: 'unknown', type: 200, data: fromHex('beef') },
];

describe('header', () => {
  it('is read without judging it', () => {
    const octets = fromHex('0102030405060708 1112131415161718 63 f7 ee ff 89abcdef ffffffff 00');
    const header = decodeHeader(octets);
    expect(header).toMatchObject({ nextPayload: 0x63, majorVersion: 15, minorVersion: 7 });
    expect(header).toMatchObject({ exchangeType: 0xee, flags: 0xff, messageId: 0x89abcdef });
    expect(header.length).toBe(0xffffffff);
    expect(toHex(encodeHeader(header))).toBe(toHex(octets.subarray(0, 28)));
  });

  it('needs its 28 octets', () => {
    const error = thrownBy(() => decodeHeader(new Uint8Array(27)));
    expect(error).toEqual({ code: 'truncated', offset: 24, path: 'length' });
  });
});

describe('message', () => {
  it('carries every kind of payload there and back', () => {
    const { header, payloads, end } = decodeMessage(encodeMessage(HEADER, EVERY_KIND));
    expect(header).toMatchObject({ ...HEADER, nextPayload: PAYLOAD.SA, length: end });
    expect(payloads).toMatchObject(EVERY_KIND);
    expect(payloads.map(({ kind }) => kind)).toEqual(EVERY_KIND.map(({ kind }) => kind));
  });

  it('may be empty', () => {
    const octets = encodeMessage(HEADER, []);
    expect(decodeMessage(octets)).toMatchObject({ payloads: [], end: 28 });
    expect(decodeHeader(octets)).toMatchObject({ nextPayload: 0, length: 28 });
  });

  it('keeps the octets of every payload as they came', () => {
    const octets = encodeMessage(HEADER, EVERY_KIND);
    for (const payload of decodeMessage(octets).payloads) {
      expect(payload.raw).toEqual(octets.subarray(payload.start + 4, payload.end));
      expect(payload.raw.buffer).toBe(octets.buffer);
      expect(encodePayloadBody(payload)).toEqual(payload.raw);
    }
  });

  it('says where the chain ends when more follows', () => {
    const octets = encodeMessage(HEADER, [HASH]);
    const longer = concat(octets, fromHex('000000'));
    longer[27] = longer.length;
    expect(decodeMessage(longer).end).toBe(octets.length);
  });

  it('must be as long as its header says', () => {
    const octets = encodeMessage(HEADER, [HASH]);
    for (const datagram of [octets.subarray(0, -1), concat(octets, fromHex('00'))]) {
      const error = thrownBy(() => decodeMessage(datagram));
      expect(error).toEqual({ code: 'bad-length', offset: 24, path: 'header.length' });
    }
  });

  it('is not read while it is encrypted', () => {
    const octets = encodeMessage({ ...HEADER, flags: FLAG_ENCRYPTION | FLAG_COMMIT }, [HASH]);
    expect(thrownBy(() => decodeMessage(octets))).toEqual({
      code: 'bad-value',
      offset: 19,
      path: 'header.flags',
    });
  });
});

describe('chain of payloads', () => {
  it('is read from an offset, and padding after it is left alone', () => {
    const chain = encodePayloads([HASH, NONCE]);
    const plaintext = concat(fromHex('ffff'), chain, new Uint8Array(5));
    const { payloads, end } = decodePayloads(PAYLOAD.HASH, plaintext, 2);
    expect(payloads).toMatchObject([HASH, NONCE]);
    expect(payloads.map(({ start }) => start)).toEqual([2, 10]);
    expect(end).toBe(2 + chain.length);
  });

  it('counts offsets of errors from the start of the octets', () => {
    const octets = concat(fromHex('ffffff'), encodePayloads([HASH, NONCE]).subarray(0, -1));
    const error = thrownBy(() => decodePayloads(PAYLOAD.HASH, octets, 3));
    expect(error).toEqual({ code: 'bad-length', offset: 13, path: 'payloads[1].length' });
  });

  it('is empty where none is announced', () => {
    expect(decodePayloads(PAYLOAD.NONE, fromHex('ffff'))).toEqual({ payloads: [], end: 0 });
  });

  it('takes as many payloads as LIMITS allows, and no more', () => {
    const many = (count: number): Uint8Array =>
      encodePayloads(new Array<Payload>(count).fill(HASH));
    const most = LIMITS.payloadsPerMessage;
    expect(decodePayloads(PAYLOAD.HASH, many(most)).payloads).toHaveLength(most);
    expect(thrownBy(() => decodePayloads(PAYLOAD.HASH, many(most + 1)))).toEqual({
      code: 'too-many',
      offset: most * 8,
      path: 'payloads',
    });
  });

  it('keeps reserved octets', () => {
    const octets = fromHex('0aff0008 00112233 00010005 99');
    const { payloads } = decodePayloads(PAYLOAD.HASH, octets);
    expect(payloads.map(({ reserved }) => reserved)).toEqual([0xff, 1]);
    expect(encodePayloads(payloads)).toEqual(octets);
  });

  it('lets one build a malformed payload of any type', () => {
    const broken: Payload = { kind: 'unknown', type: PAYLOAD.SA, data: fromHex('0000') };
    expect(toHex(encodePayloads([broken]))).toBe('000000060000');
    expect(toHex(encodePayloadBody(broken))).toBe('0000');
    expect(thrownBy(() => decodePayloads(PAYLOAD.SA, encodePayloads([broken]))).path).toBe(
      'payloads[0].sa.doi',
    );
  });

  it('refuses a payload that is too long for its length field', () => {
    const large: Payload = { kind: 'ke', type: 4, data: new Uint8Array(65_532) };
    expect(() => encodePayloads([large])).toThrow(RangeError);
  });
});
