/** pcapng as it comes, in chunks of any size, gives the packets of the whole file. */

import { describe, expect, it } from 'vitest';
import { concat, fromHex } from '../../src/base/bytes.ts';
import type { CapturedFrame } from '../../src/explain/captured-frame.ts';
import { capturedPackets, readPcapng } from '../../src/wire/pcapng-read.ts';
import { captureOf, datagram, itemsOf, vector } from './explained.ts';

const FILES = ['big-endian', 'little-endian', 'nanoseconds', 'three-sections'];

function framesOf(file: Uint8Array, chunk?: number): CapturedFrame[] {
  return itemsOf(file, chunk).filter((item) => item.kind === 'frame');
}

describe('pcapng in pieces', () => {
  it.each(FILES)('%s has the same packets as read whole', (name) => {
    const file = vector(`pcapng/${name}.pcapng`);
    const whole = capturedPackets(readPcapng(file).blocks);
    for (const chunk of [1, 3, 64, file.length]) {
      const frames = framesOf(file, chunk);
      expect(
        frames.map(({ number, linkType, interfaceName, octets, originalLength, time }) => ({
          number,
          linkType,
          interfaceName,
          data: Uint8Array.from(octets),
          originalLength,
          timestampNanos: time && BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos),
        })),
      ).toEqual(
        whole.map(({ comments: _, data, ...others }) => ({
          ...others,
          data: Uint8Array.from(data),
        })),
      );
    }
  });

  it('reads the packet block that the enhanced one replaced', () => {
    const packet = datagram(fromHex('ff'), [4500, 4500]);
    const [head] = [captureOf()];
    const padding = new Uint8Array(-packet.length & 3);
    const length = 32 + packet.length + padding.length;
    const words = (...numbers: number[]): Uint8Array => {
      const octets = new Uint8Array(numbers.length * 4);
      const view = new DataView(octets.buffer);
      for (const [i, number] of numbers.entries()) view.setUint32(i * 4, number, true);
      return octets;
    };
    // Interface 0 with 7 drops, which an enhanced packet would take for interface 0x70000.
    const body = words(2, length, 0x0007_0000, 0, 5_000_000, packet.length, packet.length);
    const frames = framesOf(concat(head!, body, packet, padding, words(length)));
    expect(frames).toMatchObject([{ time: { seconds: 5, nanos: 0 }, linkType: 101 }]);
  });

  it('says where a file ends too early, and keeps what was whole', () => {
    const file = captureOf(datagram(fromHex('01')), datagram(fromHex('02')));
    const items = itemsOf(file.slice(0, file.length - 5));
    expect(items.map(({ kind }) => kind)).toEqual(['frame', 'trouble']);
    expect(items[1]).toMatchObject({ sentence: expect.stringMatching(/ends inside a block/) });
  });

  it('passes over blocks of secrets and others, however long, without holding them', () => {
    const file = captureOf(datagram(fromHex('01')));
    const head = captureOf();
    const secrets = new Uint8Array(20_000_000);
    const view = new DataView(secrets.buffer);
    view.setUint32(0, 10, true);
    view.setUint32(4, secrets.length, true);
    view.setUint32(secrets.length - 4, secrets.length, true);
    const whole = concat(head, secrets, file.subarray(head.length));
    expect(framesOf(whole, 65_536)).toHaveLength(1);
  });
});
