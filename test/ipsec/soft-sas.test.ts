import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { flowName } from '../../src/base/flow-name.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { A, B, counter, dropped, OTHER, packet, selector, send, taken } from './fixture.ts';
import { EVERYBODY, flowRig, flowWith, installFor } from './flow-fixture.ts';
import { comesIn, goesOut } from './gate-fixture.ts';

const softWith = (host: ReturnType<typeof flowRig>, until = 10_000) =>
  host.driver.addSoft(flowWith(B), until, 0);

describe('a soft SA', () => {
  it('lets the packets of its flow pass in clear, both ways, and counts them', () => {
    const host = flowRig();
    expect(softWith(host)).toBe(true);
    expect(goesOut(host, packet(8))).toBe(true);
    expect(comesIn(host, packet(20, B, A))).toBe(true);
    expect(host.acquired).toEqual([]);
    expect(counter(host, 'softAssociations')).toBe(1);
    expect(counter(host, 'activeSoftAssociations')).toBe(1);
    expect(counter(host, 'softPacketsSent')).toBe(1);
    expect(counter(host, 'softPacketsReceived')).toBe(1);
    expect(counter(host, 'softBytesSent')).toBe(36);
    expect(counter(host, 'softBytesReceived')).toBe(48);
    expect(host.driver.softSas()).toEqual([
      {
        policy: flowWith(B),
        local: A.text,
        remote: B.text,
        createdAt: 0,
        expiresAt: 10_000,
        packetsSent: 1,
        octetsSent: 36,
        packetsReceived: 1,
        octetsReceived: 48,
      },
    ]);
  });

  it('is told of, and so is each clear packet that comes in by it', () => {
    const host = flowRig();
    softWith(host);
    comesIn(host, packet(8, B, A));
    host.driver.endSoft(({ policy }) => policy === flowWith(B), 'service-stop', 1);
    const ends = { policy: flowWith(B), local: A.text, remote: B.text };
    expect(host.events).toEqual([
      { kind: 'soft-sa-added', ...ends, expiresAt: 10_000 },
      {
        kind: 'clear-text-accepted',
        packet: '192.0.2.2 -> 192.0.2.1 udp 7',
        policy: EVERYBODY.name,
        reason: 'soft-sa',
      },
      { kind: 'soft-sa-removed', ...ends, reason: 'service-stop' },
    ]);
    expect(counter(host, 'activeSoftAssociations')).toBe(0);
  });

  it('is for its own two computers and its own entry', () => {
    const web = { ...EVERYBODY, name: 'Web', selector: selector(A, B, { protocol: 6 }) };
    const host = flowRig({}, { policies: [web, EVERYBODY] });
    softWith(host);
    expect(goesOut(host, packet(8, A, OTHER))).toBe(false);
    expect(comesIn(host, packet(8, OTHER, A))).toBe(false);
    expect(host.acquired).toEqual([flowWith(OTHER)]);
    expect(dropped(host)).toEqual(['clear-text-required-protection']);
    expect(host.driver.addSoft(flowName('Web', A, B), 10_000, 0)).toBe(true);
    expect(host.driver.softSas()).toHaveLength(2);
  });

  it('lets out what waited', () => {
    const host = flowRig();
    send(host, packet(1), packet(2));
    softWith(host);
    host.driver.releaseHeld(flowWith(B), true, 1);
    expect(taken(host).map(({ bytes }) => bytes)).toEqual([packet(1), packet(2)]);
    expect(counter(host, 'softPacketsSent')).toBe(2);
  });

  it('is over when its time is, whoever notices', () => {
    const onUse = flowRig();
    softWith(onUse);
    expect(goesOut(onUse, packet(), 9_999)).toBe(true);
    expect(goesOut(onUse, packet(), 10_000)).toBe(false);
    expect(onUse.acquired).toEqual([flowWith(B)]);
    const byTimer = flowRig();
    softWith(byTimer);
    expect(byTimer.driver.nextSoftExpiry()).toBe(10_000);
    byTimer.driver.expireSoft(9_999);
    expect(byTimer.driver.softSas()).toHaveLength(1);
    byTimer.driver.expireSoft(10_000);
    expect(byTimer.driver.softSas()).toEqual([]);
    expect(byTimer.driver.nextSoftExpiry()).toBeUndefined();
    for (const host of [onUse, byTimer]) {
      expect(host.events.filter(({ kind }) => kind === 'soft-sa-removed')).toMatchObject([
        { reason: 'expired' },
      ]);
    }
  });

  it('ends when the peer negotiates after all', () => {
    const host = flowRig();
    softWith(host);
    installFor(host, B, 1);
    expect(host.events).toContainEqual(
      expect.objectContaining({ kind: 'soft-sa-removed', reason: 'negotiated' }),
    );
    expect(goesOut(host, packet())).toBe(false);
    expect(counter(host, 'protectedPacketsSent')).toBe(1);
    expect(comesIn(host, packet(8, B, A))).toBe(false);
    expect(dropped(host)).toEqual(['clear-text-required-protection']);
  });

  it('may be made to last longer', () => {
    const host = flowRig();
    softWith(host);
    softWith(host, 20_000);
    expect(goesOut(host, packet(), 15_000)).toBe(true);
    expect(counter(host, 'softAssociations')).toBe(1);
    expect(counter(host, 'activeSoftAssociations')).toBe(1);
  });

  it('is for an entry that there is', () => {
    const host = flowRig();
    expect(host.driver.addSoft('nobody', 10_000, 0)).toBe(false);
    expect(host.driver.endSoft(({ policy }) => policy === 'nobody', 'expired', 0)).toBe(0);
    expect(host.events).toEqual([]);
  });

  it('may be that of an entry for two computers', () => {
    const host = flowRig({ perFlow: false, selector: selector() });
    expect(host.driver.addSoft(EVERYBODY.name, 10_000, 0)).toBe(true);
    expect(goesOut(host, packet())).toBe(true);
    expect(host.driver.softSas()[0]).toMatchObject({ local: A.text, remote: B.text });
  });

  it('is one of so many: the one that was silent for longest makes room', () => {
    const host = flowRig();
    softWith(host);
    for (let i = 1; i < LIMITS.softAssociations; i++) {
      const remote = parseAddress(`10.1.${i >> 8}.${i & 255}`);
      expect(host.driver.addSoft(flowWith(remote), 10_000, i)).toBe(true);
    }
    expect(goesOut(host, packet(), 5000)).toBe(true);
    expect(host.driver.addSoft(flowWith(OTHER), 10_000, 6000)).toBe(true);
    expect(host.driver.softSas()).toHaveLength(LIMITS.softAssociations);
    expect(host.events.filter(({ kind }) => kind === 'soft-sa-removed')).toMatchObject([
      { remote: '10.1.0.1', reason: 'displaced' },
    ]);
    expect(goesOut(host, packet(), 7000)).toBe(true);
  });
});
