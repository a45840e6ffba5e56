import { describe, expect, it } from 'vitest';
import { destinationUnreachable, timeExceeded } from '../../src/wire/icmp-errors.ts';
import {
  A,
  A6,
  B,
  B6,
  counter,
  dropped,
  facing,
  OTHER,
  packet,
  receive,
  rig,
  selector,
  send,
} from './fixture.ts';

const ECHO = { protocol: 17, remotePort: 7 } as const;

/** B says that its port is closed. */
function closed(original: Uint8Array, source = B, destination = A): Uint8Array {
  return destinationUnreachable({ source, destination, original }, 'port');
}

describe('an ICMP error about a protected packet (RFC 4301 6.2)', () => {
  it.each([
    ['IPv4', A, B],
    ['IPv6', A6, B6],
  ] as const)(
    'goes back by the SA of the packet, though the SA carries no ICMP (%s)',
    (_, one, two) => {
      const { a, b } = facing({ outer: [one, two], selector: selector(one, two, ECHO) });
      const clear = packet(8, one, two);
      receive(b, ...send(a, clear));
      const error = closed(clear, two, one);
      const sent = send(b, error);
      expect(sent).toHaveLength(1);
      expect(counter(b, 'errorsByTheirPacket')).toBe(1);
      receive(a, ...sent);
      expect(a.delivered).toEqual([error]);
      expect(counter(a, 'errorsByTheirPacket')).toBe(1);
    },
  );

  it('goes by an SA that carries it in its own right, unopened', () => {
    const { a, b } = facing();
    const error = closed(packet(8, OTHER, B));
    receive(a, ...send(b, error));
    expect(a.delivered).toEqual([error]);
    expect(counter(a, 'errorsByTheirPacket')).toBe(0);
  });

  it('does not come by an SA that its packet could not have gone by', () => {
    const { a, b } = facing({ selector: selector(A, B, ECHO) });
    const wide = facing();
    const strangers = [packet(8, A, B, [1024, 8]), packet(8, A, OTHER), packet(8, B, A, [7, 1024])];
    for (const original of strangers) receive(a, ...send(wide.b, closed(original)));
    expect(a.delivered).toEqual([]);
    expect(dropped(a)).toEqual(Array(3).fill('selector-mismatch'));
    expect(b.delivered).toEqual([]);
  });

  it('does not come by an SA if it shows too little of its packet', () => {
    const { a } = facing({ selector: selector(A, B, ECHO) });
    const wide = facing();
    receive(a, ...send(wide.b, closed(packet(8).subarray(0, 18))));
    expect(dropped(a)).toEqual(['selector-mismatch']);
  });

  it('makes no SA where there is none for its packet', () => {
    const host = rig({
      addresses: [B],
      policies: [
        {
          name: 'echo',
          action: 'protect',
          selector: selector(B, A, { protocol: 17, localPort: 7 }),
        },
      ],
      unmatched: 'permit',
    });
    expect(send(host, closed(packet(8)))).toEqual([]);
    expect(dropped(host)).toEqual(['no-sa']);
    expect(host.acquired).toEqual([]);
  });

  it('goes in clear where its packet came in clear', () => {
    const host = rig({
      addresses: [B],
      policies: [
        {
          name: 'echo',
          action: 'protect',
          selector: selector(B, A, { protocol: 17, localPort: 7 }),
        },
      ],
      unmatched: 'permit',
    });
    const error = timeExceeded({ source: B, destination: A, original: packet(8, A, B, [1024, 8]) });
    expect(send(host, error)[0]?.bytes).toEqual(error);
  });
});
