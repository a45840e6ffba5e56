/** Packets and questions for the tests of what stands in front of the filters. */

import type { Address } from '../../src/base/address.ts';
import { parseAddress } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { writeU16 } from '../../src/base/bytes.ts';
import type { DriverMode, Exemptions } from '../../src/ipsec/clear/driver-mode.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { A, B, INNER, pathBetween, type Rig, rig, selector, taken } from './fixture.ts';

export const GROUP = parseAddress('224.0.0.9');
export const BROADCAST = parseAddress('255.255.255.255');
export const NOBODY = parseAddress('0.0.0.0');

/** A packet of any protocol; with ports, of any protocol that has them. */
export function ipPacket(
  protocol: number,
  source: Address = A,
  destination: Address = B,
  ports: readonly [number, number] = [0, 0],
  octets = 24,
): Uint8Array {
  const payload = new Uint8Array(octets);
  writeU16(payload, 0, ports[0]);
  writeU16(payload, 2, ports[1]);
  return buildIp({ source, destination, protocol, payload });
}

export const tcp = (source: Address, destination: Address, ...ports: [number, number]) =>
  ipPacket(6, source, destination, ports);
export const udp = (source: Address, destination: Address, ...ports: [number, number]) =>
  ipPacket(17, source, destination, ports);

/** Whether a packet from the network is delivered. */
export function comesIn(host: Rig, packet: Uint8Array, now = 1000): boolean {
  const before = host.delivered.length;
  host.driver.inbound(batchOfOne(pathBetween(A, B, false), packet), now);
  return host.delivered.length > before;
}

/** Whether a packet goes out as it is. */
export function goesOut(host: Rig, packet: Uint8Array, now = 1000): boolean {
  host.driver.outbound(batchOfOne(INNER, packet), now);
  return taken(host).some(({ bytes }) => Buffer.compare(bytes, packet) === 0);
}

/** A host with address A that blocks everything by its filters, in a mode, with exemptions. */
export function inMode(
  mode: DriverMode,
  exemptions: Partial<Exemptions> = {},
  policies: readonly SpdEntry[] = [
    { name: 'everything', action: 'block', selector: selector('0.0.0.0/0', '0.0.0.0/0') },
  ],
): Rig {
  const host = rig({ policies, exemptions: { level: 3, boot: [], ...exemptions } });
  host.driver.setMode(mode, 0);
  return host;
}
