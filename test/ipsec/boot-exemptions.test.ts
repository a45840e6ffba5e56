import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../src/base/limits.ts';
import type { BootExemption, DriverMode } from '../../src/ipsec/clear/driver-mode.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { echoReply, echoRequest } from '../../src/wire/icmp.ts';
import { A, B, counter, dropped, OTHER } from './fixture.ts';
import { BROADCAST, comesIn, goesOut, inMode, ipPacket, NOBODY, tcp, udp } from './gate-fixture.ts';

const STATEFUL: DriverMode = { phase: 'start-up', mode: 'stateful' };
const BLOCK: DriverMode = { phase: 'start-up', mode: 'block' };
const STOPPED: DriverMode = { phase: 'operational', mode: 'block' };
/** Microsoft's own example: `tcp:0:3389:inbound`. */
const REMOTE_DESKTOP: BootExemption = {
  protocol: 6,
  sourcePort: 0,
  destinationPort: 3389,
  direction: 'inbound',
};
const NAMES: BootExemption = {
  protocol: 17,
  sourcePort: 0,
  destinationPort: 53,
  direction: 'outbound',
};

describe.each([STATEFUL, BLOCK, STOPPED])('exemptions in mode %o', (mode) => {
  it('let in what they name, and nothing else', () => {
    const host = inMode(mode, { boot: [REMOTE_DESKTOP] });
    expect(comesIn(host, tcp(B, A, 40_000, 3389))).toBe(true);
    expect(comesIn(host, tcp(B, A, 40_000, 3390))).toBe(false);
    expect(comesIn(host, udp(B, A, 40_000, 3389))).toBe(false);
    expect(counter(host, 'bootExemptPackets')).toBe(1);
    const reason = mode === STATEFUL ? 'no-reply-to-anything' : 'blocked-by-mode';
    expect(dropped(host)).toEqual([reason, reason]);
  });

  it('let out the answers to what they let in', () => {
    const host = inMode(mode, { boot: [REMOTE_DESKTOP] });
    comesIn(host, tcp(B, A, 40_000, 3389));
    expect(goesOut(host, tcp(A, B, 3389, 40_000))).toBe(true);
  });

  it('let in the answers to what they let out', () => {
    const host = inMode(mode, { boot: [NAMES] });
    expect(goesOut(host, udp(A, B, 1024, 53))).toBe(true);
    expect(comesIn(host, udp(B, A, 53, 1024))).toBe(true);
    expect(comesIn(host, udp(B, A, 53, 1025))).toBe(false);
  });

  it('are for one direction', () => {
    const host = inMode(mode, { boot: [{ ...REMOTE_DESKTOP, direction: 'outbound' }] });
    expect(comesIn(host, tcp(B, A, 40_000, 3389))).toBe(false);
  });

  it('let in all fragments of a packet that they name', () => {
    const host = inMode(mode, { boot: [REMOTE_DESKTOP] });
    const pieces = fragmentIpv4(ipPacket(6, B, A, [40_000, 3389], 64), 48, 7);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map((piece) => comesIn(host, piece))).toEqual(pieces.map(() => true));
    const strangers = fragmentIpv4(ipPacket(6, B, A, [40_000, 80], 64), 48, 8);
    expect(strangers.map((piece) => comesIn(host, piece))).toEqual(strangers.map(() => false));
  });

  it('know ICMP by its protocol', () => {
    const boot = [
      { protocol: 1, sourcePort: 0, destinationPort: 0, direction: 'inbound' },
    ] as const;
    const host = inMode(mode, { boot });
    const ping = { source: B, destination: A, identifier: 5, sequence: 1 };
    expect(comesIn(host, echoRequest(ping))).toBe(true);
    expect(goesOut(host, echoReply({ ...ping, source: A, destination: B }))).toBe(true);
  });

  it('are not needed for DHCP', () => {
    const host = inMode(mode);
    expect(goesOut(host, udp(NOBODY, BROADCAST, 68, 67))).toBe(true);
    expect(comesIn(host, udp(B, BROADCAST, 67, 68))).toBe(true);
    expect(comesIn(host, udp(B, A, 67, 68))).toBe(true);
    expect(comesIn(host, udp(B, A, 67, 69))).toBe(false);
  });
});

describe('a flood of what an exemption lets in', () => {
  it('makes no answer to this host be forgotten', () => {
    const host = inMode(STATEFUL, { boot: [REMOTE_DESKTOP] });
    goesOut(host, udp(A, B, 1024, 53));
    for (let port = 1; port <= LIMITS.statefulFlows + 1; port++) {
      comesIn(host, tcp(OTHER, A, port, 3389));
    }
    expect(comesIn(host, udp(B, A, 53, 1024))).toBe(true);
  });
});

describe('without an exemption', () => {
  it('a block lets no answer out either', () => {
    const host = inMode(BLOCK, { boot: [NAMES] });
    expect(goesOut(host, tcp(A, B, 3389, 40_000))).toBe(false);
    expect(dropped(host)).toEqual(['blocked-by-mode']);
  });
});
