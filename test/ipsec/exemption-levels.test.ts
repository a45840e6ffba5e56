/** NoDefaultExempt, as KB811832, KB810207 and cc756041 publish it: what passes ahead of all filters. */

import { describe, expect, it } from 'vitest';
import { type ExemptionLevel, SECURE } from '../../src/ipsec/clear/driver-mode.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { A, B, counter, dropped, rig } from './fixture.ts';
import { BROADCAST, comesIn, GROUP, goesOut, inMode, ipPacket, tcp, udp } from './gate-fixture.ts';

const RSVP = 46;
const BOTH = [true, true] as const;
const NEITHER = [false, false] as const;
const INBOUND = [true, false] as const;

/** What comes in and what goes out: [name, inbound packet, outbound packet, verdicts by level 0 .. 3]. */
const TABLE = [
  ['ISAKMP', udp(B, A, 500, 500), udp(A, B, 500, 500), [BOTH, BOTH, BOTH, BOTH]],
  [
    'ISAKMP behind a NAT',
    udp(B, A, 61_000, 4500),
    udp(A, B, 4500, 61_000),
    [BOTH, BOTH, BOTH, BOTH],
  ],
  ['multicast', udp(B, GROUP, 9, 9), udp(A, GROUP, 9, 9), [BOTH, BOTH, NEITHER, INBOUND]],
  [
    'broadcast',
    udp(B, BROADCAST, 137, 137),
    udp(A, BROADCAST, 137, 137),
    [BOTH, BOTH, NEITHER, INBOUND],
  ],
  ['RSVP', ipPacket(RSVP, B, A), ipPacket(RSVP), [BOTH, NEITHER, BOTH, NEITHER]],
  ['Kerberos over TCP', tcp(B, A, 88, 1024), tcp(A, B, 1024, 88), [BOTH, NEITHER, BOTH, NEITHER]],
  ['Kerberos over UDP', udp(B, A, 88, 1024), udp(A, B, 1024, 88), [BOTH, NEITHER, BOTH, NEITHER]],
  [
    'whatever comes from port 88',
    tcp(B, A, 88, 139),
    tcp(A, B, 88, 139),
    [BOTH, NEITHER, BOTH, NEITHER],
  ],
  ['other unicast', tcp(B, A, 80, 139), tcp(A, B, 80, 139), [NEITHER, NEITHER, NEITHER, NEITHER]],
  [
    'a server on port 500 of TCP',
    tcp(B, A, 80, 500),
    tcp(A, B, 500, 80),
    [NEITHER, NEITHER, NEITHER, NEITHER],
  ],
] as const;

describe.each([0, 1, 2, 3] as const)('at level %i', (level) => {
  it.each(TABLE)('%s passes the filters as published', (_name, inbound, outbound, byLevel) => {
    const host = inMode(SECURE, { level });
    const [wantedIn, wantedOut] = byLevel[level]!;
    expect([comesIn(host, inbound), goesOut(host, outbound)]).toEqual([wantedIn, wantedOut]);
    const passed = Number(wantedIn) + Number(wantedOut);
    expect(counter(host, 'filterExemptPackets')).toBe(passed);
    expect(dropped(host)).toEqual(Array(2 - passed).fill('blocked-by-policy'));
  });
});

describe('exemptions', () => {
  it.each([0, 2] as ExemptionLevel[])('hold for all fragments of a packet (level %i)', (level) => {
    const host = inMode(SECURE, { level });
    const pieces = fragmentIpv4(ipPacket(17, B, A, [88, 1024], 64), 48, 7);
    expect(pieces.map((piece) => comesIn(host, piece))).toEqual(pieces.map(() => true));
    const strangers = fragmentIpv4(ipPacket(17, B, A, [89, 1024], 64), 48, 8);
    expect(strangers.map((piece) => comesIn(host, piece))).toEqual(strangers.map(() => false));
  });

  it('follow another level', () => {
    const host = inMode(SECURE, { level: 0 });
    expect(comesIn(host, udp(B, A, 88, 1024))).toBe(true);
    host.driver.setExemptions({ level: 3, boot: [] });
    expect(comesIn(host, udp(B, A, 88, 1024))).toBe(false);
  });

  it('are not those of a host without the Windows system', () => {
    const host = rig();
    for (const packet of [udp(B, A, 500, 500), udp(B, GROUP, 9, 9), udp(B, A, 88, 9)]) {
      expect(comesIn(host, packet)).toBe(false);
    }
    expect(dropped(host)).toEqual(Array(3).fill('no-policy'));
  });
});
