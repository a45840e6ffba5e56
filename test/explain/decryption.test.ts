/** Every encrypted message of strongSwan's transcripts decrypts to the octets that strongSwan logged. */

import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import type { Dissection } from '../../src/explain/dissection.ts';
import { CELLS } from '../ike/strongswan.ts';
import { captureOf, datagram, explain, layersOf } from './explained.ts';

function plaintexts(frames: readonly Dissection[]): string[] {
  return frames.flatMap(({ buffers }) =>
    buffers.filter(({ name }) => name === 'decrypted ISAKMP').map(({ octets }) => toHex(octets)),
  );
}

describe.each(CELLS.map((cell) => [cell.name, cell] as const))('%s', (_name, cell) => {
  const keys = `${cell.initiatorCookie},${cell.cipherKey}`;
  const packets = cell.datagrams.map(({ datagram: hex, nonEspMarker, direction }) => {
    const message = fromHex(hex);
    const port = nonEspMarker ? 4500 : 500;
    return datagram(message, [port, port], direction === 'responder-to-initiator');
  });
  const expected = cell.datagrams.flatMap(({ plaintext }) => plaintext ?? []);

  it('decrypts', () => {
    const frames = explain(captureOf(...packets), { keys });
    expect(expected.length).toBeGreaterThan(0);
    expect(plaintexts(frames)).toEqual(expected);
    expect(layersOf(frames, 'isakmp').filter(({ fault }) => fault)).toEqual([]);
  });

  it('decrypts although every message is there twice, and a copy moves no chain', () => {
    const twice = packets.flatMap((packet) => [packet, packet]);
    const frames = explain(captureOf(...twice), { keys });
    expect(plaintexts(frames)).toEqual(expected.flatMap((text) => [text, text]));
    expect(layersOf(frames, 'isakmp')[1]?.notes).toContain('the same octets as in frame 1');
  });
});
