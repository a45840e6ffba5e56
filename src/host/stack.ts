/**
 * The small stack of a host: it answers ICMP echo (RFC 792, RFC 4443 4) and UDP echo (RFC 862),
 * takes UDP for its sink ports (RFC 863), and reports echo replies and ICMP errors. Fragments have
 * been put together before.
 */

import { type Address, addressOfBytes, endpointText } from '../base/address.ts';
import type { BatchWriter, Path } from '../base/batch.ts';
import { readU16, writeU16 } from '../base/bytes.ts';
import { LocalAddresses } from '../ipsec/local-addresses.ts';
import { isLocal } from '../ipsec/packet/checked-view.ts';
import { internetChecksum, pseudoHeaderSum, transportChecksum } from '../wire/checksum.ts';
import { ICMP_HEADER_OCTETS } from '../wire/icmp.ts';
import {
  IPV4_HEADER_OCTETS,
  IPV6_HEADER_OCTETS,
  ipv4ChecksumValid,
  writeIpv4Header,
  writeIpv6Header,
} from '../wire/ip.ts';
import { ICMP_TYPE, ICMPV6_TYPE, PROTOCOL_NUMBER } from '../wire/numbers/ip.ts';
import { newPacketView, type PacketView, viewPacket } from '../wire/packet-view.ts';
import { UDP_HEADER_OCTETS } from '../wire/udp.ts';
import type { StackConfig } from './config.ts';
import type { StackEvent } from './events.ts';
import { readIcmpError } from './icmp-errors.ts';

/** What the stack needs of its host. */
export interface StackParts {
  readonly config: StackConfig;
  /** What is for other addresses is not taken. */
  readonly addresses: readonly Address[];
  /** Where answers go: packets of the inner side, on `path`. */
  readonly answers: BatchWriter;
  readonly path: Path;
  note(event: StackEvent): void;
  /** Called for each echo reply, beside its event. */
  echoReply(identifier: number, sequence: number): void;
}

/** `taken`: done with; `refused`: not for this stack; `bad-checksum`: damaged, to be dropped. */
export type StackVerdict = 'taken' | 'refused' | 'bad-checksum';

export class Stack {
  readonly #parts: StackParts;
  readonly #echoPorts: ReadonlySet<number>;
  readonly #sinkPorts: ReadonlySet<number>;
  readonly #addresses: LocalAddresses;
  readonly #view: PacketView = newPacketView();
  /** The last UDP port that was asked for and is not this stack's: packets come in runs of one flow. */
  #strangePort = -1;

  constructor(parts: StackParts) {
    this.#parts = parts;
    this.#addresses = new LocalAddresses(parts.addresses);
    this.#echoPorts = new Set(parts.config.udpEchoPorts);
    this.#sinkPorts = new Set(parts.config.udpSinkPorts);
  }

  /**
   * Takes one whole IP packet for this host. Keeps nothing of the arena. `viewed` is the packet's own
   * view, where there is one already: then its header checksum is right.
   */
  take(arena: Uint8Array, start: number, end: number, viewed?: PacketView): StackVerdict {
    if (viewed !== undefined) {
      if (!this.#serves(viewed)) return 'refused';
      Object.assign(this.#view, viewed);
    }
    const view = this.#view;
    if (viewed === undefined && !viewPacket(view, arena, start, end)) return 'refused';
    if (view.version === 4 && !ipv4ChecksumValid(arena, start, view.headerEnd)) {
      return 'bad-checksum';
    }
    if (!this.#isForThisHost(arena)) return 'refused';
    if (view.moreFragments || view.fragmentOffset > 0) return 'refused';
    if (view.protocol === PROTOCOL_NUMBER.udp) return this.#takeUdp(arena);
    const isIcmp = view.protocol === PROTOCOL_NUMBER.icmp && view.version === 4;
    const isIcmpv6 = view.protocol === PROTOCOL_NUMBER.icmpv6 && view.version === 6;
    return isIcmp || isIcmpv6 ? this.#takeIcmp(arena) : 'refused';
  }

  #takeIcmp(arena: Uint8Array): StackVerdict {
    const view = this.#view;
    const at = view.headerEnd;
    if (view.totalEnd - at < ICMP_HEADER_OCTETS) return 'refused';
    const error = readIcmpError(view, arena);
    if (error !== undefined) return this.#takeError(arena, error);
    if (view.icmpCode !== 0) return 'refused';
    const types = view.version === 4 ? ICMP_TYPE : ICMPV6_TYPE;
    const isRequest = view.icmpType === types.echoRequest && this.#parts.config.icmpEcho;
    if (!isRequest && view.icmpType !== types.echoReply) return 'refused';
    if (icmpChecksum(view, arena, at, view.totalEnd) !== 0) return 'bad-checksum';
    const identifier = readU16(arena, at + 4);
    const sequence = readU16(arena, at + 6);
    if (isRequest) {
      this.#reflect(arena, (out, upperAt, upperEnd) => {
        out[upperAt] = types.echoReply;
        writeU16(out, upperAt + 2, 0);
        // Swapped addresses leave ICMPv6's pseudo-header sum as it was.
        const sum = icmpChecksum(view, out, upperAt, upperEnd, arena);
        writeU16(out, upperAt + 2, sum);
      });
      this.#parts.note({ kind: 'echo-answered', ...this.#ends(arena), sequence });
      return 'taken';
    }
    const octets = view.totalEnd - at - ICMP_HEADER_OCTETS;
    this.#parts.note({ kind: 'echo-reply', ...this.#ends(arena), identifier, sequence, octets });
    this.#parts.echoReply(identifier, sequence);
    return 'taken';
  }

  #takeError(
    arena: Uint8Array,
    error: { readonly error: string; readonly about: string },
  ): StackVerdict {
    const view = this.#view;
    if (icmpChecksum(view, arena, view.headerEnd, view.totalEnd) !== 0) return 'bad-checksum';
    this.#parts.note({ kind: 'icmp-error', ...this.#ends(arena), ...error });
    return 'taken';
  }

  #takeUdp(arena: Uint8Array): StackVerdict {
    const view = this.#view;
    const at = view.headerEnd;
    const isEcho = this.#echoPorts.has(view.destinationPort);
    // An answer to an echo port would be answered too: one forged datagram, two hosts, no end.
    const answered = isEcho && !this.#echoPorts.has(view.sourcePort);
    if (!isEcho && !this.#sinkPorts.has(view.destinationPort)) return 'refused';
    if (view.totalEnd - at < UDP_HEADER_OCTETS) return 'refused';
    const length = readU16(arena, at + 4);
    if (length < UDP_HEADER_OCTETS || length > view.totalEnd - at) return 'refused';
    if (!udpChecksumGood(view, arena, at, at + length)) return 'bad-checksum';
    // RFC 768 lets a packet be longer than its datagram; what follows the datagram stays behind.
    view.totalEnd = at + length;
    if (answered) {
      this.#reflect(arena, (out, upperAt) => {
        // Swapped ports and addresses leave the checksum as it was.
        writeU16(out, upperAt, view.destinationPort);
        writeU16(out, upperAt + 2, view.sourcePort);
      });
    }
    const from = { address: this.#addressAt(arena, view.sourceAt), port: view.sourcePort };
    const to = { address: this.#addressAt(arena, view.destinationAt), port: view.destinationPort };
    this.#parts.note({
      kind: 'udp-received',
      from: endpointText(from),
      to: endpointText(to),
      octets: length - UDP_HEADER_OCTETS,
      answered,
    });
    return 'taken';
  }

  /** Writes the viewed packet back to its sender under a fresh header, then lets `patch` change it. */
  #reflect(
    arena: Uint8Array,
    patch: (out: Uint8Array, upperAt: number, upperEnd: number) => void,
  ): void {
    const view = this.#view;
    const { answers, path } = this.#parts;
    const upperOctets = view.totalEnd - view.headerEnd;
    const headerOctets = view.version === 4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
    const at = answers.reserve(path, headerOctets + upperOctets);
    const out = answers.arena;
    const source = arena.subarray(view.destinationAt, view.destinationAt + view.addressOctets);
    const destination = arena.subarray(view.sourceAt, view.sourceAt + view.addressOctets);
    if (view.version === 4) {
      writeIpv4Header(out, at, {
        source,
        destination,
        protocol: view.protocol,
        totalLength: headerOctets + upperOctets,
        timeToLive: 64,
        trafficClass: 0,
        identification: 0,
        dontFragment: false,
      });
    } else {
      writeIpv6Header(out, at, {
        source,
        destination,
        nextHeader: view.protocol,
        payloadLength: upperOctets,
        hopLimit: 64,
        trafficClass: 0,
        flowLabel: 0,
      });
    }
    const upperAt = at + headerOctets;
    out.set(arena.subarray(view.headerEnd, view.totalEnd), upperAt);
    patch(out, upperAt, upperAt + upperOctets);
    answers.commit(at, upperAt + upperOctets);
  }

  /** Whether it is a packet that anything here would take: most are not, and need no closer look. */
  #serves({ protocol, destinationPort }: PacketView): boolean {
    if (protocol !== PROTOCOL_NUMBER.udp) {
      return protocol === PROTOCOL_NUMBER.icmp || protocol === PROTOCOL_NUMBER.icmpv6;
    }
    if (destinationPort === this.#strangePort) return false;
    if (this.#echoPorts.has(destinationPort) || this.#sinkPorts.has(destinationPort)) return true;
    this.#strangePort = destinationPort;
    return false;
  }

  #isForThisHost(arena: Uint8Array): boolean {
    return isLocal(this.#addresses, this.#view, arena);
  }

  #ends(arena: Uint8Array): { from: string; to: string } {
    return {
      from: this.#addressAt(arena, this.#view.sourceAt).text,
      to: this.#addressAt(arena, this.#view.destinationAt).text,
    };
  }

  #addressAt(arena: Uint8Array, at: number): Address {
    return addressOfBytes(arena.subarray(at, at + this.#view.addressOctets));
  }
}

/** Zero over a good message. The addresses of ICMPv6's pseudo-header may lie in another arena. */
function icmpChecksum(
  view: PacketView,
  arena: Uint8Array,
  start: number,
  end: number,
  addresses = arena,
): number {
  if (view.version === 4) return internetChecksum(arena, start, end);
  const { sourceAt, destinationAt } = view;
  const pseudo = pseudoHeaderSum(
    addresses.subarray(sourceAt, sourceAt + 16),
    addresses.subarray(destinationAt, destinationAt + 16),
    PROTOCOL_NUMBER.icmpv6,
    end - start,
  );
  return internetChecksum(arena, start, end, pseudo);
}

/** RFC 768: zero is "not computed" over IPv4. RFC 8200 8.1: over IPv6 it must be there. */
function udpChecksumGood(view: PacketView, arena: Uint8Array, start: number, end: number): boolean {
  if (readU16(arena, start + 6) === 0) return view.version === 4;
  const { protocol, sourceAt, destinationAt, addressOctets } = view;
  return (
    transportChecksum(arena, start, end, protocol, sourceAt, destinationAt, addressOctets) === 0
  );
}
