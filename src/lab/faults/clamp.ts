/** A link with a small MTU: what is too long is answered, or cut into fragments. */

import type { Path } from '../../base/batch.ts';
import { readU16, readU32 } from '../../base/bytes.ts';
import type { Flight } from '../../sim/link.ts';
import { fragmentIpv4 } from '../../wire/fragmentation.ts';
import { packetTooBig } from '../../wire/icmp-errors.ts';
import type { Meaning } from './fault.ts';

/** What a small MTU makes of a datagram that is too long. */
export type Squeezed =
  /** The answer of a router, to the sender. */
  | { readonly kind: 'refused'; readonly answer: Flight }
  | { readonly kind: 'fragments'; readonly packets: readonly Uint8Array[] }
  /** Its sender's stack takes care of fragments, so that it travels as if it were whole. */
  | { readonly kind: 'unseen' };

const DO_NOT_FRAGMENT = 0x4000;
const IPV4_HEADER_OCTETS = 20;

/** Undefined where it fits. RFC 791 3.2, RFC 1191, RFC 8200 5. */
export function squeeze(flight: Flight, meaning: Meaning, mtu: number): Squeezed | undefined {
  const { bytes, path } = flight;
  if (meaning.octets <= mtu) return undefined;
  if (path.carrier === 'udp') return { kind: 'unseen' };
  const version = bytes[0]! >> 4;
  if (version === 4 && bytes.length >= IPV4_HEADER_OCTETS) {
    const headerOctets = (bytes[0]! & 15) * 4;
    const mayFragment = (readU16(bytes, 6) & DO_NOT_FRAGMENT) === 0;
    if (mayFragment && headerOctets + 8 <= mtu && headerOctets >= IPV4_HEADER_OCTETS)
      return { kind: 'fragments', packets: fragmentIpv4(bytes, mtu, identification(flight)) };
  }
  return { kind: 'refused', answer: answerTo(flight, mtu) };
}

/** Its own, or one that differs from packet to packet. */
function identification({ bytes, number }: Flight): number {
  return readU16(bytes, 4) || number & 0xffff;
}

function answerTo({ number, sender, path, bytes, sentAt }: Flight, mtu: number): Flight {
  const [source, destination] = [path.remote.address, path.local.address];
  const back: Path = { carrier: path.carrier, local: path.remote, remote: path.local };
  return {
    number,
    sender: 'network',
    path: back,
    ...(sender !== '' && { receiver: sender }),
    bytes: packetTooBig({ source, destination, original: bytes }, mtu),
    sentAt,
  };
}

/** Whether an IP packet is a fragment that is not the first, whose octets begin in the middle. */
export function isLaterFragment(packet: Uint8Array): boolean {
  return packet[0]! >> 4 === 4 && (readU32(packet, 4) & 0x1fff) !== 0;
}
