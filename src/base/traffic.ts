/** Traffic selectors: what both IKE (quick-mode identities) and the SPD speak about. */

import { type AddressRange, rangeText, sameRange } from './address.ts';

/** A set of packets, seen from one host (RFC 4301 4.4.1.1). */
export interface TrafficSelector {
  readonly local: AddressRange;
  readonly remote: AddressRange;
  /** IP protocol number, 0 = any. */
  readonly protocol: number;
  /**
   * UDP or TCP port, 0 = any. With ICMP, type * 256 + code of what is sent (RFC 4301 4.4.1.1, as
   * quick-mode identities carry it).
   */
  readonly localPort: number;
  /** UDP or TCP port, 0 = any; with ICMP, type and code of what is received. */
  readonly remotePort: number;
  /** ICMP messages of one type, in both directions: for what ports cannot say, type 0 or any code. */
  readonly icmp?: IcmpSelector | undefined;
}

/** Messages of one type; of any code where that is undefined. */
interface IcmpSelector {
  readonly type: number;
  readonly code: number | undefined;
}

/** How a tunnel's outer header follows the inner one, and where what is too long is cut up. */
export interface TunnelHeaderPolicy {
  /** RFC 4301 5.1.2 note 5. ECN is copied in either case (RFC 6040 4.1). */
  readonly dscp: 'copy' | 'clear';
  /** RFC 4301 8.1. `clear` also cuts up what was not to be cut up. */
  readonly df: 'copy' | 'set' | 'clear';
  /** RFC 4301 8.2.1, case 2: cut the inner packet, or the ESP packet. */
  readonly fragment: 'before' | 'after';
}

export const DEFAULT_TUNNEL_HEADER: TunnelHeaderPolicy = {
  dscp: 'copy',
  df: 'copy',
  fragment: 'before',
};

/** IPsec's two modes of encapsulation (RFC 4301 3.2). */
export type EncapsulationMode = 'transport' | 'tunnel';

const PROTOCOL_NAMES: Readonly<Record<number, string>> = {
  0: 'any',
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  58: 'ipv6-icmp',
};

/** A protocol's usual name, or its number. */
export function protocolText(protocol: number): string {
  return PROTOCOL_NAMES[protocol] ?? String(protocol);
}

/** `192.0.2.1 <-> 192.0.2.0/24 udp 7->any`: for people. */
export function selectorText(selector: TrafficSelector): string {
  const isIcmp = selector.protocol === 1 || selector.protocol === 58;
  const ports =
    selector.localPort === 0 && selector.remotePort === 0
      ? ''
      : ` ${portText(selector.localPort, isIcmp)}->${portText(selector.remotePort, isIcmp)}`;
  return `${rangeText(selector.local)} <-> ${rangeText(selector.remote)} ${protocolText(selector.protocol)}${ports}${icmpText(selector.icmp)}`;
}

/** Whether two selectors are for the same packets, written the same way. */
export function sameSelector(left: TrafficSelector, right: TrafficSelector): boolean {
  return (
    sameRange(left.local, right.local) &&
    sameRange(left.remote, right.remote) &&
    left.protocol === right.protocol &&
    left.localPort === right.localPort &&
    left.remotePort === right.remotePort &&
    left.icmp?.type === right.icmp?.type &&
    left.icmp?.code === right.icmp?.code
  );
}

function portText(port: number, isIcmp: boolean): string {
  if (port === 0) return 'any';
  return isIcmp ? `${port >> 8}/${port & 0xff}` : String(port);
}

function icmpText(icmp: IcmpSelector | undefined): string {
  if (icmp === undefined) return '';
  return ` type ${icmp.type}${icmp.code === undefined ? '' : ` code ${icmp.code}`}`;
}
