import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { allSuites, espLayout, suiteLabel } from '../../src/crypto/algorithms.ts';
import { parseSuite, suiteName } from '../../src/crypto/suite-names.ts';
import { PROVIDERS } from './providers.ts';
import { bodyOf, espOf, keysOf, scapyCases } from './scapy-cases.ts';

const cases = scapyCases('scapy-esp.json');
/** Octets in front of the packet in its arena, so that nothing is aligned by chance. */
const OFFSET = 5;

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
