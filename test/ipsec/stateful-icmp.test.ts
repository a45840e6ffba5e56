import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import { StatefulFlows } from '../../src/ipsec/clear/stateful-flows.ts';
import { echoReply, echoRequest } from '../../src/wire/icmp.ts';
import { destinationUnreachable } from '../../src/wire/icmp-errors.ts';
import { newPacketView, viewPacket } from '../../src/wire/packet-view.ts';
import { A, A6, B, B6, dropped, OTHER } from './fixture.ts';
import { comesIn, goesOut, inMode, ipPacket, udp } from './gate-fixture.ts';

const stateful = () => inMode({ phase: 'start-up', mode: 'stateful' });
const out = { source: A, destination: B } as const;
const back = { source: B, destination: A } as const;

/** A message of a type with an identifier, by hand. */
function icmp(type: number, identifier: number, source = B, destination = A): Uint8Array {
  const packet = ipPacket(1, source, destination, [type << 8, 0]);
  packet[25] = identifier;
  return packet;
}

describe('ICMP in the stateful mode', () => {
  it('lets an echo reply answer its request, by the identifier', () => {
    const host = stateful();
    expect(goesOut(host, echoRequest({ ...out, identifier: 7, sequence: 1 }))).toBe(true);
    expect(comesIn(host, echoReply({ ...back, identifier: 7, sequence: 1 }))).toBe(true);
    expect(comesIn(host, echoReply({ ...back, identifier: 8, sequence: 1 }))).toBe(false);
    expect(comesIn(host, echoRequest({ ...back, identifier: 7, sequence: 1 }))).toBe(false);
    expect(dropped(host)).toEqual(['no-reply-to-anything', 'no-reply-to-anything']);
  });

  it('lets nothing in because of a reply that went out', () => {
    const host = stateful();
    goesOut(host, echoReply({ ...out, identifier: 7, sequence: 1 }));
    expect(comesIn(host, echoReply({ ...back, identifier: 7, sequence: 1 }))).toBe(false);
    expect(comesIn(host, echoRequest({ ...back, identifier: 7, sequence: 1 }))).toBe(false);
  });

  it('tells a timestamp reply from an echo reply', () => {
    const host = stateful();
    goesOut(host, echoRequest({ ...out, identifier: 9, sequence: 1 }));
    expect(comesIn(host, icmp(14, 9))).toBe(false);
    goesOut(host, icmp(13, 9, A, B));
    expect(comesIn(host, icmp(14, 9))).toBe(true);
    expect(comesIn(host, icmp(14, 10))).toBe(false);
  });

  it('knows ICMPv6 as well', () => {
    const view = newPacketView();
    const flows = new StatefulFlows();
    const request = echoRequest({ source: A6, destination: B6, identifier: 7, sequence: 1 });
    viewPacket(view, request, 0, request.length);
    flows.remember(view, request, 'outbound', 0);
    const reply = echoReply({ source: B6, destination: A6, identifier: 7, sequence: 1 });
    viewPacket(view, reply, 0, reply.length);
    expect(flows.answers(view, reply, 'inbound', 1)).toBe(true);
  });

  it('lets in errors about packets that went out, whoever sends them', () => {
    const host = stateful();
    const sent = udp(A, B, 1024, 9);
    goesOut(host, sent);
    const about = { source: OTHER, destination: A };
    expect(comesIn(host, destinationUnreachable({ ...about, original: sent }, 'port'))).toBe(true);
    const stray = udp(A, B, 1024, 10);
    expect(comesIn(host, destinationUnreachable({ ...about, original: stray }, 'port'))).toBe(
      false,
    );
    expect(dropped(host)).toEqual(['no-reply-to-anything']);
  });

  it('cannot be made to remember without bound', () => {
    const view = newPacketView();
    const flows = new StatefulFlows();
    for (let port = 1; port <= LIMITS.statefulFlows + 10; port++) {
      const packet = udp(A, B, port, 9);
      viewPacket(view, packet, 0, packet.length);
      flows.remember(view, packet, 'outbound', 0);
    }
    expect(flows.size).toBe(LIMITS.statefulFlows);
    const first = udp(B, A, 9, 1);
    viewPacket(view, first, 0, first.length);
    expect(flows.answers(view, first, 'inbound', 1)).toBe(false);
    const last = udp(B, A, 9, LIMITS.statefulFlows + 10);
    viewPacket(view, last, 0, last.length);
    expect(flows.answers(view, last, 'inbound', 1)).toBe(true);
  });
});
