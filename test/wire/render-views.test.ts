/** The views: tree, octets with fields, JSON; of good messages and of broken ones. */

import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import { list, struct, u8, u64 } from '../../src/wire/codec.ts';
import { messageCodec } from '../../src/wire/isakmp/message.ts';
import { plaintextCodec } from '../../src/wire/isakmp/payloads.ts';
import { hexWithFields, isakmpTree, toJson, tree } from '../../src/wire/render.ts';

const HEADER = 'a1b2c3d4e5f60718 0000000000000000 01100200 00000000 0000004c';
const SA = `0000003000000001000000010000002401010001
            0000001c01010000 80010005 80020002 000c000400007080 80030001`;
const MESSAGE = fromHex(`${HEADER} ${SA}`);

describe('tree', () => {
  it('names every field and indents by structure', () => {
    expect(isakmpTree(MESSAGE)).toBe(`header
  initiatorCookie        a1b2c3d4e5f60718
  responderCookie        0000000000000000
  nextPayload            1  Security Association
  version                major 1, minor 0
  exchangeType           2  Identity Protection (main mode)
  flags                  0  none
  messageId              0
  length                 76
payloads                 (1)
  [0]                    Security Association
    nextPayload          0  none
    reserved             0
    length               48
    sa
      doi                1  IPsec
      situation          1  SIT_IDENTITY_ONLY
      proposals          (1)
        [0]
          nextPayload    0  the last
          reserved       0
          length         36
          number         1
          protocol       1  ISAKMP
          spiSize        0
          transformCount 1
          transforms     (1)
            [0]
              nextPayload 0  the last
              reserved   0
              length     28
              number     1
              id         1  KEY_IKE
              reserved2  0
              attributes (4)
                [0]
                  type   1  Encryption Algorithm (TV)
                  value  0005  3DES-CBC
                [1]
                  type   2  Hash Algorithm (TV)
                  value  0002  SHA-1
                [2]
                  type   12  Life Duration (TLV)
                  length 4
                  value  00007080  28800
                [3]
                  type   3  Authentication Method (TV)
                  value  0001  pre-shared key
`);
  });

  it('goes as far as it can, and ends with the error', () => {
    const broken = Uint8Array.from(MESSAGE);
    broken[31] = 0xff;
    const lines = isakmpTree(broken).split('\n');
    expect(lines).toContain('  messageId              0');
    expect(lines.at(-2)).toBe(
      '!! bad-length at payloads[0].length, off=30: a payload of 255 octets, but 48 are left',
    );
  });

  it('cuts long octets, and shows a value without fields', () => {
    const key = fromHex(`00000084 ${'ab'.repeat(128)}`);
    expect(tree(plaintextCodec(4), key)).toContain(`${'ab'.repeat(24)}... (128 octets)`);
    expect(tree(u8, fromHex('07'))).toBe('7\n');
  });

  it('shows octets that a broken field leaves, even at the start', () => {
    expect(tree(u64, fromHex('01'))).toBe(
      '\n!! truncated at the top, off=0: a number of 64 bits needs 8 octets, but 1 are left\n',
    );
  });
});

describe('octets with fields', () => {
  it('put every field on its line, long ones on several', () => {
    const nonce = fromHex(`00000018 ${'0102030405060708090a0b0c0d0e0f1011121314'}`);
    expect(hexWithFields(plaintextCodec(10), nonce)).toBe(`\
0000  00                                payloads[0].nextPayload none
0001  00                                payloads[0].reserved 0
0002  0018                              payloads[0].length 24
0004  0102030405060708090a0b0c0d0e0f10  payloads[0].nonce.data
0014  11121314
`);
  });

  it('show what was not decoded', () => {
    expect(hexWithFields(plaintextCodec(10), fromHex('00000003 aabbcc'))).toBe(`\
0000  00                                payloads[0].nextPayload none
0001  00                                payloads[0].reserved 0
0002  0003                              payloads[0].length
0004  aabbcc                            (not decoded)
!! bad-length at payloads[0].length, off=2: a payload of 3 octets is shorter than its header
`);
  });
});

describe('JSON', () => {
  it('has names beside numbers and octets as text', () => {
    expect(
      toJson(plaintextCodec(13), fromHex('00000014 afcad71368a1f1c96b8696fc77570100')),
    ).toEqual({
      payloads: [
        {
          name: 'Vendor ID',
          nextPayload: { value: 0, name: 'none' },
          reserved: 0,
          length: 20,
          'vendor-id': {
            data: { value: 'afcad71368a1f1c96b8696fc77570100', name: 'Dead Peer Detection 1.0' },
          },
        },
      ],
      padding: '',
    });
    expect(toJson(messageCodec, MESSAGE)).toMatchObject({
      header: { version: { value: { major: 1, minor: 0 } } },
    });
  });

  it('carries the error of broken octets', () => {
    expect(toJson(struct('s', { a: u8, b: u64 }), fromHex('0102'))).toMatchObject({
      a: 1,
      error: { code: 'truncated', offset: 1, path: 'b' },
    });
    expect(toJson(list(u8, 1), fromHex('0102'))).toMatchObject({
      value: [1],
      error: { code: 'too-many', offset: 1, path: '' },
    });
    expect(toJson(u64, fromHex('00000000000000ff'))).toBe('255');
  });
});
