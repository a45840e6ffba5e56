/** What `espial protected` makes of packets, without a file. */

import { nodeProvider } from '../../src/crypto/node.ts';
import { Decoder } from '../../src/explain/decoder.ts';
import { KeyStore } from '../../src/explain/key-store.ts';
import { ProtectionTally, type TrafficSummary } from '../../src/explain/protection.ts';
import type { Pair } from '../../src/sim/pair.ts';
import { LINK_TYPE } from '../../src/wire/numbers/link.ts';
import { udpPacket } from '../../src/wire/udp.ts';

/** Of IP packets, a frame each. */
export function summaryOfPackets(packets: readonly Uint8Array[]): TrafficSummary {
  const keys = new KeyStore();
  const decoder = new Decoder({ provider: nodeProvider, keys, ports: [], tracing: false });
  const tally = new ProtectionTally();
  for (const [i, octets] of packets.entries()) {
    const frame = { kind: 'frame', number: i + 1, linkType: LINK_TYPE.raw } as const;
    const rest = { time: undefined, interfaceName: undefined, originalLength: octets.length };
    tally.note(decoder.decode({ ...frame, ...rest, octets }));
  }
  return tally.summary();
}

/** What a capture of the link between two hosts would have. */
export function packetsOnLink(log: Pair['log']): Uint8Array[] {
  return log
    .filter(({ what }) => what === 'sent')
    .map(({ path: { carrier, local, remote }, bytes }) =>
      carrier === 'link'
        ? bytes
        : udpPacket({
            source: local.address,
            destination: remote.address,
            sourcePort: local.port,
            destinationPort: remote.port,
            payload: bytes,
          }),
    );
}

export function summaryOf({ log }: Pick<Pair, 'log'>): TrafficSummary {
  return summaryOfPackets(packetsOnLink(log));
}
