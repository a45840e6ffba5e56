import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Address, addressOfBytes } from '../../src/base/address.ts';
import { batchOfOne } from '../../src/base/batch.ts';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { espLayout } from '../../src/crypto/algorithms.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { EspKeys } from '../../src/crypto/provider.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import { sealExplicitEsp } from '../../src/ipsec/packet/esp.ts';
import { dropped, pairParameters, pathBetween, rig, selector } from './fixture.ts';

interface ScapyCase {
  readonly suite: string;
  readonly mode: 'transport' | 'tunnel';
  readonly family: 4 | 6;
  readonly encryptionKey: string;
  readonly salt: string;
  readonly integrityKey: string;
  readonly spi: number;
  readonly seq: number;
  readonly iv: string;
  readonly clear: string;
  readonly sealed: string;
}

const file = new URL('../vectors/crypto/scapy-esp.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly ScapyCase[] };

/** Source and destination of a packet. */
function addresses(bytes: Uint8Array): [Address, Address] {
  const [at, octets] = bytes[0]! >> 4 === 4 ? [12, 4] : [8, 16];
  return [
    addressOfBytes(bytes.subarray(at, at + octets)),
    addressOfBytes(bytes.subarray(at + octets, at + 2 * octets)),
  ];
}

describe.each(cases.map((one) => [`${one.suite} ${one.mode} IPv${one.family}`, one] as const))(
  '%s',
  (_name, one) => {
    const suite = parseSuite(one.suite);
    const clear = fromHex(one.clear);
    const sealed = fromHex(one.sealed);
    const headerOctets = one.family === 4 ? 20 : 40;
    const keys: EspKeys = {
      encryption: fromHex(one.encryptionKey),
      salt: fromHex(one.salt),
      integrity: fromHex(one.integrityKey),
    };

    it('is sealed to the bytes of scapy', () => {
      const tunnelled = one.family === 4 ? 4 : 41;
      const packet = sealExplicitEsp({
        layout: espLayout(suite),
        sealer: nodeProvider.espSealer(suite, keys, seededRandom('scapy')),
        spi: one.spi,
        sequence: one.seq,
        iv: fromHex(one.iv),
        payload: one.mode === 'tunnel' ? clear : clear.subarray(headerOctets),
        nextHeader: one.mode === 'tunnel' ? tunnelled : 17,
      });
      expect(toHex(packet)).toBe(toHex(sealed.subarray(headerOctets)));
    });

    it('is opened to the packet that scapy sealed', () => {
      const [source, destination] = addresses(clear);
      const [outerSource, outerDestination] = addresses(sealed);
      const host = rig({ addresses: [destination, outerDestination] });
      const parameters = pairParameters(
        { suite, mode: one.mode },
        selector(destination, source),
        outerDestination,
        outerSource,
      );
      host.driver.install(parameters, { inbound: { spi: one.spi, keys } }, 0);
      const path = pathBetween(outerDestination, outerSource, false);
      host.driver.inbound(batchOfOne(path, sealed), 0);
      expect(dropped(host)).toEqual([]);
      expect(host.delivered.map(toHex)).toEqual([one.clear]);
    });
  },
);
