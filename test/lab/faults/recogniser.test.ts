import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/base/address.ts';
import type { Path } from '../../../src/base/batch.ts';
import { concat, fromHex, toHex } from '../../../src/base/bytes.ts';
import { nodeProvider } from '../../../src/crypto/node.ts';
import { KeyStore } from '../../../src/explain/key-store.ts';
import { MessageInside } from '../../../src/lab/faults/inside.ts';
import { Recogniser } from '../../../src/lab/faults/recogniser.ts';
import type { Flight } from '../../../src/sim/link.ts';
import { echoRequest } from '../../../src/wire/icmp.ts';
import { buildIp } from '../../../src/wire/ip.ts';
import { encodeMessage } from '../../../src/wire/isakmp/message.ts';
import { udpPacket } from '../../../src/wire/udp.ts';

interface Recorded {
  readonly direction: string;
  readonly source: string;
  readonly destination: string;
}
interface Recording {
  readonly initiatorCookie: string;
  readonly cipherKey: string;
  readonly datagrams: readonly (Recorded & {
    readonly datagram: string;
    readonly exchange: string;
    readonly encrypted: boolean;
    readonly plaintext?: string;
    readonly nonEspMarker: boolean;
  })[];
  readonly espPackets: readonly (Recorded & {
    readonly packet: string;
    readonly spi: string;
    readonly sequence: number;
  })[];
}

const VECTORS = new URL('../../vectors/', import.meta.url).pathname;
const RECORDINGS = ['strongswan', 'strongswan-aggressive', 'strongswan-certificates'].flatMap(
  (folder) =>
    readdirSync(join(VECTORS, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({
        name,
        recording: JSON.parse(readFileSync(join(VECTORS, folder, name), 'utf8')) as Recording,
      })),
);

let number = 0;

function flightOf({ direction, source, destination }: Recorded, bytes: Uint8Array): Flight {
  const path: Path = { carrier: 'udp', local: endpoint(source), remote: endpoint(destination) };
  return { number: ++number, sender: direction.split('-')[0]!, path, bytes, sentAt: number };
}

function endpoint(text: string) {
  const at = text.lastIndexOf(':');
  return { address: parseAddress(text.slice(0, at)), port: Number(text.slice(at + 1)) };
}

/** What a recording must be called: its exchanges, and in each its messages in their order. */
function expectedNames({ datagrams }: Recording): string[] {
  const counts = new Map<string, number>();
  return datagrams.map(({ exchange, datagram, nonEspMarker }) => {
    const words = exchange.replace('-', ' ');
    if (words === 'informational') return words;
    const at = nonEspMarker ? 48 : 40;
    const key = `${words} ${datagram.slice(at, at + 8)}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    return `${words} ${counts.get(key)}`;
  });
}

describe('the recogniser', () => {
  it.each(RECORDINGS)('names what strongSwan said: $name', ({ recording }) => {
    const recogniser = new Recogniser(nodeProvider);
    const names: string[] = [];
    for (const datagram of recording.datagrams) {
      const flight = flightOf(datagram, fromHex(datagram.datagram));
      const first = recogniser.recognise(flight);
      const again = recogniser.recognise(flight);
      expect([first.transmission, again.transmission]).toEqual([1, 2]);
      expect(again.text).toBe(first.text);
      expect(first.encrypted).toBe(datagram.encrypted);
      names.push(first.text);
    }
    expect(names).toEqual(expectedNames(recording));
    for (const esp of recording.espPackets) {
      const bytes = fromHex(esp.packet);
      const meaning = recogniser.recognise(flightOf(esp, bytes));
      // Without a port of NAT traversal ESP is in IP, which the next test shows.
      if (!esp.source.endsWith(':4500')) continue;
      expect(meaning).toMatchObject({ protocol: 'esp', sequence: esp.sequence });
      expect(meaning.spi).toBe(Number.parseInt(esp.spi, 16));
    }
  });

  it.each(RECORDINGS)('finds what is inside with its key: $name', ({ recording }) => {
    const keys = new KeyStore();
    const { initiatorCookie, cipherKey, datagrams } = recording;
    expect(keys.add(`${initiatorCookie},${cipherKey}`, 'recording')).toEqual([]);
    const inside = new MessageInside(nodeProvider, () => keys);
    for (const { datagram, nonEspMarker, encrypted, plaintext } of datagrams) {
      const message = fromHex(datagram).subarray(nonEspMarker ? 4 : 0);
      inside.note(message);
      if (!encrypted) continue;
      const opened = inside.open(message);
      expect('why' in opened ? opened.why : toHex(opened.body)).toBe(plaintext);
      // Closing what was not changed gives strongSwan's own octets.
      if (!('why' in opened)) expect(inside.close('x', message, opened)).toEqual(message);
    }
  });

  it.each(['192.0.2.1', '2001:db8::1'])('knows what is in IP packets from %s', (text) => {
    const source = parseAddress(text);
    const path: Path = {
      carrier: 'link',
      local: { address: source, port: 0 },
      remote: { address: source, port: 0 },
    };
    const recogniser = new Recogniser(nodeProvider);
    const name = (bytes: Uint8Array): string =>
      recogniser.recognise({ number: 1, sender: 'x', path, bytes, sentAt: 0 }).text;
    const ip = (protocol: number, payload: Uint8Array) =>
      buildIp({ source, destination: source, protocol, payload });
    const esp = concat(fromHex('1234567800000007'), new Uint8Array(40));
    expect(name(ip(50, esp))).toBe('esp number 7 under SPI 0x12345678');
    const ah = concat(fromHex('3204000000abcdef00000009'), new Uint8Array(12));
    expect(name(ip(51, ah))).toBe('ah number 9 under SPI 0x00abcdef');
    const echo = { identifier: 1, sequence: 1, data: new Uint8Array(8) };
    expect(name(echoRequest({ source, destination: source, ...echo }))).toBe('icmp');
    const first = fromHex(RECORDINGS[0]!.recording.datagrams[0]!.datagram);
    const ike = { source, destination: source, sourcePort: 500, destinationPort: 500 };
    expect(name(udpPacket({ ...ike, payload: first }))).toBe('main mode 1');
    expect(name(ip(6, new Uint8Array(20)))).toBe('an IP packet');
  });

  it('knows IKE behind the marker, ESP and keepalives on ports that nobody named', () => {
    const recogniser = new Recogniser(nodeProvider);
    const { datagrams, espPackets } = RECORDINGS[0]!.recording;
    const there = { direction: 'x', source: '127.0.0.1:15500', destination: '127.0.0.1:25500' };
    const name = (bytes: Uint8Array): string => recogniser.recognise(flightOf(there, bytes)).text;
    expect(name(fromHex(espPackets[0]!.packet))).toBe('a UDP datagram');
    expect(name(concat(new Uint8Array(4), fromHex(datagrams[0]!.datagram)))).toBe('main mode 1');
    expect(name(fromHex(espPackets[0]!.packet))).toMatch(/^esp number 1 /);
    expect(name(Uint8Array.of(0xff))).toBe('keepalive');
  });

  it('knows fragments of a message and which message that is', () => {
    const recogniser = new Recogniser(nodeProvider);
    const { datagrams } = RECORDINGS[0]!.recording;
    const names = datagrams.slice(0, 5).flatMap((one, index) => {
      const message = fromHex(one.datagram);
      if (index < 4) return [recogniser.recognise(flightOf(one, message)).text];
      const whole = message.subarray(one.nonEspMarker ? 4 : 0);
      return [whole.subarray(0, 40), whole.subarray(40)].map((data, at) => {
        const part = fragmentOf(whole, 7, at + 1, data, at === 1);
        return recogniser.recognise(flightOf(one, concat(new Uint8Array(4), part))).text;
      });
    });
    expect(names.slice(4)).toEqual(['fragment 1 of main mode 5', 'fragment 2 of main mode 5']);
  });

  it('never throws, whatever the octets are, and forgets what is old', () => {
    const recogniser = new Recogniser(nodeProvider);
    const { datagrams } = RECORDINGS[0]!.recording;
    const real = fc.constantFrom(...datagrams.map(({ datagram }) => fromHex(datagram)));
    const changed = fc
      .tuple(real, fc.nat(), fc.nat(255), fc.nat(600))
      .map(([bytes, at, octet, length]) => {
        const copy = bytes.slice(0, length);
        if (copy.length > 0) copy[at % copy.length] = octet;
        return copy;
      });
    const ports = fc.constantFrom(500, 4500, 15_500, 0);
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 200 }), changed),
        ports,
        fc.constantFrom('udp' as const, 'link' as const),
        (bytes, port, carrier) => {
          const end = { address: parseAddress('192.0.2.1'), port };
          const path: Path = { carrier, local: end, remote: end };
          const flight = { number: 1, sender: '', path, bytes, sentAt: 0 };
          const meaning = recogniser.recognise(flight);
          expect(meaning.start).toBeLessThanOrEqual(bytes.length);
          expect(meaning.end).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** A fragment as MS-IKEE 2.2.3.1 has it. */
function fragmentOf(
  whole: Uint8Array,
  fragmentId: number,
  part: number,
  data: Uint8Array,
  last: boolean,
): Uint8Array {
  return encodeMessage(
    {
      initiatorCookie: whole.slice(0, 8),
      responderCookie: whole.slice(8, 16),
      majorVersion: 1,
      minorVersion: 0,
      exchangeType: whole[18]!,
      flags: 0,
      messageId: 0,
    },
    [{ kind: 'fragment', type: 132, fragmentId, number: part, flags: last ? 1 : 0, data }],
  );
}
