/** Captures that are changed so as to break a reader: containers, links, packets and messages. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAddress } from '../../src/base/address.ts';
import { concat, toHex, utf8 } from '../../src/base/bytes.ts';
import { type Codec, type Draws, encode, mutate, pick } from '../../src/wire/codec.ts';
import { messageCodec } from '../../src/wire/isakmp/message.ts';
import {
  ethernetHeader,
  linuxCooked2Header,
  linuxCookedHeader,
  loopbackHeader,
  vlanTag,
} from '../../src/wire/link.ts';
import { LINK_TYPE } from '../../src/wire/numbers/link.ts';
import { packetWithAnyChecksums } from '../../src/wire/packet.ts';
import {
  pcapFrameBig,
  pcapFrameLittle,
  pcapHeaderBig,
  pcapHeaderLittle,
} from '../../src/wire/pcap.ts';
import type { PcapngBlock } from '../../src/wire/pcapng.ts';
import { pcapng } from '../../src/wire/pcapng-codec.ts';
import { capturedPackets, readPcapng } from '../../src/wire/pcapng-read.ts';
import { encodePcapng } from '../../src/wire/pcapng-write.ts';
import { udpPacket } from '../../src/wire/udp.ts';

const VECTORS = join(import.meta.dirname, '../vectors');
export const EVIDENCE = join(VECTORS, 'strongswan/evidence');
/** Frames of one case: few, so that many cases can be tried. */
const FRAMES = 6;

interface Frame {
  readonly linkType: number;
  readonly octets: Uint8Array;
}

/** Raw IP packets of a real exchange, with the keys of which the cases are explained. */
const PACKETS: readonly Uint8Array[] = capturedPackets(
  readPcapng(readFileSync(join(EVIDENCE, 'good.pcapng'))).blocks,
).map(({ data }) => data);

const UDP_PAYLOAD_AT = 28;

/** The octets of a file, changed in one or several places. */
export function drawCapture(draws: Draws): Uint8Array {
  const frames = drawFrames(draws);
  switch (draws.integer(0, 5)) {
    case 0:
      return mutate(pcapng, asPcapng(frames, draws.integer(0, 1) === 0), draws);
    case 1:
      return mutatedPcap(asPcap(frames, draws), draws);
    case 2:
      return hexText(frames, draws);
    case 3:
      return asPcap(frames, draws);
    default:
      return asPcapng(frames, draws.integer(0, 1) === 0);
  }
}

function drawFrames(draws: Draws): Frame[] {
  const first = draws.integer(0, PACKETS.length - 1);
  const taken = PACKETS.slice(first, first + draws.integer(1, FRAMES));
  return taken.map((packet) => {
    const raw = draws.integer(0, 2) === 0 ? packet : changedPacket(packet, draws);
    return onLink(raw, draws);
  });
}

function changedPacket(packet: Uint8Array, draws: Draws): Uint8Array {
  switch (draws.integer(0, 3)) {
    case 0: {
      const message = mutate(messageCodec, packet.subarray(UDP_PAYLOAD_AT), draws);
      return inUdp(message, draws);
    }
    case 1: {
      const message = encode(messageCodec, messageCodec.generate(draws));
      return inUdp(
        draws.integer(0, 1) === 0 ? message : mutate(messageCodec, message, draws),
        draws,
      );
    }
    default:
      return mutate(packetWithAnyChecksums, packet, draws);
  }
}

function inUdp(message: Uint8Array, draws: Draws): Uint8Array {
  const marked = draws.integer(0, 1) === 0;
  return udpPacket({
    source: parseAddress('10.99.0.2'),
    destination: parseAddress('10.99.0.1'),
    sourcePort: pick(draws, [500, 4500, 4501]),
    destinationPort: pick(draws, [500, 4500, 7]),
    payload: concat(new Uint8Array(marked ? 4 : 0), message).subarray(0, 65_000),
  });
}

const LINKS: readonly { readonly linkType: number; readonly codec: Codec<never> }[] = [
  { linkType: LINK_TYPE.ethernet, codec: ethernetHeader as Codec<never> },
  { linkType: LINK_TYPE.linuxCooked, codec: linuxCookedHeader as Codec<never> },
  { linkType: LINK_TYPE.linuxCooked2, codec: linuxCooked2Header as Codec<never> },
  { linkType: LINK_TYPE.null, codec: loopbackHeader as Codec<never> },
];

function onLink(octets: Uint8Array, draws: Draws): Frame {
  if (draws.integer(0, 1) === 0) {
    const linkType = pick(draws, [LINK_TYPE.raw, LINK_TYPE.ipv4, LINK_TYPE.raw, 12, 147]);
    return { linkType, octets };
  }
  const { linkType, codec } = pick(draws, LINKS);
  const header = encode(codec as Codec<unknown>, codec.generate(draws));
  const tags = Array.from({ length: draws.integer(0, 2) }, () =>
    encode(vlanTag as Codec<unknown>, vlanTag.generate(draws)),
  );
  return { linkType, octets: concat(header, ...tags, octets) };
}

function asPcapng(frames: readonly Frame[], littleEndian: boolean): Uint8Array {
  const linkTypes = [...new Set(frames.map(({ linkType }) => linkType))];
  const blocks: PcapngBlock[] = [
    {
      kind: 'section',
      littleEndian,
      majorVersion: 1,
      minorVersion: 0,
      sectionLength: -1n,
      options: [],
    },
    ...linkTypes.map(
      (linkType): PcapngBlock => ({
        kind: 'interface',
        linkType,
        reserved: 0,
        snapLength: 0,
        options: [],
      }),
    ),
    ...frames.map(
      ({ linkType, octets }, index): PcapngBlock => ({
        kind: 'packet',
        interfaceId: linkTypes.indexOf(linkType),
        timestamp: BigInt(index),
        originalLength: octets.length,
        data: octets,
        options: [],
      }),
    ),
  ];
  return encodePcapng(blocks);
}

function asPcap(frames: readonly Frame[], draws: Draws): Uint8Array {
  const little = draws.integer(0, 1) === 0;
  const { linkType } = frames[0]!;
  const header = encode(little ? pcapHeaderLittle : pcapHeaderBig, {
    magic: pick(draws, [0xa1b2c3d4, 0xa1b23c4d]),
    majorVersion: 2,
    minorVersion: 4,
    zone: 0,
    accuracy: 0,
    snapLength: 65_535,
    linkType,
  });
  const parts = frames.flatMap(({ octets }, index) => [
    encode(little ? pcapFrameLittle : pcapFrameBig, {
      seconds: index,
      fraction: draws.integer(0, 999_999),
      capturedLength: octets.length,
      originalLength: octets.length,
    }),
    octets,
  ]);
  return concat(header, ...parts);
}

/** Bits turned, octets left out or put in, the end cut off. */
function mutatedPcap(file: Uint8Array, draws: Draws): Uint8Array {
  const at = draws.integer(0, file.length - 1);
  switch (draws.integer(0, 3)) {
    case 0:
      return file.subarray(0, at);
    case 1:
      return concat(file.subarray(0, at), file.subarray(Math.min(file.length, at + 7)));
    case 2:
      return concat(file.subarray(0, at), draws.bytes(draws.integer(1, 40)), file.subarray(at));
    default: {
      const changed = Uint8Array.from(file);
      for (let i = draws.integer(1, 8); i > 0; i--) {
        changed[draws.integer(0, file.length - 1)] = draws.integer(0, 255);
      }
      return changed;
    }
  }
}

function hexText(frames: readonly Frame[], draws: Draws): Uint8Array {
  const octets = draws.integer(0, 1) === 0 ? frames[0]!.octets : frames[0]!.octets.subarray(28);
  const hex = toHex(octets);
  const lines = hex.match(/.{1,32}/g) ?? [];
  const offsets = draws.integer(0, 1) === 0;
  const text = lines
    .map((line, index) => {
      const spaced = line.replace(/..(?!$)/g, '$& ');
      return offsets ? `${(index * 16).toString(16).padStart(4, '0')}  ${spaced}` : line;
    })
    .join('\n');
  const bytes = utf8(text);
  return draws.integer(0, 2) === 0 ? mutatedPcap(bytes, draws) : bytes;
}
