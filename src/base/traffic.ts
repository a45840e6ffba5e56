/** Traffic selectors: what both IKE (quick-mode identities) and the SPD speak about. */

import { type AddressRange, rangeText } from './address.ts';

/** A set of packets, seen from one host (RFC 4301 4.4.1.1). */
export interface TrafficSelector {
  readonly local: AddressRange;
  readonly remote: AddressRange;
  /** IP protocol number, 0 = any. */
  readonly protocol: number;
  /** UDP or TCP port, 0 = any. */
  readonly localPort: number;
  /** UDP or TCP port, 0 = any. */
  readonly remotePort: number;
}

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
  const ports =
    selector.localPort === 0 && selector.remotePort === 0
      ? ''
      : ` ${selector.localPort || 'any'}->${selector.remotePort || 'any'}`;
  return `${rangeText(selector.local)} <-> ${rangeText(selector.remote)} ${protocolText(selector.protocol)}${ports}`;
}
