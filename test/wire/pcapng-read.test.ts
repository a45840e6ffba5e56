/** Captures of Debian's tshark tools and of scapy, in both byte orders: test/vectors/pcapng. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { decode } from '../../src/wire/codec.ts';
import { packet } from '../../src/wire/packet.ts';
import { LINKTYPE_RAW, optionOf, PCAPNG_OPTION } from '../../src/wire/pcapng.ts';
import { capturedPackets, commentsOf, readPcapng } from '../../src/wire/pcapng-read.ts';
import { encodePcapng } from '../../src/wire/pcapng-write.ts';

/** What tshark says of a packet. */
interface TsharkPacket {
  readonly 'frame.number': string;
  readonly 'frame.time_epoch'?: string;
  readonly 'frame.len': string;
  readonly 'frame.cap_len': string;
  readonly 'frame.interface_name': string;
  readonly 'frame.comment'?: string;
}

/** What scapy gives packets that begin with IPv4. */
const LINKTYPE_IPV4 = 228;

const read = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../vectors/pcapng/${name}`, import.meta.url)));

const { files } = JSON.parse(new TextDecoder().decode(read('expected.json'))) as {
  files: Record<string, TsharkPacket[]>;
};

describe.each(Object.entries(files))('%s', (name, expected) => {
  const bytes = read(name);
  const { blocks } = readPcapng(bytes);

  it('has the packets that tshark sees', () => {
    const seen = capturedPackets(blocks).map((found): TsharkPacket => {
      const { timestampNanos, comments } = found;
      return {
        'frame.number': String(found.number),
        ...(timestampNanos === undefined ? {} : { 'frame.time_epoch': seconds(timestampNanos) }),
        'frame.len': String(found.originalLength),
        'frame.cap_len': String(found.data.length),
        'frame.interface_name': found.interfaceName ?? 'unknown',
        ...(comments.length === 0 ? {} : { 'frame.comment': comments.join() }),
      };
    });
    // tshark 4.0 goes on using the first section's interface names in later sections.
    const comparable = (packets: readonly TsharkPacket[]): unknown =>
      name !== 'three-sections.pcapng'
        ? packets
        : packets.map(({ 'frame.interface_name': _, ...others }) => others);
    expect(comparable(seen)).toEqual(comparable(expected));
  });

  it('is written again octet for octet', () => {
    expect(toHex(encodePcapng(blocks))).toBe(toHex(bytes));
  });

  it('holds whole IP packets where nothing was cut', () => {
    for (const found of capturedPackets(blocks)) {
      expect([LINKTYPE_RAW, LINKTYPE_IPV4]).toContain(found.linkType);
      if (found.data.length < found.originalLength) continue;
      const value = decode(packet, found.data);
      expect(value.payload).toMatchObject({ udp: { sourcePort: 500, destinationPort: 500 } });
    }
  });
});

it('tells the byte order of each section, and keeps names to their section', () => {
  const { blocks } = readPcapng(read('three-sections.pcapng'));
  const sections = blocks.filter((block) => block.kind === 'section');
  expect(sections.map((section) => section.littleEndian)).toEqual([true, false, true]);
  expect(new Set(capturedPackets(blocks).map((found) => found.interfaceName))).toEqual(
    new Set(['inner0', undefined]),
  );
});

it('keeps foreign blocks whole: here TLS secrets', () => {
  const { blocks } = readPcapng(read('little-endian.pcapng'));
  const foreign = blocks.filter((block) => block.kind === 'foreign');
  expect(foreign.map((block) => block.type)).toEqual([10]);
  expect(new TextDecoder().decode(foreign[0]!.body)).toContain('CLIENT_RANDOM 0000');
});

it('names the application that wrote the file, and finds comments', () => {
  const { blocks } = readPcapng(read('little-endian.pcapng'));
  const [section] = blocks;
  const application =
    section?.kind === 'section' && optionOf(section, PCAPNG_OPTION.sectionApplication);
  expect(new TextDecoder().decode(application || new Uint8Array(0))).toMatch(/^Text2pcap/);
  const packets = blocks.filter((block) => block.kind === 'packet');
  expect(packets.flatMap(commentsOf)).toEqual(['the second packet', 'Gruß']);
});

function seconds(nanos: bigint): string {
  return `${nanos / 1_000_000_000n}.${String(nanos % 1_000_000_000n).padStart(9, '0')}`;
}
