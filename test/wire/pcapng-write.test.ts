/** What Espial writes to captures, and odd or broken pcapng. */

import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, utf8 } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { DecodeError, decode, encode } from '../../src/wire/codec.ts';
import type { PacketBlock, PcapngBlock, SectionBlock } from '../../src/wire/pcapng.ts';
import { blockCodec, pcapng } from '../../src/wire/pcapng-codec.ts';
import { capturedPackets, readPcapng } from '../../src/wire/pcapng-read.ts';
import {
  encodePcapng,
  enhancedPacket,
  interfaceDescription,
  sectionHeader,
} from '../../src/wire/pcapng-write.ts';

const SECTION: SectionBlock = {
  kind: 'section',
  littleEndian: true,
  majorVersion: 1,
  minorVersion: 0,
  sectionLength: -1n,
  options: [],
};

describe('blocks as they are written', () => {
  it('a section header', () => {
    expect(toHex(sectionHeader())).toBe('0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000');
    const { blocks } = readPcapng(sectionHeader({ application: 'espial 1', comment: 'lab' }));
    const options = [
      { code: 1, value: utf8('lab') },
      { code: 4, value: utf8('espial 1') },
    ];
    expect(blocks).toEqual([{ ...SECTION, options }]);
  });

  it('an interface', () => {
    expect(toHex(interfaceDescription({ name: 'ike' }))).toBe(
      '01000000280000006500000000000000' +
        '02000300696b6500' +
        '0900010006000000' +
        '0000000028000000',
    );
  });

  it('a packet', () => {
    const timestampMicros = 0x0006_0a24_181e_4001n;
    const data = fromHex('4500');
    const block = enhancedPacket({ interfaceId: 1, timestampMicros, data, comment: 'no' });
    expect(toHex(block)).toBe(
      '060000003000000001000000240a060001401e1802000000020000004500000001000200' +
        '6e6f00000000000030000000',
    );
  });

  it('read back with names, times, comments and cut packets', () => {
    const file = concat(
      sectionHeader({ application: 'espial' }),
      interfaceDescription({ name: 'ike', description: 'UDP 500', linkType: 101, snapLength: 4 }),
      interfaceDescription({ name: 'inner' }),
      enhancedPacket({
        interfaceId: 1,
        timestampMicros: 1_700_000_000_000_001n,
        data: utf8('abc'),
      }),
      enhancedPacket({
        interfaceId: 0,
        timestampMicros: 5n,
        data: utf8('abcd'),
        originalLength: 9,
        comment: 'cut',
      }),
    );
    const common = { linkType: 101 };
    expect(capturedPackets(readPcapng(file).blocks)).toEqual([
      {
        ...common,
        number: 1,
        interfaceName: 'inner',
        timestampNanos: 1_700_000_000_000_001_000n,
        data: utf8('abc'),
        originalLength: 3,
        comments: [],
      },
      {
        ...common,
        number: 2,
        interfaceName: 'ike',
        timestampNanos: 5000n,
        data: utf8('abcd'),
        originalLength: 9,
        comments: ['cut'],
      },
    ]);
  });

  it('a comment longer than an option can be is cut', () => {
    const comment = 'x'.repeat(70_000);
    const data = new Uint8Array(0);
    const block = enhancedPacket({ interfaceId: 0, timestampMicros: 0n, data, comment });
    const value = decode(blockCodec(true), block);
    expect(value.kind === 'packet' && value.options[0]?.value.length).toBe(65_535);
  });
});

describe('times', () => {
  const nanosOf = (
    options: [number, string][],
    timestamp: bigint,
    littleEndian = true,
  ): unknown => {
    const blocks: PcapngBlock[] = [
      { ...SECTION, littleEndian },
      {
        kind: 'interface',
        linkType: 1,
        reserved: 0,
        snapLength: 0,
        options: options.map(([code, hex]) => ({ code, value: fromHex(hex) })),
      },
      { ...PACKET, timestamp },
    ];
    return capturedPackets(readPcapng(encodePcapng(blocks)).blocks)[0]?.timestampNanos;
  };

  it.each([
    ['microseconds unless said', [], 7n, 7000n],
    ['milliseconds', [[9, '03']], 7n, 7_000_000n],
    ['nanoseconds', [[9, '09']], 7n, 7n],
    ['picoseconds, cut off', [[9, '0c']], 7999n, 7n],
    ['powers of two', [[9, '8a']], 1536n, 1_500_000_000n],
    ['an offset in seconds', [[14, '0200000000000000']], 7n, 2_000_007_000n],
    ['a negative offset', [[14, 'ffffffffffffffff']], 7n, -999_993_000n],
    ['an offset of the wrong size, ignored', [[14, '02']], 7n, 7000n],
    ['an empty resolution, ignored', [[9, '']], 7n, 7000n],
    ['all 64 bits', [[9, '09']], 0xffff_ffff_ffff_ffffn, 0xffff_ffff_ffff_ffffn],
  ] as [string, [number, string][], bigint, bigint][])('%s', (_what, options, timestamp, nanos) => {
    expect(nanosOf(options, timestamp)).toBe(nanos);
  });

  it('an offset in a big-endian section', () => {
    expect(nanosOf([[14, '0000000000000002']], 0n, false)).toBe(2_000_000_000n);
  });
});

const PACKET: PacketBlock = {
  kind: 'packet',
  interfaceId: 0,
  timestamp: 0n,
  originalLength: 0,
  data: new Uint8Array(0),
  options: [],
};

const HEAD = '0a0d0d0a1c0000004d3c2b1a01000000ffffffffffffffff1c000000';

describe('odd files survive octet for octet', () => {
  it.each([
    [
      'padding that is not zero',
      `${HEAD}060000002400000000000000000000000000000001000000010000004affffff24000000`,
    ],
    [
      'options without their end',
      `${HEAD}0100000018000000650000000000000002000100${'61000000'}1c000000`.replace(
        '18000000',
        '1c000000',
      ),
    ],
    [
      'an end of options without options',
      `${HEAD}010000001800000065000000000000000000000018000000`,
    ],
    [
      'octets behind the end of options',
      `${HEAD}010000001c000000650000000000000000000000${'01020304'}1c000000`,
    ],
    [
      'option padding that is not zero',
      `${HEAD}0100000020000000650000000000000002000100${'61ffffff'}0000000020000000`,
    ],
    [
      'a simple packet longer than its original',
      `${HEAD}03000000180000000100000061626364${'65666768'}18000000`,
    ],
    [
      'a simple packet shorter than its original',
      `${HEAD}030000001400000064000000${'61626364'}14000000`,
    ],
    [
      'a packet of an interface that is not there',
      `${HEAD}0600000020000000070000000000000000000000000000000000000020000000`,
    ],
    ['an unknown block', `${HEAD}ad0b00001000000001020304${'10000000'}`],
    ['reserved octets of an interface', `${HEAD}01000000140000006500ffff0000000014000000`],
  ])('%s', (_what, hex) => {
    const { blocks } = readPcapng(fromHex(hex));
    expect(blocks).toHaveLength(2);
    expect(toHex(encodePcapng(blocks))).toBe(hex);
    capturedPackets(blocks);
  });
});

describe('broken files', () => {
  it.each([
    ['nothing', '', 'truncated off=0 [0]'],
    ['a block cut', HEAD.slice(0, 22), 'truncated off=0 [0]'],
    ['another file type', 'd4c3b2a1020004000000000000000000', 'bad-value off=0 [0]'],
    ['a wrong byte-order magic', HEAD.replace('4d3c2b1a', '4d3c2b1b'), 'bad-value off=8 [0]'],
    [
      'a length that is no multiple of four',
      `${HEAD}050000000d0000000d000000`,
      'bad-length off=32 [1].length',
    ],
    [
      'a length of less than the frame',
      `${HEAD}050000000800000008000000`,
      'bad-length off=32 [1].length',
    ],
    ['a length beyond the file', `${HEAD}050000001000000010000000`, 'bad-length off=32 [1].length'],
    ['two lengths', `${HEAD}050000000c00000010000000`, 'bad-length off=36 [1].lengthAgain'],
    [
      'a section header too short',
      '0a0d0d0a100000004d3c2b1a10000000',
      'truncated off=12 [0].majorVersion',
    ],
    [
      'captured octets beyond the block',
      `${HEAD}06000000200000000000000000000000000000000100000001000000${'20000000'}`,
      'bad-length off=48 [1].capturedLength',
    ],
    [
      'an option beyond the block',
      `${HEAD}0100000018000000650000000000000002000100${'18000000'}`,
      'bad-length off=46 [1].options[0].length',
    ],
    [
      'an option without its padding',
      `${HEAD}01000000180000006500000000000000020003006162638018000000`.replace(
        '0100000018',
        '010000001a',
      ),
      'bad-length off=32 [1].length',
    ],
  ])('%s', (_what, hex, expected) => {
    const error = errorOf(fromHex(hex));
    expect(`${error?.code} off=${error?.offset} ${error?.path}`).toBe(expected);
  });

  it('more options than the limit', () => {
    const options = Array.from({ length: LIMITS.pcapngOptionsPerBlock + 1 }, () => ({
      code: 1,
      value: utf8('x'),
    }));
    const file = encodePcapng([{ ...SECTION, options }]);
    expect(errorOf(file)).toMatchObject({ code: 'too-many', path: '[0].options' });
  });

  it('a block larger than the limit', () => {
    const body = new Uint8Array(LIMITS.pcapngBlockOctets - 8);
    const file = encodePcapng([SECTION, { kind: 'foreign', type: 99, body }]);
    expect(errorOf(file)).toMatchObject({ code: 'too-many', path: '[1].length' });
  });

  it('a body that is no multiple of four is refused when written', () => {
    const odd: PcapngBlock = { kind: 'foreign', type: 99, body: new Uint8Array(3) };
    expect(() => encode(blockCodec(true), odd)).toThrow(RangeError);
    expect(() => encode(pcapng, [SECTION, odd])).toThrow('no multiple of 4');
  });
});

function errorOf(bytes: Uint8Array): DecodeError | undefined {
  try {
    readPcapng(bytes);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    return error as DecodeError;
  }
}
