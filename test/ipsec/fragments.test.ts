import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import { buildIpv6, writeIpv4Checksum } from '../../src/wire/ip.ts';
import {
  A,
  A6,
  B,
  B6,
  dropped,
  facing,
  packet,
  pathBetween,
  receive,
  rig,
  selector,
  send,
} from './fixture.ts';

/** `packet()` with a fragment field: 0x2000 more fragments, 1 an offset of 8. */
function fragment(field: number, octets = 8, source = A, destination = B): Uint8Array {
  const bytes = packet(octets, source, destination);
  bytes[6] = field >> 8;
  bytes[7] = field;
  writeIpv4Checksum(bytes, 0, 20);
  return bytes;
}

const FIRST = 0x2000;
const LATER = 0x0001;

describe('fragments', () => {
  it.each([FIRST, LATER, FIRST | LATER])('do not go into transport mode (%i)', (field) => {
    const { a } = facing();
    expect(send(a, fragment(field))).toEqual([]);
    expect(dropped(a)).toEqual(['fragment']);
  });

  it('go through a tunnel', () => {
    const { a, b } = facing({ mode: 'tunnel' });
    receive(b, ...send(a, fragment(FIRST), fragment(LATER)));
    expect(b.delivered).toEqual([fragment(FIRST), fragment(LATER)]);
  });

  it('do not slip out in clear past an entry that asks for ports', () => {
    const host = rig({
      policies: [
        {
          name: 'ports',
          action: 'protect',
          selector: selector(A, B, { protocol: 17, remotePort: 7 }),
        },
      ],
      unmatched: 'permit',
    });
    expect(send(host, fragment(LATER))).toEqual([]);
    expect(dropped(host)).toEqual(['fragment']);
  });

  it('do not slip in past it either', () => {
    const host = rig({
      policies: [
        {
          name: 'ports',
          action: 'protect',
          selector: selector(A, B, { protocol: 17, localPort: 7 }),
        },
      ],
      unmatched: 'permit',
    });
    host.driver.inbound(batchOfOne(pathBetween(A, B, false), fragment(LATER, 8, B, A)), 0);
    expect(dropped(host)).toEqual(['fragment']);
    expect(host.events[0]).toMatchObject({
      packet: '192.0.2.2 -> 192.0.2.1 udp fragment at 8',
    });
  });

  it('that are whole packets (RFC 6946) go into transport mode behind their fragment header', () => {
    const { a, b } = facing({ outer: [A6, B6] });
    const udp = packet(8, A6, B6).subarray(40);
    const payload = new Uint8Array(8 + udp.length);
    // A reserved octet that is not zero must not pass for a length.
    payload.set([17, 255, 0, 0, 1, 2, 3, 4]);
    payload.set(udp, 8);
    const atomic = buildIpv6({ source: A6, destination: B6, protocol: 44, payload });
    const sent = send(a, atomic);
    expect(sent[0]!.bytes[6]).toBe(44);
    expect(sent[0]!.bytes[40]).toBe(50);
    receive(b, ...sent);
    expect(b.delivered).toEqual([atomic]);
  });
});
