/** The codecs beside code written by hand for the one thing: an ISAKMP message and a packet's view. */

import { equal } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import { pair } from '../../src/sim/pair.ts';
import { internetChecksum } from '../../src/wire/checksum.ts';
import { decodeMessage, encodeMessage } from '../../src/wire/isakmp/message.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import type { BenchCase, Contender } from '../group.ts';
import { randomFlows, randomPolicies } from './policies.ts';

const BY_HAND = 'by hand';

/** Main mode's first message decoded and encoded, a packet's parts found, a checksum made. */
export function codecCases(): readonly BenchCase[] {
  return [
    { name: 'codec decode', axes: axes('decode an ISAKMP message'), prepare: decoding },
    { name: 'codec encode', axes: axes('encode an ISAKMP message'), prepare: encoding },
    { name: 'codec view', axes: axes('find the parts of a packet'), prepare: viewing },
    { name: 'codec checksum', axes: axes('checksum of 1400 octets'), prepare: summing },
  ];
}

function axes(structure: string): BenchCase['axes'] {
  return { structure };
}

/** The first message of a main mode, as a host sends it. */
function firstMessage(): Uint8Array {
  const subject = pair({ seed: 'codec', provider: nodeProvider });
  const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
  const first = subject.log[0]?.bytes;
  if (!result.ok || first === undefined) throw new Error('there is no first message');
  return first;
}

function decoding() {
  const octets = firstMessage();
  const expected = decodeMessage(octets).payloads.map(({ type }) => type);
  if (String(chainByHand(octets).map(({ type }) => type)) !== String(expected)) {
    throw new Error('wrong result: the codec sees another chain of payloads');
  }
  return {
    contenders: [
      repeated(BY_HAND, () => chainByHand(octets).length),
      repeated('espial', () => decodeMessage(octets).payloads.length),
    ],
  };
}

/** Header and chain only, and no check but of the lengths: the least that one can write. */
function chainByHand(octets: Uint8Array): readonly { type: number; body: Uint8Array }[] {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const payloads = [];
  let type = view.getUint8(16);
  let at = 28;
  while (type !== 0 && at + 4 <= octets.length) {
    const length = view.getUint16(at + 2);
    if (length < 4 || at + length > octets.length) throw new RangeError('a payload is too long');
    payloads.push({ type, body: octets.subarray(at + 4, at + length) });
    type = view.getUint8(at);
    at += length;
  }
  return payloads;
}

function encoding() {
  const octets = firstMessage();
  const { header, payloads } = decodeMessage(octets);
  const bodies = chainByHand(octets);
  const rebuilt = encodeMessage(header, payloads);
  if (!equal(rebuilt, octets) || !equal(messageByHand(octets, bodies), octets)) {
    throw new Error('wrong result: the message encodes to other octets');
  }
  return {
    contenders: [
      repeated(BY_HAND, () => messageByHand(octets, bodies).length),
      repeated('espial', () => encodeMessage(header, payloads).length),
    ],
  };
}

/** Bodies that are octets already are put behind a header that is octets already. */
function messageByHand(
  original: Uint8Array,
  payloads: readonly { type: number; body: Uint8Array }[],
): Uint8Array {
  const length = payloads.reduce((sum, { body }) => sum + 4 + body.length, 28);
  const octets = new Uint8Array(length);
  const view = new DataView(octets.buffer);
  octets.set(original.subarray(0, 28));
  view.setUint32(24, length);
  let at = 28;
  payloads.forEach(({ body }, i) => {
    view.setUint8(at, payloads[i + 1]?.type ?? 0);
    view.setUint16(at + 2, 4 + body.length);
    octets.set(body, at + 4);
    at += 4 + body.length;
  });
  return octets;
}

function viewing() {
  const [flow] = randomFlows(randomPolicies(10), 1);
  const { arena } = flow!;
  const view = newPacketView();
  if (!viewPacket(view, arena, 0, arena.length)) throw new Error('wrong result: no view');
  if (partsByHand(arena).destinationPort !== view.destinationPort) {
    throw new Error('wrong result: the view sees another port');
  }
  return {
    contenders: [
      repeated(BY_HAND, () => partsByHand(arena).destinationPort),
      repeated('espial', () => {
        viewPacket(view, arena, 0, arena.length);
        return view.destinationPort;
      }),
    ],
  };
}

/** An object a packet, and IPv4 without fragments alone. */
function partsByHand(packet: Uint8Array) {
  const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
  const headerEnd = (packet[0]! & 15) * 4;
  return {
    source: packet.slice(12, 16),
    destination: packet.slice(16, 20),
    protocol: packet[9]!,
    sourcePort: view.getUint16(headerEnd),
    destinationPort: view.getUint16(headerEnd + 2),
  };
}

function summing() {
  const octets = Uint8Array.from({ length: 1400 }, (_, i) => (i * 31) & 0xff);
  if (internetChecksum(octets, 0, octets.length) !== sumByHand(octets)) {
    throw new Error('wrong result: the checksums differ');
  }
  return {
    contenders: [
      repeated(BY_HAND, () => sumByHand(octets)),
      repeated('espial', () => internetChecksum(octets, 0, octets.length)),
    ],
  };
}

/** RFC 1071 by its words: the carry comes back in at each addition. */
function sumByHand(octets: Uint8Array): number {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) {
    sum += view.getUint16(at);
    if (sum > 0xffff) sum = (sum & 0xffff) + 1;
  }
  return ~sum & 0xffff;
}

function repeated(name: string, once: () => number): Contender {
  return {
    name,
    run(times) {
      let sum = 0;
      for (let i = 0; i < times; i++) sum += once();
      if (!Number.isFinite(sum)) throw new Error(`${name} makes no sense`);
    },
  };
}
