import { describe, expect, it } from 'vitest';
import type { Address } from '../../src/base/address.ts';
import { selectorText, type TrafficSelector } from '../../src/base/traffic.ts';
import { icmpPacket } from '../../src/wire/icmp.ts';
import { A, A6, B, B6, dropped, facing, receive, rig, selector, send } from './fixture.ts';

function echo(type: number, source: Address = A, destination: Address = B): Uint8Array {
  const body = { kind: 'echo', identifier: 1, sequence: 1, data: new Uint8Array(8) } as const;
  return icmpPacket({ source, destination, type, code: 0, body });
}

const REQUEST = 8 * 256;

function host(more: Partial<TrafficSelector>) {
  return rig({
    policies: [
      { name: 'icmp', action: 'permit', selector: selector(A, B, { protocol: 1, ...more }) },
    ],
    unmatched: 'block',
  });
}

describe('ICMP type and code as a selector (RFC 4301 4.4.1.1)', () => {
  it.each([
    ['a type of any code', { icmp: { type: 8, code: undefined } }, true, false],
    ['a type and its code', { icmp: { type: 8, code: 0 } }, true, false],
    ['a type and another code', { icmp: { type: 8, code: 1 } }, false, false],
    ['type 0, which no port can say', { icmp: { type: 0, code: 0 } }, false, true],
    [
      'type and code in the place of ports',
      { localPort: REQUEST, remotePort: REQUEST },
      true,
      false,
    ],
    ['what is sent, in the place of the local port', { localPort: REQUEST }, true, false],
    ['what is received, in the place of the remote port', { remotePort: REQUEST }, true, true],
    ['any', {}, true, true],
  ] as const)('%s', (_, more, request, reply) => {
    expect(send(host(more), echo(8))).toHaveLength(request ? 1 : 0);
    expect(send(host(more), echo(0))).toHaveLength(reply ? 1 : 0);
  });

  it('goes for what comes by an SA: the remote field says what is received (4.4.1.3)', () => {
    const sending = selector(A, B, { protocol: 1, localPort: REQUEST, remotePort: 0 });
    const { a, b } = facing({ selector: sending });
    receive(b, ...send(a, echo(8)));
    expect(b.delivered).toEqual([echo(8)]);
    receive(a, ...send(b, echo(0, B, A)));
    expect(a.delivered).toEqual([echo(0, B, A)]);
    const wide = facing();
    const body = { kind: 'other', data: new Uint8Array(12) } as const;
    const timestamp = icmpPacket({ source: A, destination: B, type: 13, code: 0, body });
    receive(b, ...send(wide.a, timestamp, timestamp));
    expect(dropped(b)).toEqual(['replayed', 'selector-mismatch']);
  });

  it('goes for ICMPv6', () => {
    const made = rig({
      policies: [
        {
          name: 'echo',
          action: 'permit',
          selector: selector(A6, B6, { protocol: 58, icmp: { type: 128, code: 0 } }),
        },
      ],
    });
    expect(send(made, echo(128, A6, B6), echo(129, A6, B6))).toHaveLength(1);
  });

  it('is said in words', () => {
    expect(
      selectorText(selector(A, B, { protocol: 1, localPort: REQUEST, remotePort: REQUEST })),
    ).toBe('192.0.2.1 <-> 192.0.2.2 icmp 8/0->8/0');
    expect(selectorText(selector(A, B, { protocol: 1, icmp: { type: 3, code: undefined } }))).toBe(
      '192.0.2.1 <-> 192.0.2.2 icmp type 3',
    );
  });
});
