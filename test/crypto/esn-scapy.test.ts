import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import { allSuites, espLayout, suiteLabel } from '../../src/crypto/algorithms.ts';
import { parseSuite, suiteName } from '../../src/crypto/suite-names.ts';
import { PROVIDERS } from './providers.ts';
import { bodyOf, espOf, keysOf, scapyCases } from './scapy-cases.ts';

const cases = scapyCases('scapy-esn.json');
const ESN = { esn: true };
/** Octets in front of the packet in its arena, so that nothing is aligned by chance. */
const OFFSET = 5;

describe.each(PROVIDERS)('extended sequence numbers by $name against scapy', (provider) => {
  it('has a case for every suite', () => {
    const covered = new Set(cases.map((one) => one.suite));
    for (const suite of allSuites())
      expect(covered.has(suiteName(suite)), suiteLabel(suite)).toBe(true);
  });

  it.each(cases.map((one) => [`${one.suite} ${one.mode}`, one] as const))('%s', (_name, one) => {
    const suite = parseSuite(one.suite);
    const { ivOctets, icvOctets, paddingOctets } = espLayout(suite);
    const expected = espOf(one);
    const body = bodyOf(one, paddingOctets);
    const end = OFFSET + expected.length;
    const spans = Uint32Array.of(OFFSET, end);

    const arena = new Uint8Array(end);
    arena.set(expected.subarray(0, 8), OFFSET);
    arena.set(body, OFFSET + 8 + ivOctets);
    const unsealed = arena.slice();
    const sealer = provider.espSealer(suite, keysOf(one), seededRandom('scapy'), ESN);
    sealer.sealWithIv(arena, OFFSET, end, fromHex(one.iv), one.high!);
    expect(toHex(arena.subarray(OFFSET))).toBe(toHex(expected));

    if (one.salt !== '') {
      // The IV of a counter mode is the whole sequence number, as in these cases.
      sealer.seal(unsealed, spans, 1, Uint32Array.of(one.high!));
      expect(toHex(unsealed)).toBe(toHex(arena));
    }

    const verdicts = new Uint8Array(1);
    const opener = provider.espOpener(suite, keysOf(one), ESN);
    const sealed = arena.slice();
    opener.open(arena, spans, 1, verdicts, Uint32Array.of(one.high! ^ 1));
    if (icvOctets > 0) {
      expect(verdicts[0], 'the ICV covers the high half').toBe(0);
      expect(toHex(arena), 'a wrong guess moves nothing').toBe(toHex(sealed));
    }
    opener.open(sealed, spans, 1, verdicts, Uint32Array.of(one.high!));
    expect(verdicts[0]).toBe(1);
    expect(toHex(sealed.subarray(OFFSET + 8 + ivOctets, end - icvOctets))).toBe(toHex(body));
  });

  it('seals a batch over the turn of the low half', () => {
    const one = cases.find(({ suite }) => suite === 'aes128gcm16')!;
    const suite = parseSuite(one.suite);
    const sealer = provider.espSealer(suite, keysOf(one), seededRandom('turn'), ESN);
    const opener = provider.espOpener(suite, keysOf(one), ESN);
    const arena = new Uint8Array(3 * 40);
    const spans = Uint32Array.of(0, 40, 40, 80, 80, 120);
    arena.fill(0xff, 4, 8);
    arena[40 + 7] = 0;
    arena[80 + 7] = 1;
    const highs = Uint32Array.of(6, 7, 7);
    sealer.seal(arena, spans, 3, highs);
    const ivs = [8, 48, 88].map((at) => toHex(arena.subarray(at, at + 8)));
    expect(ivs).toEqual(['00000006ffffffff', '0000000700000000', '0000000700000001']);
    const verdicts = new Uint8Array(3);
    opener.open(arena, spans, 3, verdicts, highs);
    expect([...verdicts]).toEqual([1, 1, 1]);
  });

  it('asks for the high halves', () => {
    const one = cases[0]!;
    const suite = parseSuite(one.suite);
    const opener = provider.espOpener(suite, keysOf(one), ESN);
    const spans = Uint32Array.of(0, 40);
    expect(() => opener.open(new Uint8Array(40), spans, 1, new Uint8Array(1))).toThrow(/high/);
  });
});
