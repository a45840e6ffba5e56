import { describe, expect, it } from 'vitest';
import { A, A6, B, B6, counter, facing, packet, receive, selector, send } from './fixture.ts';

const NULL_SHA1 = { encryption: 'null', keyBits: 0, integrity: 'hmac-sha1-96' } as const;

describe('traffic flow confidentiality padding (RFC 4303 2.7)', () => {
  it('makes packets of all sizes up to its own one size', () => {
    const { a, b } = facing({ mode: 'tunnel', tfcOctets: 1000 });
    const clear = [packet(0), packet(8), packet(500), packet(972)];
    const sent = send(a, ...clear);
    expect(new Set(sent.map(({ bytes }) => bytes.length)).size).toBe(1);
    receive(b, ...sent);
    expect(b.delivered).toEqual(clear);
    expect(counter(a, 'tfcOctetsSent')).toBe(4 * 1000 - clear.reduce((n, p) => n + p.length, 0));
    expect(counter(b, 'tfcOctetsReceived')).toBe(counter(a, 'tfcOctetsSent'));
  });

  it('leaves longer packets alone', () => {
    const { a, b } = facing({ mode: 'tunnel', tfcOctets: 100 });
    const plain = facing({ mode: 'tunnel' });
    const [sent] = send(a, packet(500));
    expect(sent!.bytes.length).toBe(send(plain.a, packet(500))[0]!.bytes.length);
    receive(b, sent!);
    expect(b.delivered).toEqual([packet(500)]);
  });

  it('is not in transport mode, where nothing would tell it from the payload', () => {
    const { a } = facing({ tfcOctets: 1000 });
    expect(send(a, packet(8))[0]!.bytes.length).toBeLessThan(100);
  });

  it('stands behind the inner packet, in front of the padding of ESP', () => {
    const { a } = facing({ mode: 'tunnel', tfcOctets: 64, suite: NULL_SHA1 });
    const [sent] = send(a, packet(0));
    const inner = sent!.bytes.subarray(28);
    expect(inner.subarray(0, 28)).toEqual(packet(0));
    expect([...inner.subarray(28, 64)]).toEqual(Array(36).fill(0));
    expect([...inner.subarray(64, 68)]).toEqual([1, 2, 2, 4]);
  });

  it('does not make a packet too big for its path', () => {
    const { a, b } = facing({ mode: 'tunnel', tfcOctets: 9000, linkMtu: 1400 });
    const [sent] = send(a, packet(8));
    expect(sent!.bytes.length).toBeLessThanOrEqual(1400);
    expect(sent!.bytes.length).toBeGreaterThan(1380);
    receive(b, sent!);
    expect(b.delivered).toEqual([packet(8)]);
  });

  it('fills IPv6 in a tunnel too, and dummy packets, so that none stands out', () => {
    const { a, b } = facing({
      mode: 'tunnel',
      tfcOctets: 600,
      selector: selector(A6, B6),
      outer: [A, B],
      addresses: [[A6], [B6]],
    });
    const clear = packet(8, A6, B6);
    const [sent] = send(a, clear);
    a.driver.sendDummy('peer', 0);
    const [dummy] = a.network.drain();
    expect(dummy!.spans[1]! - dummy!.spans[0]!).toBe(sent!.bytes.length);
    receive(b, sent!);
    expect(b.delivered).toEqual([clear]);
  });
});
