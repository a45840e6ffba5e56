/** Somebody on the wire without keys: reads a capture, replays what went by, forges what did not. */

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { addressOfBytes } from '../base/address.ts';
import { decode } from '../wire/codec.ts';
import { ESP_HEADER_OCTETS } from '../wire/esp.ts';
import { packetWithAnyChecksums } from '../wire/packet.ts';
import { capturedPackets, readPcapng } from '../wire/pcapng-read.ts';
import { LOOPBACK } from './free-ports.ts';

/** An ESP packet as protocol 50, as it was seen. */
export interface SeenEsp {
  readonly packet: Uint8Array;
  readonly spi: number;
  readonly sequence: number;
}

/** The last ESP packet from one address to another in a capture that may still be growing. */
export function lastEsp(capture: string, from: string, to: string): SeenEsp {
  const packets = packetsOf(capture);
  for (let i = packets.length - 1; i >= 0; i--) {
    const packet = packets[i]!;
    const seen = decode(packetWithAnyChecksums, packet);
    if (seen.payload.kind !== 'esp' || addressOfBytes(seen.source).text !== from) continue;
    if (addressOfBytes(seen.destination).text !== to) continue;
    const { spi, sequence } = seen.payload.esp;
    return { packet: Uint8Array.from(packet), spi, sequence };
  }
  throw new Error(`${capture} has no ESP packet from ${from} to ${to}`);
}

/**
 * A packet that was never sent: the SPI of a real one, a sequence number that the receiver has not
 * seen, and other octets where the ciphertext is. The IP header stays, so its checksum is right.
 */
export function forged(seen: SeenEsp, sequence: number): Uint8Array {
  const packet = Uint8Array.from(seen.packet);
  const esp = (packet[0]! & 0x0f) * 4;
  new DataView(packet.buffer).setUint32(esp + 4, sequence);
  for (let at = esp + ESP_HEADER_OCTETS; at < packet.length; at++) packet[at]! ^= 0xa5;
  return packet;
}

/** Puts an IP packet on the wire to a peer's link socket, from a socket of the attacker's own. */
export function putOnLink(packet: Uint8Array, port: number): Promise<void> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.send(packet, port, LOOPBACK, (error) => {
      socket.close();
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** The number, from 1, of the frame that holds exactly these octets; the last one if several do. */
export function frameOf(capture: string, packet: Uint8Array): number {
  const at = packetsOf(capture).findLastIndex((data) => Buffer.compare(data, packet) === 0);
  if (at < 0) throw new Error(`${capture} does not hold the packet that was sent`);
  return at + 1;
}

function packetsOf(capture: string): Uint8Array[] {
  const { blocks } = readPcapng(readFileSync(capture));
  return capturedPackets(blocks).map((packet) => packet.data);
}
