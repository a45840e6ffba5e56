/** The packets that scapy made: see documents/make-packets.py. */

import { readFileSync } from 'node:fs';
import { fromHex } from '../../src/base/bytes.ts';

/** A packet, and what scapy was told to put in it. */
export interface ScapyPacket {
  readonly title: string;
  readonly octets: Uint8Array;
  readonly protocol: number;
  /** Octets before the upper layer. */
  readonly headerOctets: number;
  readonly ports?: readonly [number, number];
  /** Type and code. */
  readonly icmp?: readonly [number, number];
  /** Offset in octets, and whether more follow. */
  readonly fragment?: readonly [number, boolean];
}

const file = new URL('../vectors/packets/scapy.json', import.meta.url);
const { packets } = JSON.parse(readFileSync(file, 'utf8')) as {
  packets: (Omit<ScapyPacket, 'octets'> & { hex: string })[];
};

export const SCAPY_PACKETS: readonly ScapyPacket[] = packets.map(({ hex, ...others }) => ({
  ...others,
  octets: fromHex(hex),
}));

/** The octets of the packet with a title. */
export function scapyPacket(title: string): Uint8Array {
  const found = SCAPY_PACKETS.find((candidate) => candidate.title === title);
  if (found === undefined) throw new Error(`no packet is called "${title}"`);
  return Uint8Array.from(found.octets);
}
