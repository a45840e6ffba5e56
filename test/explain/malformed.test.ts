/** Malformed frames are shown up to the fault, with its offset in words. */

import { describe, expect, it } from 'vitest';
import { copy, fromHex, toHex, writeU16, writeU32 } from '../../src/base/bytes.ts';
import { CELLS } from '../ike/strongswan.ts';
import { captureOf, datagram, explain, explainMessage, treeOf } from './explained.ts';

const MESSAGE = fromHex(CELLS[0]!.datagrams[0]!.datagram);

function damaged(damage: (octets: Uint8Array) => void): Uint8Array {
  const octets = copy(MESSAGE);
  damage(octets);
  return octets;
}

describe('a malformed ISAKMP message', () => {
  it.each<[string, Uint8Array, RegExp, string[]]>([
    [
      'claims more than there is: its payloads are shown all the same',
      damaged((octets) => writeU32(octets, 24, 9999)),
      /error: the message claims 9999 octets, but there are \d+ in length, at off=52 \(\+24\)/,
      ['Security Association', 'Vendor ID'],
    ],
    [
      'is shorter than its datagram: the rest is not taken for payloads',
      damaged((octets) => writeU32(octets, 24, 28)),
      /error: the message claims 28 octets/,
      [],
    ],
    [
      'has a payload longer than itself',
      damaged((octets) => writeU16(octets, 30, 5000)),
      /error: a payload of 5000 octets, but \d+ are left in payloads\[0\]\.length, at off=58 \(\+30\)/,
      ['Security Association', 'octets not decoded'],
    ],
    [
      'has a payload shorter than its header',
      damaged((octets) => writeU16(octets, 30, 3)),
      /error: a payload of 3 octets is shorter than its header/,
      ['Security Association'],
    ],
    ['has a version that nobody has', damaged((octets) => (octets[17] = 0x70)), /version 7\.0/, []],
    [
      'ends in its header',
      MESSAGE.subarray(0, 20),
      /error: .* needs 4 octets/,
      ['initiatorCookie'],
    ],
  ])('%s', (_name, octets, error, shown) => {
    const text = treeOf(explainMessage(toHex(octets))).replace(/\n {2,}(?=\S)/g, ' ');
    expect(text).toMatch(error);
    for (const words of shown) expect(text).toContain(words);
  });
});

describe('a malformed packet', () => {
  const packet = datagram(MESSAGE);

  it('that a capture cut short is no fault of the packet', () => {
    const file = captureOf(packet.subarray(0, 100));
    // The original length stands behind the captured one.
    const at = file.length - packet.subarray(0, 100).length - 8;
    new DataView(file.buffer).setUint32(at, packet.length, true);
    const [frame] = explain(file);
    expect(frame!.layers[0]!.fault).toBeUndefined();
    expect(frame!.layers[0]!.notes.join()).toMatch(/the capture keeps 100 octets of \d+/);
  });

  it.each<[string, (octets: Uint8Array) => void, RegExp]>([
    ['has a version that is none', (o) => (o[0] = 0x95), /IP version 9, neither 4 nor 6/],
    ['has a header of too few words', (o) => (o[0] = 0x44), /a header of 4 words is less than 5/],
    ['claims more than there is', (o) => writeU16(o, 2, 9000), /a packet of 9000 octets, but \d+/],
    [
      'has a datagram longer than itself',
      (o) => writeU16(o, 24, 9000),
      /a datagram of 9000 octets/,
    ],
    ['has a wrong checksum', (o) => writeU16(o, 10, 1), /the header checksum is wrong/],
  ])('%s', (_name, damage, words) => {
    const octets = copy(packet);
    damage(octets);
    expect(treeOf(explain(captureOf(octets))[0]!)).toMatch(words);
  });

  it('of no octets at all', () => {
    expect(treeOf(explain(captureOf(new Uint8Array(0)))[0]!)).toContain('error: no octets');
  });

  it('within packets within packets has an end', () => {
    // Each of these IPv4 headers says that another one follows it.
    const header = fromHex('4500ffff0000000040040000c0000201c0000202');
    const packets = new Uint8Array(header.length * 100);
    for (let at = 0; at < packets.length; at += header.length) packets.set(header, at);
    const [frame] = explain(captureOf(packets));
    expect(frame!.layers.at(-1)!.fault?.detail).toBeTruthy();
    expect(frame!.layers.length).toBeLessThanOrEqual(32);
  });
});
