import { describe, expect, it } from 'vitest';
import { batchOfOne } from '../../src/base/batch.ts';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { fragmentIpv4 } from '../../src/wire/fragmentation.ts';
import {
  A,
  B,
  counter,
  dropped,
  facing,
  INNER,
  OTHER,
  packet,
  receive,
  rig,
  selector,
  send,
  taken,
} from './fixture.ts';
import { EVERYBODY, flowRig, flowWith, installFor } from './flow-fixture.ts';
import { comesIn, goesOut, ipPacket } from './gate-fixture.ts';

const PEER: SpdEntry = { name: 'peer', action: 'protect', selector: selector() };
const NEWCOMER: SpdEntry = {
  name: 'newcomer',
  action: 'permit',
  selector: selector('192.0.2.1', '192.0.2.77'),
};

describe('another policy in place of the one in force', () => {
  it('decides about the next packet', () => {
    const host = rig({ policies: [{ ...NEWCOMER, action: 'block' }] });
    expect(goesOut(host, packet(8, A, OTHER))).toBe(false);
    expect(host.driver.replacePolicies([NEWCOMER], 'block', 1)).toEqual([]);
    expect(goesOut(host, packet(8, A, OTHER))).toBe(true);
    expect(comesIn(host, packet(8, OTHER, A))).toBe(true);
    expect(goesOut(host, packet())).toBe(false);
    host.driver.replacePolicies([NEWCOMER], 'permit', 1);
    expect(goesOut(host, packet())).toBe(true);
  });

  it('leaves SAs alone whose entry is as it was, wherever it stands', () => {
    const { a, b } = facing();
    receive(b, ...send(a, packet()));
    expect(
      a.driver.replacePolicies([NEWCOMER, { ...PEER, acceptClear: true }], 'permit', 1),
    ).toEqual([]);
    receive(b, ...send(a, packet(9)));
    expect(b.delivered).toHaveLength(2);
    expect(counter(a, 'protectedPacketsSent')).toBe(2);
    expect(a.acquired).toEqual([]);
    expect(dropped(a)).toEqual([]);
  });

  it.each([
    ['is gone', [NEWCOMER]],
    ['has another name', [{ ...PEER, name: 'other' }]],
    ['is for other traffic', [{ ...PEER, selector: selector(A, B, { protocol: 17 }) }]],
    ['permits', [{ ...PEER, action: 'permit' }]],
    ['has another peer', [{ ...PEER, peer: 'somebody' }]],
    ['lets in what it does not let out', [{ ...PEER, inboundAction: 'block' }]],
  ] as const)('names the pairs whose entry %s', (_what, entries) => {
    const { a } = facing();
    expect(a.driver.replacePolicies(entries, 'block', 1)).toEqual([1]);
    send(a, packet());
    expect(counter(a, 'protectedPacketsSent')).toBe(0);
    // The caller ends them, which must find them still.
    expect(a.driver.remove(1)).toBe(true);
  });

  it('names the pairs of flows whose entry is gone, and keeps the others', () => {
    const web: SpdEntry = { ...EVERYBODY, name: 'Web', selector: selector(A, OTHER) };
    const host = rig({ policies: [web, EVERYBODY] });
    installFor(host, B, 1);
    installFor(host, OTHER, 2, 'Web');
    expect(host.driver.replacePolicies([EVERYBODY], 'block', 1)).toEqual([2]);
    host.driver.remove(2);
    expect(send(host, packet())).toHaveLength(1);
    expect(host.driver.hasOutboundSa(flowWith(B))).toBe(1);
  });

  it('drops what waits for an entry that is gone, and says so', () => {
    const host = flowRig();
    send(host, packet(1), packet(2));
    host.driver.replacePolicies([NEWCOMER], 'block', 1);
    expect(dropped(host)).toEqual(['policy-changed', 'policy-changed']);
    expect(host.events.at(-1)).toMatchObject({ packet: '192.0.2.1 -> 192.0.2.2 udp 7' });
    host.driver.releaseHeld(flowWith(B), true, 1);
    expect(taken(host)).toEqual([]);
  });

  it('lets wait on what waits for an entry that is still there', () => {
    const host = flowRig();
    send(host, packet(1), packet(2));
    host.driver.replacePolicies([NEWCOMER, EVERYBODY], 'block', 1);
    installFor(host, B, 1);
    host.driver.releaseHeld(flowWith(B), true, 1);
    expect(taken(host)).toHaveLength(2);
    expect(dropped(host)).toEqual([]);
  });

  it('changes nothing for the fragments of a packet whose entry is still there', () => {
    const permit: SpdEntry = {
      ...NEWCOMER,
      selector: selector('192.0.2.1', '192.0.2.77', { protocol: 17, remotePort: 9 }),
    };
    for (const [entries, out] of [
      [[PEER, permit], true],
      [[PEER], false],
    ] as const) {
      const host = rig({ policies: [permit] });
      const [first, ...later] = fragmentIpv4(ipPacket(17, A, OTHER, [1, 9], 64), 48, 7);
      const [answer, ...more] = fragmentIpv4(ipPacket(17, OTHER, A, [9, 1], 64), 48, 8);
      expect([goesOut(host, first!), comesIn(host, answer!)]).toEqual([true, true]);
      host.driver.replacePolicies(entries, 'block', 1);
      expect(later.map((piece) => goesOut(host, piece))).toEqual(later.map(() => out));
      expect(more.map((piece) => comesIn(host, piece))).toEqual(more.map(() => out));
    }
  });

  it('may come between two packets of one stream: none is lost', () => {
    const { a, b } = facing();
    for (let i = 0; i < 50; i++) {
      a.driver.outbound(batchOfOne(INNER, packet(i)), i);
      const entries = i % 2 === 0 ? [NEWCOMER, PEER] : [PEER];
      expect(a.driver.replacePolicies(entries, 'block', i)).toEqual([]);
      const theirs = { ...PEER, selector: selector(B, A) };
      expect(b.driver.replacePolicies([theirs], 'block', i)).toEqual([]);
      receive(b, ...taken(a));
    }
    expect(b.delivered).toHaveLength(50);
  });

  it('lets no later fragment in by what the one before said of the first', () => {
    const echo: SpdEntry = {
      ...PEER,
      selector: selector('192.0.2.1', '192.0.2.2', { protocol: 17, localPort: 7 }),
      acceptClear: true,
    };
    const pieces = (identification: number) =>
      fragmentIpv4(packet(3000, B, A), 1500, identification);
    const host = rig({ policies: [echo] });
    const [first, second, third] = pieces(7);
    expect(comesIn(host, first!)).toBe(true);
    expect(comesIn(host, second!)).toBe(true);
    host.driver.replacePolicies([{ ...echo, acceptClear: false }], 'block', 1);
    expect(comesIn(host, third!)).toBe(false);
    host.driver.replacePolicies([], 'permit', 2);
    const [begins, goesOn] = pieces(8);
    expect(comesIn(host, begins!)).toBe(true);
    host.driver.replacePolicies([{ ...echo, acceptClear: false }], 'block', 3);
    expect(comesIn(host, goesOn!)).toBe(false);
  });

  it('ends the soft SAs of entries that are gone', () => {
    const host = flowRig();
    host.driver.addSoft(flowWith(B), 1000, 0);
    host.driver.replacePolicies([EVERYBODY], 'block', 1);
    expect(host.driver.softSas()).toHaveLength(1);
    host.driver.replacePolicies([PEER], 'block', 2);
    expect(host.driver.softSas()).toEqual([]);
    expect(host.events.at(-1)).toMatchObject({ kind: 'soft-sa-removed', reason: 'policy-change' });
  });
});
