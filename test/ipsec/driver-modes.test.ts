import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import type { DriverMode } from '../../src/ipsec/clear/driver-mode.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { A, B, counter, dropped, facing, OTHER, packet, receive, rig, send } from './fixture.ts';
import { comesIn, GROUP, goesOut, inMode, ipPacket, NOBODY, tcp, udp } from './gate-fixture.ts';

const startUp = (mode: 'permit' | 'stateful' | 'block'): DriverMode => ({
  phase: 'start-up',
  mode,
});
const operational = (mode: 'secure' | 'permit' | 'block'): DriverMode => ({
  phase: 'operational',
  mode,
});

describe('a mode', () => {
  it.each([startUp('permit'), operational('permit')])('that permits lets all pass: %o', (mode) => {
    const host = inMode(mode);
    expect(goesOut(host, packet())).toBe(true);
    expect(comesIn(host, packet(8, B, A))).toBe(true);
    expect(comesIn(host, packet(8, B, GROUP))).toBe(true);
    expect(counter(host, 'permittedPacketsSent')).toBe(1);
    expect(counter(host, 'permittedPacketsReceived')).toBe(2);
    expect(dropped(host)).toEqual([]);
  });

  it.each([startUp('permit'), startUp('stateful'), operational('permit')])(
    'delivers nothing that is for another host: %o',
    (mode) => {
      const host = inMode(mode);
      expect(comesIn(host, packet(8, B, OTHER))).toBe(false);
      expect(dropped(host)).toEqual(['not-for-this-host']);
      expect(counter(host, 'permittedPacketsReceived')).toBe(0);
    },
  );

  it.each([startUp('block'), operational('block')])('that blocks lets none pass: %o', (mode) => {
    const host = inMode(mode);
    expect(goesOut(host, packet())).toBe(false);
    expect(comesIn(host, packet(8, B, A))).toBe(false);
    expect(comesIn(host, packet(8, B, GROUP))).toBe(false);
    // Not even what the level of exemptions lets past the filters.
    expect(comesIn(host, udp(B, A, 500, 500))).toBe(false);
    expect(dropped(host)).toEqual(Array(4).fill('blocked-by-mode'));
  });

  it('that is secure leaves it to the filters', () => {
    const host = inMode(operational('secure'));
    expect(goesOut(host, packet())).toBe(false);
    expect(comesIn(host, packet(8, B, A))).toBe(false);
    expect(dropped(host)).toEqual(['blocked-by-policy', 'blocked-by-policy']);
  });

  it.each([startUp('permit'), startUp('stateful'), operational('permit')])(
    'that is not secure asks for no SA: %o',
    (mode) => {
      const host = inMode(mode);
      goesOut(host, packet());
      expect(host.acquired).toEqual([]);
    },
  );

  it('is told of when it changes, and the first one too', () => {
    const host = rig();
    host.driver.setMode(startUp('stateful'), 0);
    host.driver.setMode(startUp('stateful'), 1);
    host.driver.setMode(operational('secure'), 2);
    expect(host.events).toEqual([
      { kind: 'driver-mode', before: undefined, after: 'start-up stateful' },
      { kind: 'driver-mode', before: 'start-up stateful', after: 'operational secure' },
    ]);
    expect(host.driver.mode).toEqual(operational('secure'));
  });
});

describe('the stateful mode', () => {
  it('lets out everything, and in what answers it by address, protocol and ports', () => {
    const host = inMode(startUp('stateful'));
    expect(goesOut(host, tcp(A, B, 1024, 80))).toBe(true);
    expect(goesOut(host, udp(A, B, 1025, 53))).toBe(true);
    expect(goesOut(host, ipPacket(47))).toBe(true);
    expect(comesIn(host, tcp(B, A, 80, 1024))).toBe(true);
    expect(comesIn(host, udp(B, A, 53, 1025))).toBe(true);
    expect(comesIn(host, ipPacket(47, B, A))).toBe(true);
    expect(dropped(host)).toEqual([]);
  });

  it.each([
    ['nothing went out before it', udp(B, A, 9, 9)],
    ['another computer sends it', tcp(OTHER, A, 80, 1024)],
    ['it is of another protocol', udp(B, A, 80, 1024)],
    ['it is for another port', tcp(B, A, 80, 1026)],
    ['it comes from another port', tcp(B, A, 81, 1024)],
    ['it is for a group', udp(B, GROUP, 80, 1024)],
    ['it is for all', udp(B, parseAddress('255.255.255.255'), 80, 1024)],
  ])('keeps out a packet since %s', (_why, bytes) => {
    const host = inMode(startUp('stateful'));
    goesOut(host, tcp(A, B, 1024, 80));
    expect(comesIn(host, bytes)).toBe(false);
    expect(dropped(host)).toEqual(['no-reply-to-anything']);
  });

  it('lets in the fragments of an answer, and no others', () => {
    const host = inMode(startUp('stateful'));
    goesOut(host, udp(A, B, 1025, 53));
    const long = (from: number) => ipPacket(17, B, A, [from, 1025], 64);
    const answer = fragmentIpv4(long(53), 48, 7);
    const stray = fragmentIpv4(long(54), 48, 8);
    expect(answer.map((piece) => comesIn(host, piece))).toEqual(answer.map(() => true));
    expect(stray.map((piece) => comesIn(host, piece))).toEqual(stray.map(() => false));
  });

  it('forgets what was silent for a minute', () => {
    const host = inMode(startUp('stateful'));
    goesOut(host, udp(A, B, 1025, 53), 0);
    expect(comesIn(host, udp(B, A, 53, 1025), 50_000)).toBe(true);
    // The answer itself kept it alive.
    expect(comesIn(host, udp(B, A, 53, 1025), 100_000)).toBe(true);
    expect(comesIn(host, udp(B, A, 53, 1025), 160_001)).toBe(false);
  });

  it('forgets all when the agent takes over', () => {
    const host = inMode(startUp('stateful'));
    goesOut(host, udp(A, B, 1025, 53));
    host.driver.setMode(operational('secure'), 1);
    host.driver.setMode(startUp('stateful'), 2);
    expect(comesIn(host, udp(B, A, 53, 1025))).toBe(false);
  });

  it('lets the DHCP client work', () => {
    const host = inMode(startUp('stateful'));
    expect(comesIn(host, udp(B, A, 67, 68))).toBe(true);
    expect(comesIn(host, udp(B, parseAddress('255.255.255.255'), 67, 68))).toBe(true);
    expect(goesOut(host, udp(NOBODY, parseAddress('255.255.255.255'), 68, 67))).toBe(true);
    expect(counter(host, 'bootExemptPackets')).toBe(2);
  });
});

describe('what comes by an SA', () => {
  it.each([
    [startUp('permit'), true],
    [startUp('stateful'), true],
    [operational('secure'), true],
    [operational('permit'), true],
    [startUp('block'), false],
    [operational('block'), false],
  ])('in mode %o is opened: %s', (mode, opened) => {
    const { a, b } = facing();
    b.driver.setMode(mode, 0);
    receive(b, ...send(a, packet()));
    expect(b.delivered).toHaveLength(opened ? 1 : 0);
    expect(dropped(b)).toEqual(opened ? [] : ['blocked-by-mode']);
  });

  it('makes nobody negotiate while the mode is not secure, if no SA has its SPI', () => {
    for (const mode of [startUp('stateful'), operational('permit'), operational('secure')]) {
      const { a } = facing();
      const b = rig({ addresses: [B] });
      b.driver.setMode(mode, 0);
      receive(b, ...send(a, packet()));
      expect(dropped(b)).toEqual(['unknown-spi']);
      expect(b.unknown).toHaveLength(mode.mode === 'secure' ? 1 : 0);
    }
  });
});

describe('packets that wait for an SA', () => {
  const waiting = () => {
    const host = facing().a;
    host.driver.remove(1);
    send(host, packet());
    expect(host.acquired).toEqual(['peer']);
    return host;
  };

  it('go in clear when the mode comes to permit', () => {
    const host = waiting();
    host.driver.setMode(operational('permit'), 1);
    expect(counter(host, 'permittedPacketsSent')).toBe(1);
    expect(dropped(host)).toEqual([]);
  });

  it('are dropped when the mode comes to block', () => {
    const host = waiting();
    host.driver.setMode(operational('block'), 1);
    expect(dropped(host)).toEqual(['blocked-by-mode']);
  });
});
