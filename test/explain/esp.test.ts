/** ESP of every suite opens with the line that a key log has for it, and shows its inner packet. */

import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/base/address.ts';
import { concat, copy, fromHex, u32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { allSuites, espLayout, keyOctets, suiteLabel } from '../../src/crypto/algorithms.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';
import { espKeyLine, ownEspKeyLine } from '../../src/observe/keylog.ts';
import { echoRequest } from '../../src/wire/icmp.ts';
import { buildIp } from '../../src/wire/ip.ts';
import { SAMPLES } from '../observe/sample-events.ts';
import { captureOf, datagram, explain, layersOf } from './explained.ts';

const SPI = 0x1234abcd;
const [SOURCE, DESTINATION] = [parseAddress('192.0.2.1'), parseAddress('192.0.2.2')];
const INNER = echoRequest({
  source: parseAddress('10.1.0.1'),
  destination: parseAddress('10.2.0.1'),
  identifier: 7,
  sequence: 3,
});

function keysOf(suite: EspSuite) {
  const octets = keyOctets(suite);
  const some = (length: number, first: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => (first + i * 7) & 0xff);
  return {
    encryption: some(octets.encryption, 3),
    salt: some(octets.salt, 90),
    integrity: some(octets.integrity, 40),
  };
}

function keyLine(suite: EspSuite): string {
  const { encryption, salt, integrity } = keysOf(suite);
  const event = {
    ...SAMPLES['sa-added'],
    source: SOURCE.text,
    destination: DESTINATION.text,
    spi: SPI,
    suite: suiteLabel(suite),
    encryptionKey: new Secret(encryption),
    salt: new Secret(salt),
    integrityKey: new Secret(integrity),
  };
  return espKeyLine(event) ?? ownEspKeyLine(event)!;
}

function sealed(suite: EspSuite, inner: Uint8Array, nextHeader: number, esn = false): Uint8Array {
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const padLength = -(inner.length + 2) & (paddingOctets - 1);
  const padding = Uint8Array.from({ length: padLength }, (_, i) => i + 1);
  const packet = concat(
    u32(SPI),
    u32(5),
    new Uint8Array(ivOctets),
    inner,
    padding,
    Uint8Array.of(padLength, nextHeader),
    new Uint8Array(icvOctets),
  );
  const sealer = nodeProvider.espSealer(suite, keysOf(suite), seededRandom('explained'), { esn });
  const spans = Uint32Array.of(0, packet.length);
  if (esn) sealer.seal(packet, spans, 1, Uint32Array.of(0));
  else sealer.seal(packet, spans, 1);
  return packet;
}

function asProtocol50(esp: Uint8Array): Uint8Array {
  return buildIp({ source: SOURCE, destination: DESTINATION, protocol: 50, payload: esp });
}

const AES: EspSuite = { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' };

describe.each(allSuites().map((suite) => [suiteLabel(suite), suite] as const))(
  '%s',
  (label, suite) => {
    const keys = keyLine(suite);

    it('opens as protocol 50 and in UDP', () => {
      const esp = sealed(suite, INNER, 4);
      const frames = explain(captureOf(asProtocol50(esp), datagram(esp, [4500, 4500])), { keys });
      for (const frame of frames) {
        expect(frame.layers.map(({ fault }) => fault).filter(Boolean)).toEqual([]);
        expect(frame).toMatchObject({ protocol: 'ICMP', info: 'echo request, sequence 3' });
        expect(layersOf([frame], 'esp')[0]!.notes[0]).toContain(`opened as ${label}`);
      }
    });
  },
);

const PROVEN = allSuites().filter((suite) => espLayout(suite).icvOctets > 0);

describe('an altered packet', () => {
  it.each(PROVEN.map((suite) => [suiteLabel(suite), suite] as const))(
    'of %s does not open',
    (_label, suite) => {
      const keys = keyLine(suite);
      const esp = copy(sealed(suite, INNER, 4));
      esp[esp.length - 20]! ^= 1;
      const [layer] = layersOf(explain(captureOf(asProtocol50(esp)), { keys }), 'esp');
      expect(layer?.fault).toMatchObject({ code: 'bad-icv' });
    },
  );
});

describe('an opened ESP packet', () => {
  it('may be a dummy packet', () => {
    const esp = sealed(AES, fromHex('00112233'), 59);
    const [frame] = explain(captureOf(asProtocol50(esp)), { keys: keyLine(AES) });
    expect(layersOf([frame!], 'esp')[0]!.notes.join()).toContain('a dummy packet');
  });

  it('may have TFC padding', () => {
    const esp = sealed(AES, concat(INNER, new Uint8Array(30)), 4);
    const [frame] = explain(captureOf(asProtocol50(esp)), { keys: keyLine(AES) });
    expect(layersOf([frame!], 'esp')[0]!.notes.join()).toContain('30 octets of TFC padding');
    expect(frame!.protocol).toBe('ICMP');
  });

  it('may have extended sequence numbers', () => {
    const esp = sealed(AES, INNER, 4, true);
    const [frame] = explain(captureOf(asProtocol50(esp)), { keys: keyLine(AES) });
    expect(layersOf([frame!], 'esp')[0]!.notes.join()).toContain('64-bit sequence number');
    expect(frame!.protocol).toBe('ICMP');
  });

  it('opens from behind a NAT, where addresses are not those of the key', () => {
    const packet = buildIp({
      source: parseAddress('198.51.100.9'),
      destination: DESTINATION,
      protocol: 50,
      payload: sealed(AES, INNER, 4),
    });
    expect(explain(captureOf(packet), { keys: keyLine(AES) })[0]!.protocol).toBe('ICMP');
  });
});
