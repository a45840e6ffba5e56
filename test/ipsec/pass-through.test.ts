import { describe, expect, it } from 'vitest';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import { A, B, counter, dropped, OTHER, packet, send } from './fixture.ts';
import { flowRig, flowWith, installFor } from './flow-fixture.ts';
import { comesIn, ipPacket } from './gate-fixture.ts';

describe('inbound pass-through', () => {
  it('lets in what comes in clear, counts it and says so', () => {
    const host = flowRig({ acceptClear: true });
    expect(comesIn(host, packet(8, B, A))).toBe(true);
    expect(counter(host, 'clearTextAccepted')).toBe(1);
    expect(counter(host, 'permittedPacketsReceived')).toBe(0);
    expect(host.events).toEqual([
      {
        kind: 'clear-text-accepted',
        packet: '192.0.2.2 -> 192.0.2.1 udp 7',
        policy: 'All IP Traffic',
        reason: 'inbound-pass-through',
      },
    ]);
  });

  it('lets nothing out in clear: the answer asks for an SA', () => {
    const host = flowRig({ acceptClear: true });
    comesIn(host, packet(8, B, A));
    expect(send(host, packet())).toEqual([]);
    expect(host.acquired).toEqual([flowWith(B)]);
  });

  it('is what it was while an SA stands: the filter says it, not the flow', () => {
    const host = flowRig({ acceptClear: true });
    installFor(host, B, 1);
    expect(comesIn(host, packet(8, B, A))).toBe(true);
    const strict = flowRig();
    installFor(strict, B, 1);
    expect(comesIn(strict, packet(8, B, A))).toBe(false);
    expect(dropped(strict)).toEqual(['clear-text-required-protection']);
  });

  it('lets in fragments too, and what is for another host not', () => {
    const host = flowRig({ acceptClear: true });
    const pieces = fragmentIpv4(ipPacket(17, B, A, [1, 9], 64), 48, 7);
    expect(pieces.map((piece) => comesIn(host, piece))).toEqual(pieces.map(() => true));
    expect(comesIn(host, packet(8, B, OTHER))).toBe(false);
    expect(counter(host, 'clearTextAccepted')).toBe(pieces.length);
  });
});

describe('what an idle time-out looks at', () => {
  it('is the last packet of a pair either way, or its making', () => {
    const host = flowRig();
    installFor(host, B, 1);
    expect(host.driver.lastUse(1)).toBe(0);
    send(host, packet());
    expect(host.driver.lastUse(1)).toBe(1000);
    expect(host.driver.lastUse(2)).toBeUndefined();
  });
});
