import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import type { Path } from '../../src/base/batch.ts';
import { TimerHeap } from '../../src/base/heap.ts';
import { Secret } from '../../src/base/secret.ts';
import { Keepalives } from '../../src/host/keepalive.ts';
import { DEFAULT_ESP_EXTRAS, type NegotiatedChild } from '../../src/ike/policy.ts';
import { pairConfig } from '../../src/sim/pair-config.ts';

const LOCAL = { address: parseAddress('192.0.2.1'), port: 4500 };
const REMOTE = { address: parseAddress('192.0.2.2'), port: 4500 };
const PATH: Path = { carrier: 'udp', local: LOCAL, remote: REMOTE };

function childOf(id: number, changes: Partial<NegotiatedChild> = {}): NegotiatedChild {
  const child = pairConfig('a').policies[0]!.protect!;
  const half = { spi: 256 + id, keymat: new Secret(new Uint8Array(36)) };
  return {
    id,
    child,
    peerName: 'b',
    role: 'initiator',
    suite: child.proposals[0]!.suite,
    mode: child.mode,
    udpEncapsulated: true,
    selector: child.selector,
    inbound: half,
    outbound: half,
    localEndpoint: LOCAL,
    remoteEndpoint: REMOTE,
    lifetime: child.lifetime,
    replayWindow: 64,
    extras: DEFAULT_ESP_EXTRAS,
    esn: false,
    natKeepaliveSeconds: 20,
    behindNat: true,
    remoteBehindNat: false,
    remoteMayMove: false,
    covered: undefined,
    remoteIdentity: '',
    forgetKeys: () => {},
    ...changes,
  };
}

function keepalives() {
  const timers = new TimerHeap<() => void>();
  const sentAt: number[] = [];
  const lastOutbound = new Map<number, number>();
  let now = 0;
  const subject = new Keepalives({
    timers,
    now: () => now,
    lastOutbound: (id) => lastOutbound.get(id),
    send: () => sentAt.push(now),
  });
  const runTo = (end: number): void => {
    for (let due = timers.next(); due !== undefined && due <= end; due = timers.next()) {
      now = due;
      timers.pop(now)!();
    }
    now = end;
  };
  return { subject, timers, sentAt, lastOutbound, runTo };
}

describe('NAT keepalives', () => {
  test('go out each time the interval passes in silence', () => {
    const { subject, sentAt, runTo } = keepalives();
    subject.added(childOf(1));
    runTo(65_000);
    expect(sentAt).toEqual([20_000, 40_000, 60_000]);
  });

  test('wait for a whole interval after the last packet, and after the last message of IKE', () => {
    const { subject, sentAt, lastOutbound, runTo } = keepalives();
    subject.added(childOf(1));
    lastOutbound.set(1, 15_000);
    runTo(34_999);
    expect(sentAt).toEqual([]);
    runTo(36_000);
    expect(sentAt).toEqual([35_000]);
    subject.sentOn(PATH);
    runTo(56_000);
    expect(sentAt).toEqual([35_000, 56_000]);
  });

  test('are one for all pairs of SAs between the same endpoints', () => {
    const { subject, timers, sentAt, runTo } = keepalives();
    subject.added(childOf(1));
    subject.added(childOf(2, { natKeepaliveSeconds: 10 }));
    expect(timers.size).toBe(1);
    runTo(35_000);
    // The shorter interval counts from the moment at which it is asked for.
    expect(sentAt).toEqual([10_000, 20_000, 30_000]);
    subject.removed(1);
    expect(timers.size).toBe(1);
    subject.removed(2);
    subject.removed(3);
    expect(timers.size).toBe(0);
  });

  test('never wait for an instant that has come, whatever the fractions of milliseconds', () => {
    for (let step = 1; step < 500; step++) {
      const { subject, timers, sentAt, runTo } = keepalives();
      const start = step * 128.0108278515;
      runTo(start);
      subject.added(childOf(1));
      runTo(timers.next()!);
      // A timer armed anew for the same instant would fire for ever: time would stand still.
      expect(sentAt).toHaveLength(1);
    }
  });

  test.each([
    ['without UDP encapsulation', { udpEncapsulated: false }],
    ['where no NAT stands before the host', { behindNat: false }],
    ['where the policy wants none', { natKeepaliveSeconds: 0 }],
  ])('are not sent %s', (_name, changes) => {
    const { subject, timers } = keepalives();
    subject.added(childOf(1, changes));
    subject.sentOn(PATH);
    subject.removed(1);
    expect(timers.size).toBe(0);
  });
});
