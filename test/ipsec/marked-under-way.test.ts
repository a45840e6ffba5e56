import { expect, it } from 'vitest';
import { writeIpv4Checksum } from '../../src/wire/ip.ts';
import { dropped, facing, packet, receive, send } from './fixture.ts';

it.each(['transport', 'tunnel'] as const)(
  'a router may give a packet another DSCP under way (RFC 4301 4.1): %s mode',
  (mode) => {
    const { a, b } = facing({ mode });
    const [sent] = send(a, packet());
    sent!.bytes[1] = 46 << 2;
    writeIpv4Checksum(sent!.bytes, 0, 20);
    receive(b, sent!);
    expect(dropped(b)).toEqual([]);
    expect(b.delivered).toHaveLength(1);
    // Of a tunnel the outer mark goes with the outer header.
    expect(b.delivered[0]![1]).toBe(mode === 'tunnel' ? 0 : 46 << 2);
  },
);
