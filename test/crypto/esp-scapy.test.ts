import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { allSuites, espLayout, suiteLabel } from '../../src/crypto/algorithms.ts';
import type { EspKeys } from '../../src/crypto/provider.ts';
import { parseSuite, suiteName } from '../../src/crypto/suite-names.ts';
import { PROVIDERS, vectors } from './providers.ts';

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

const { cases } = vectors<{ cases: readonly ScapyCase[] }>('scapy-esp.json');
/** Octets in front of the packet in its arena, so that nothing is aligned by chance. */
const OFFSET = 5;

function keysOf(one: ScapyCase): EspKeys {
  return {
    encryption: fromHex(one.encryptionKey),
    salt: fromHex(one.salt),
    integrity: fromHex(one.integrityKey),
  };
}

/** The ESP packet behind the outer header. */
function espOf(one: ScapyCase): Uint8Array {
  return fromHex(one.sealed).subarray(one.family === 4 ? 20 : 40);
}

/** The clear body: what is protected, padding 1, 2, 3 ..., pad length, next header (RFC 4303 2.4). */
function bodyOf(one: ScapyCase, paddingOctets: number): Uint8Array {
  const clear = fromHex(one.clear);
  const inner = one.mode === 'tunnel' ? clear : clear.subarray(one.family === 4 ? 20 : 40);
  const padding = (paddingOctets - ((inner.length + 2) % paddingOctets)) % paddingOctets;
  const tunnelled = one.family === 4 ? 4 : 41;
  const body = new Uint8Array(inner.length + padding + 2);
  body.set(inner);
  for (let i = 0; i < padding; i++) body[inner.length + i] = i + 1;
  body[body.length - 2] = padding;
  body[body.length - 1] = one.mode === 'tunnel' ? tunnelled : 17;
  return body;
}

describe.each(PROVIDERS)('ESP by $name against scapy', (provider) => {
  it('has a case for every suite in both modes and families', () => {
    const covered = new Set(cases.map((one) => `${one.suite} ${one.mode} ${one.family}`));
    expect(covered.size).toBe(allSuites().length * 4);
    for (const suite of allSuites()) {
      expect(covered.has(`${suiteName(suite)} tunnel 6`), suiteLabel(suite)).toBe(true);
    }
  });

  it.each(cases.map((one) => [`${one.suite} ${one.mode} IPv${one.family}`, one] as const))(
    '%s',
    (_name, one) => {
      const suite = parseSuite(one.suite);
      const { ivOctets, icvOctets, paddingOctets } = espLayout(suite);
      const expected = espOf(one);
      const body = bodyOf(one, paddingOctets);
      const end = OFFSET + expected.length;
      expect(expected.length).toBe(8 + ivOctets + body.length + icvOctets);

      const arena = new Uint8Array(end + 3);
      arena.set(expected.subarray(0, 8), OFFSET);
      arena.set(body, OFFSET + 8 + ivOctets);
      const unsealed = arena.slice();
      const sealer = provider.espSealer(suite, keysOf(one), seededRandom('scapy'));
      sealer.sealWithIv(arena, OFFSET, end, fromHex(one.iv));
      expect(toHex(arena.subarray(OFFSET, end))).toBe(toHex(expected));
      expect([...arena.subarray(end), ...arena.subarray(0, OFFSET)]).toEqual(Array(8).fill(0));

      if (one.iv.length === 16 && one.salt.length > 0) {
        // The IV of a counter mode is the sequence number, as in these cases.
        sealer.seal(unsealed, Uint32Array.of(OFFSET, end), 1);
        expect(toHex(unsealed)).toBe(toHex(arena));
      }

      const verdicts = new Uint8Array(1);
      provider.espOpener(suite, keysOf(one)).open(arena, Uint32Array.of(OFFSET, end), 1, verdicts);
      expect(verdicts[0]).toBe(1);
      expect(toHex(arena.subarray(OFFSET + 8 + ivOctets, end - icvOctets))).toBe(toHex(body));
    },
  );
});
