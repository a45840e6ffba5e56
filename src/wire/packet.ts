/** Whole IP packets as values, the upper layer included: for captures, explanations and tests. */

import { type AhPacket, ah } from './ah.ts';
import type { ChecksumRule, PseudoHeader } from './checksum-codec.ts';
import { type Codec, type Reader, rest } from './codec.ts';
import { type EspPacket, esp } from './esp.ts';
import { type IcmpMessage, icmpCodec, icmpv6Codec } from './icmp.ts';
import { type Ipv4Packet, ipv4Codec, type PayloadScope } from './ipv4.ts';
import { type Ipv6Packet, ipv6Codec } from './ipv6.ts';
import { PROTOCOL_NUMBER } from './numbers/ip.ts';
import { type TcpSegment, tcpCodec } from './tcp.ts';
import { type UdpDatagram, udpCodec } from './udp.ts';

/** What an IP packet carries; `data` is any other protocol, and the payload of every fragment. */
type UpperLayer =
  | { readonly kind: 'udp'; readonly udp: UdpDatagram }
  | { readonly kind: 'tcp'; readonly tcp: TcpSegment }
  | { readonly kind: 'icmp'; readonly icmp: IcmpMessage }
  | { readonly kind: 'icmpv6'; readonly icmpv6: IcmpMessage }
  | { readonly kind: 'esp'; readonly esp: EspPacket }
  | { readonly kind: 'ah'; readonly ah: AhPacket }
  | { readonly kind: 'data'; readonly data: Uint8Array };

/** An IP packet of either version with its upper layer. */
export type IpPacket = Ipv4Packet<UpperLayer> | Ipv6Packet<UpperLayer>;

/** An IP packet of either version. Every checksum must be right. */
export const packet: Codec<IpPacket> = packetCodec();

/** The same with any checksums: for captures of packets that were damaged or never finished. */
export const packetWithAnyChecksums: Codec<IpPacket> = packetCodec('ignored');

/** An IP packet of either version; `rule` is for the checksums of all its layers. */
export function packetCodec(rule: ChecksumRule = 'required'): Codec<IpPacket> {
  const choose = (scope: PayloadScope): Codec<UpperLayer> => upperLayer(scope, rule);
  const version4 = ipv4Codec(choose, rule);
  const version6 = ipv6Codec(choose);
  return {
    what: 'an IP packet',
    read: (reader) => (versionOf(reader) === 6 ? version6 : version4).read(reader),
    write(writer, value) {
      if (value.version === 6) version6.write(writer, value);
      else version4.write(writer, value);
    },
    generate: (draws) => (draws.integer(0, 1) === 0 ? version4 : version6).generate(draws),
  };
}

function versionOf(reader: Reader): number {
  reader.need(1, 'an IP packet');
  return reader.bytes[reader.at]! >> 4;
}

function upperLayer(scope: PayloadScope, rule: ChecksumRule): Codec<UpperLayer> {
  if (scope.isFragment) return data;
  const { source, destination } = scope;
  const pseudo: PseudoHeader | undefined = destination && { source, destination };
  switch (scope.protocol) {
    case PROTOCOL_NUMBER.udp: {
      // RFC 768: without IPv6, a checksum of zero is none.
      const udpRule = rule === 'required' && source.length === 4 ? 'zero-allowed' : rule;
      return layer('udp', udpCodec(pseudo, udpRule));
    }
    case PROTOCOL_NUMBER.tcp:
      return layer('tcp', tcpCodec(pseudo, rule));
    case PROTOCOL_NUMBER.icmp:
      return layer('icmp', icmpCodec(rule));
    case PROTOCOL_NUMBER.icmpv6:
      return layer('icmpv6', icmpv6Codec(pseudo, rule));
    case PROTOCOL_NUMBER.esp:
      return layer('esp', esp);
    case PROTOCOL_NUMBER.ah:
      return layer('ah', ah);
    default:
      return data;
  }
}

const data: Codec<UpperLayer> = layer('data', rest);

/** Wraps a codec as one kind of upper layer, which is also its name in paths. */
function layer<T>(kind: UpperLayer['kind'], codec: Codec<T>): Codec<UpperLayer> {
  return {
    what: codec.what,
    read(reader) {
      reader.enter(kind);
      const value = codec.read(reader);
      reader.leave();
      return { kind, [kind]: value } as unknown as UpperLayer;
    },
    write(writer, value) {
      if (value.kind !== kind) throw new RangeError(`this protocol has a payload of kind ${kind}`);
      codec.write(writer, (value as unknown as Readonly<Record<string, T>>)[kind]!);
    },
    generate: (draws) => ({ kind, [kind]: codec.generate(draws) }) as unknown as UpperLayer,
  };
}
