/** Policies and packets to look up in them. */

import { addressOfBytes, rangeOfPrefix } from '../../src/base/address.ts';
import { u32 } from '../../src/base/bytes.ts';
import type { TrafficSelector } from '../../src/base/traffic.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { PROTOCOL_NUMBER } from '../../src/wire/numbers/ip.ts';
import { newPacketView, type PacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { udpPacket } from '../../src/wire/udp.ts';
import { draws } from './draws.ts';

const PREFIXES = [8, 16, 24, 32];
const PROTOCOLS = [0, PROTOCOL_NUMBER.udp, PROTOCOL_NUMBER.tcp, PROTOCOL_NUMBER.udp];

/** So many filters of mixed prefixes, protocols and ports, in the order that decides. */
export function randomPolicies(count: number): readonly SpdEntry[] {
  const draw = draws(count);
  return Array.from({ length: count }, (_, i): SpdEntry => {
    const protocol = PROTOCOLS[draw(4)]!;
    const hasPort = protocol !== 0 && draw(2) === 0;
    const selector: TrafficSelector = {
      local: randomRange(draw),
      remote: randomRange(draw),
      protocol,
      localPort: 0,
      remotePort: hasPort ? 1 + draw(1024) : 0,
    };
    return { name: `filter ${i}`, action: i % 3 === 0 ? 'block' : 'permit', selector };
  });
}

/** A packet in an arena, found by its view. */
export interface Flow {
  readonly view: PacketView;
  readonly arena: Uint8Array;
}

/** UDP packets of so many flows, most of which some filter covers. */
export function randomFlows(policies: readonly SpdEntry[], count: number): readonly Flow[] {
  const draw = draws(count + 1);
  const PACKET = 32;
  const arena = new Uint8Array(count * PACKET);
  return Array.from({ length: count }, (_, i) => {
    const { selector } = policies[draw(policies.length)]!;
    const packet = udpPacket({
      source: addressOfBytes(within(draw, selector.local.first.bytes, selector.local.last.bytes)),
      destination: addressOfBytes(
        within(draw, selector.remote.first.bytes, selector.remote.last.bytes),
      ),
      sourcePort: 1024 + draw(60_000),
      destinationPort: selector.remotePort === 0 ? 443 : selector.remotePort,
      payload: new Uint8Array(4),
    });
    arena.set(packet, i * PACKET);
    const view = newPacketView();
    if (!viewPacket(view, arena, i * PACKET, (i + 1) * PACKET)) throw new Error('a bad packet');
    return { view, arena };
  });
}

function randomRange(draw: (below: number) => number): TrafficSelector['local'] {
  const octets = u32(draw(2 ** 32));
  return rangeOfPrefix(addressOfBytes(octets), PREFIXES[draw(4)]!);
}

function within(draw: (below: number) => number, first: Uint8Array, last: Uint8Array): Uint8Array {
  return first.map((low, i) => (low === last[i] ? low : draw(256)));
}
