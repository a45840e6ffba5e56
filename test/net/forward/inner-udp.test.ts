import { describe, expect, it } from 'vitest';
import { endpointText, parseAddress } from '../../../src/base/address.ts';
import { arenaPool, datagramOf } from '../../../src/base/batch.ts';
import { toHex } from '../../../src/base/bytes.ts';
import { InnerUdp } from '../../../src/net/forward/inner-udp.ts';
import { udpPacket } from '../../../src/wire/udp.ts';
import { endpoint } from '../fake-host.ts';

const OWN = '10.1.0.1';
const OTHER = '10.2.0.1';
const end = endpoint(OWN, 0);

function inner() {
  const sent: Uint8Array[] = [];
  const batches: number[] = [];
  const made = new InnerUdp({
    stack: { icmpEcho: true, udpEchoPorts: [7], udpSinkPorts: [49_153] },
    pool: arenaPool(),
    path: { carrier: 'inner', local: end, remote: end },
    send(batch) {
      batches.push(batch.count);
      for (let i = 0; i < batch.count; i++) sent.push(datagramOf(batch, i).slice());
    },
  });
  const got: string[] = [];
  const bind = (address: string, port: number) => {
    const socket = made.bind(endpoint(address, port), (payload, from) => {
      got.push(`${endpointText(from)} ${toHex(payload)}`);
    });
    if (typeof socket === 'string') throw new Error(socket);
    return socket;
  };
  return { made, sent, batches, got, bind, flushed: () => new Promise(setImmediate) };
}

const packet = (source: string, destination: string, checksum?: number) =>
  udpPacket({
    source: parseAddress(source),
    destination: parseAddress(destination),
    sourcePort: 5000,
    destinationPort: 53,
    payload: Uint8Array.of(1, 2, 3),
    ...(checksum === undefined ? {} : { checksum }),
  });

describe('a UDP socket on the inner side', () => {
  it.each([
    [OWN, OTHER],
    ['2001:db8::1', '2001:db8::2'],
  ])('makes the packets that the codec makes: %s to %s', async (own, other) => {
    const { bind, sent, batches, flushed } = inner();
    const socket = bind(own, 4000);
    const payloads = [Uint8Array.of(), Uint8Array.of(9), new Uint8Array(20_000).fill(7)];
    for (const payload of payloads) socket.send(endpoint(other, 53), payload);
    await flushed();
    const expected = payloads.map((payload, i) =>
      udpPacket({
        source: parseAddress(own),
        destination: parseAddress(other),
        sourcePort: 4000,
        destinationPort: 53,
        payload,
        identification: i + 1,
      }),
    );
    expect(sent.map(toHex)).toEqual(expected.map(toHex));
    expect(batches).toEqual([3]);
  });

  it('takes what is for its address and port, and leaves the rest', () => {
    const { made, bind, got } = inner();
    bind(OWN, 53);
    const take = (octets: Uint8Array) => made.take(octets, 0, octets.length);
    expect(take(packet(OTHER, OWN))).toBe(true);
    expect(take(packet(OTHER, '10.1.0.2'))).toBe(false);
    expect(take(packet(OTHER, OWN).slice(0, 10))).toBe(false);
    const tcp = packet(OTHER, OWN);
    tcp[9] = 6;
    expect(take(tcp)).toBe(false);
    expect(got).toEqual([`${OTHER}:5000 010203`]);
  });

  it('takes a datagram without a checksum over IPv4, and none with a wrong one', () => {
    const { made, bind, got } = inner();
    bind(OWN, 53);
    bind('2001:db8::1', 53);
    for (const octets of [
      packet(OTHER, OWN, 0),
      packet(OTHER, OWN, 0x1234),
      packet('2001:db8::2', '2001:db8::1', 0),
    ]) {
      expect(made.take(octets, 0, octets.length)).toBe(true);
    }
    expect(got).toEqual([`${OTHER}:5000 010203`]);
  });

  it('tells senders apart', () => {
    const { made, bind, got } = inner();
    bind(OWN, 53);
    for (const sender of [OTHER, '10.2.0.2', OTHER]) {
      const octets = packet(sender, OWN);
      made.take(octets, 0, octets.length);
    }
    expect(got.map((line) => line.split(':')[0])).toEqual([OTHER, '10.2.0.2', OTHER]);
  });

  it('is given a port that is free and not of the small stack', () => {
    const { bind } = inner();
    const ports = [0, 0, 0].map((port) => bind(OWN, port).local.port);
    expect(ports).toEqual([49_152, 49_154, 49_155]);
    expect(bind('10.1.0.2', 49_152).local.port).toBe(49_152);
  });

  it('takes nothing once it is closed, and its port is free again', () => {
    const { made, bind, got } = inner();
    bind(OWN, 53).close();
    const octets = packet(OTHER, OWN);
    expect(made.take(octets, 0, octets.length)).toBe(false);
    bind(OWN, 53);
    expect(made.take(octets, 0, octets.length)).toBe(true);
    expect(got).toHaveLength(1);
  });
});
