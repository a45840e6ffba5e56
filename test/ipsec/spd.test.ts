import { describe, expect, it } from 'vitest';
import type { SpdEntry } from '../../src/ipsec/spd/spd.ts';
import { A, A6, B, B6, counter, dropped, packet, rig, selector, send } from './fixture.ts';

const entry = (action: SpdEntry['action'], selected = selector()): SpdEntry => ({
  name: `${action} it`,
  action,
  selector: selected,
});

describe('outbound policy', () => {
  it('goes by the first entry that matches', () => {
    const permit = entry('permit', selector(A, B, { protocol: 17, remotePort: 7 }));
    const block = entry('block', selector('0.0.0.0/0', '0.0.0.0/0'));
    const first = rig({ policies: [permit, block] });
    expect(send(first, packet(), packet(8, A, B, [1, 8]))).toHaveLength(1);
    expect(dropped(first)).toEqual(['blocked-by-policy']);

    const second = rig({ policies: [block, permit] });
    expect(send(second, packet())).toHaveLength(0);
    expect(dropped(second)).toEqual(['blocked-by-policy']);
  });

  it('sends a permitted packet as it is, on the link between its addresses', () => {
    const host = rig({ policies: [entry('permit')] });
    const clear = packet();
    const [sent] = send(host, clear);
    expect(sent?.bytes).toEqual(clear);
    expect(sent?.path).toEqual({
      carrier: 'link',
      local: { address: A, port: 0 },
      remote: { address: B, port: 0 },
    });
    expect(counter(host, 'permittedPacketsSent')).toBe(1);
  });

  it('uses one path object for one pair of addresses', () => {
    const host = rig({ unmatched: 'permit' });
    const sent = send(
      host,
      packet(),
      packet(8, B, A),
      packet(9),
      packet(8, A6, B6),
      packet(8, A6, B6),
    );
    expect(sent[2]!.path).toBe(sent[0]!.path);
    expect(sent[4]!.path).toBe(sent[3]!.path);
    expect(sent[1]!.path.local.address.text).toBe('192.0.2.2');
    expect(sent[3]!.path.local.address.text).toBe('2001:db8::1');
  });

  it('keeps a bounded number of paths', () => {
    const host = rig({ unmatched: 'permit' });
    for (let i = 0; i < 2000; i++) {
      const bytes = packet();
      bytes[18] = i >> 8;
      bytes[19] = i;
      const [sent] = send(host, bytes);
      expect(sent?.path.remote.address.bytes).toEqual(bytes.subarray(16, 20));
    }
  });

  it('treats what no entry covers as it is told', () => {
    const blocking = rig();
    expect(send(blocking, packet())).toEqual([]);
    expect(dropped(blocking)).toEqual(['no-policy']);
    const permitting = rig({ unmatched: 'permit' });
    expect(send(permitting, packet())).toHaveLength(1);
  });

  it('drops what is no IP packet', () => {
    const host = rig({ unmatched: 'permit' });
    expect(send(host, new Uint8Array(0), Uint8Array.of(0x45), packet().subarray(0, 30))).toEqual(
      [],
    );
    expect(dropped(host)).toEqual(['malformed', 'malformed', 'malformed']);
    expect(host.events[0]).toMatchObject({ packet: '0 octets that are no IP packet' });
  });

  it('leaves off what the link padded a packet with', () => {
    const host = rig({ unmatched: 'permit' });
    const clear = packet(3);
    const padded = new Uint8Array(60);
    padded.set(clear);
    expect(send(host, padded)[0]?.bytes).toEqual(clear);
  });
});
