import { describe, expect, it } from 'vitest';
import { batchOf, dropped, facing, packet, receive, reversed, send } from './fixture.ts';

describe('a lifetime in packets', () => {
  it('ends the SA before the packet that would exceed it, once', () => {
    const { a } = facing({ lifetimePackets: 5 });
    expect(send(a, ...Array(8).fill(packet()))).toHaveLength(5);
    expect(a.events.filter(({ kind }) => kind === 'sa-expired')).toEqual([
      { kind: 'sa-expired', id: 1, reason: 'packets' },
    ]);
    expect(a.acquired).toEqual(['peer']);
  });

  it('counts dummy packets too: the cipher works on them like on others', () => {
    const { a } = facing({ lifetimePackets: 3 });
    expect(a.driver.sendDummy('peer', 0)).toBe(true);
    expect(a.driver.sendDummy('peer', 0)).toBe(true);
    expect(a.driver.sendDummy('peer', 0)).toBe(true);
    expect(a.driver.sendDummy('peer', 0)).toBe(false);
    expect(a.events.at(-1)).toEqual({ kind: 'sa-expired', id: 1, reason: 'packets' });
  });

  it('ends the SA at the receiver in the middle of a batch', () => {
    const { b } = facing({ lifetimePackets: 5 });
    const { a } = facing();
    const sent = send(a, ...Array(8).fill(packet()));
    const datagrams = sent.map(({ bytes }) => bytes);
    b.driver.inbound(batchOf(reversed(sent[0]!.path), datagrams), 0);
    expect(b.delivered).toHaveLength(5);
    expect(dropped(b)).toEqual(Array(3).fill('lifetime-expired'));
    expect(b.events.filter(({ kind }) => kind === 'sa-expired')).toHaveLength(1);
  });

  it('leaves what came within it as it is', () => {
    const { a, b } = facing({ lifetimePackets: 5 });
    receive(b, ...send(a, ...Array(5).fill(packet())));
    expect(b.delivered).toHaveLength(5);
    expect(dropped(b)).toEqual([]);
  });
});
