import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import { toHex } from '../../../src/base/bytes.ts';
import { openLibc } from '../../../src/net/native/libc.ts';
import { nativeSockets } from '../../../src/net/native/socket.ts';
import type { OpenRealSocket } from '../../../src/net/real-socket.ts';
import { ipv4ChecksumValid } from '../../../src/wire/ip.ts';
import { udpPacket } from '../../../src/wire/udp.ts';
import { until } from '../fake-host.ts';
import { closePairs, realPair } from '../real-pair.ts';

afterEach(closePairs);
let openSocket: OpenRealSocket;
beforeAll(async () => {
  openSocket = nativeSockets(await openLibc('--io native'));
});

const COUNT = 500;

describe('two hosts over native sockets', () => {
  // Without a cipher the ESP header is shortest: the restored IP header reaches farthest to the front.
  it.each([
    ['192.0.2.1', '192.0.2.2', 'aes128-sha1', 100],
    ['192.0.2.1', '192.0.2.2', 'null-md5', 0],
    ['2001:db8::1', '2001:db8::2', 'null-md5', 0],
    ['2001:db8::1', '2001:db8::2', 'aes128gcm16', 1200],
  ])('carry every packet of long runs: %s to %s, %s, %i octets', async (a, b, suite, octets) => {
    const { alice, bob } = await realPair(a, b, 'force', ['same', 'same'], { openSocket, suite });
    const got: Uint8Array[] = [];
    let longest = 0;
    bob.takeInner(({ arena, spans, count }) => {
      longest = Math.max(longest, count);
      for (let i = 0; i < count; i++) got.push(arena.slice(spans[i * 2]!, spans[i * 2 + 1]!));
    });
    const payload = Uint8Array.from({ length: octets }, (_, i) => i & 0xff);
    const ports = { sourcePort: 40_000, destinationPort: 40_001 };
    const [source, destination] = [parseAddress(a), parseAddress(b)];
    await alice.runner.command({ kind: 'up', policy: 'hosts' });
    const sent = await alice.runner.command({
      kind: 'send',
      from: undefined,
      to: destination,
      ...ports,
      payload,
      count: COUNT,
    });
    expect(sent).toMatchObject({ ok: true, value: { sent: COUNT } });
    await until(() => got.length >= COUNT);
    // A transport packet in UDP brings no header of its own: the one made for it has a number of its own.
    const withoutNumber = (packet: Uint8Array): string => {
      const copy = Uint8Array.from(packet);
      if (source.version === 4) {
        if (!ipv4ChecksumValid(copy, 0, 20)) return 'a wrong header checksum';
        copy.fill(0, 4, 6).fill(0, 10, 12);
      }
      return toHex(copy);
    };
    const expected = withoutNumber(udpPacket({ source, destination, ...ports, payload }));
    expect([...new Set(got.map(withoutNumber))]).toEqual([expected]);
    expect(longest).toBeGreaterThan(16);
    expect(bob.events.filter(({ kind }) => kind === 'packet-dropped')).toEqual([]);
  });

  it('part in words', async () => {
    const pair = await realPair('192.0.2.1', '192.0.2.2', 'auto', ['one', 'two'], { openSocket });
    const result = await pair.alice.runner.command({ kind: 'up', policy: 'hosts' });
    expect(result.ok ? undefined : result.failure?.code).toBe('preshared-keys-likely-differ');
  });
});
