import { describe, expect, it } from 'vitest';
import { Reassembler } from '../../src/ipsec/packet/reassembly.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { A, A6, B, B6, dropped, packet, rig, send } from './fixture.ts';

function sized(octets: number, dontFragment = false): Uint8Array {
  const payload = packet(octets - 28).subarray(20);
  return buildIp({ source: A, destination: B, protocol: 17, payload, dontFragment });
}

describe('a packet in clear that is too big for the link', () => {
  it('is cut up', () => {
    const host = rig({ unmatched: 'permit', linkMtu: 1000 });
    const sent = send(host, sized(900), sized(2500), sized(1000));
    expect(sent.map(({ bytes }) => bytes.length)).toEqual([900, 996, 996, 548, 1000]);
    const reassembler = new Reassembler();
    const view = newPacketView();
    let whole: Uint8Array | undefined;
    for (const { bytes } of sent.slice(1, 4)) {
      viewPacket(view, bytes, 0, bytes.length);
      whole = reassembler.add(view, bytes, 0);
    }
    expect(whole?.subarray(20)).toEqual(sized(2500).subarray(20));
  });

  it('is refused where it is not to be cut up, and its sender told', () => {
    const host = rig({ unmatched: 'permit', linkMtu: 1400, addresses: [A, A6] });
    expect(send(host, sized(1401, true), packet(1400, A6, B6))).toEqual([]);
    expect(dropped(host)).toEqual(['too-big', 'too-big']);
    const [four, six] = host.delivered;
    expect((four![26]! << 8) | four![27]!).toBe(1400);
    expect([six![6], six![40], (six![46]! << 8) | six![47]!]).toEqual([58, 2, 1400]);
  });
});
