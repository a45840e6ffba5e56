import { describe, expect, it } from 'vitest';
import { copy, equal, toHex, writeU32 } from '../../src/base/bytes.ts';
import { seededRandom } from '../../src/base/random.ts';
import {
  allSuites,
  divideKeymat,
  espLayout,
  keyOctets,
  suiteLabel,
} from '../../src/crypto/algorithms.ts';
import type { CbcName, EspKeys, EspSuite } from '../../src/crypto/provider.ts';
import { PROVIDERS } from './providers.ts';

const SUITES = allSuites().map((suite) => [suiteLabel(suite), suite] as const);
const PROTECTED = SUITES.filter(([, suite]) => espLayout(suite).icvOctets > 0);
const CBC = SUITES.filter(([, suite]) => suite.encryption.endsWith('-cbc'));

function keysFor(suite: EspSuite): EspKeys {
  return divideKeymat(suite, seededRandom(suiteLabel(suite)).bytes(keyOctets(suite).total));
}

/** An arena of random octets with packets of different lengths at odd places, numbered from 1. */
function packets(suite: EspSuite, count: number): { arena: Uint8Array; spans: Uint32Array } {
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const spans = new Uint32Array(2 * count);
  let at = 3;
  for (let i = 0; i < count; i++) {
    spans[2 * i] = at;
    at += 8 + ivOctets + paddingOctets * (1 + 3 * i) + icvOctets;
    spans[2 * i + 1] = at;
    at += 1 + (i % 4);
  }
  const arena = seededRandom(`arena ${suiteLabel(suite)} ${count}`).bytes(at + 5);
  for (let i = 0; i < count; i++) writeU32(arena, spans[2 * i]! + 4, i + 1);
  return { arena, spans };
}

function bodies(suite: EspSuite, arena: Uint8Array, spans: Uint32Array): string[] {
  const { ivOctets, icvOctets } = espLayout(suite);
  const found: string[] = [];
  for (let i = 0; i < spans.length; i += 2) {
    found.push(
      toHex(arena.subarray(spans[i]! + 8 + ivOctets, spans[i + 1]! - icvOctets)),
      toHex(arena.subarray(spans[i]!, spans[i]! + 8)),
    );
  }
  return found;
}

describe.each(PROVIDERS)('ESP by $name', (provider) => {
  it.each(SUITES)('%s: a batch comes back as it was, and nothing beside it moves', (_l, suite) => {
    const { arena, spans } = packets(suite, 6);
    const before = copy(arena);
    const sealer = provider.espSealer(suite, keysFor(suite), seededRandom('iv'));
    sealer.seal(arena, spans, 6);
    for (let i = 0; i < arena.length; i++) {
      const inside = spans.some((start, k) => k % 2 === 0 && i >= start && i < spans[k + 1]!);
      if (!inside && arena[i] !== before[i]) throw new Error(`octet ${i} was written`);
    }
    const verdicts = new Uint8Array(6);
    provider.espOpener(suite, keysFor(suite)).open(arena, spans, 6, verdicts);
    expect([...verdicts]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(bodies(suite, arena, spans)).toEqual(bodies(suite, before, spans));
  });

  it.each(PROTECTED)('%s: one changed bit anywhere is refused and left alone', (_l, suite) => {
    const { arena, spans } = packets(suite, 1);
    provider.espSealer(suite, keysFor(suite), seededRandom('iv')).seal(arena, spans, 1);
    const opener = provider.espOpener(suite, keysFor(suite));
    const verdicts = new Uint8Array(1);
    for (let at = spans[0]!; at < spans[1]!; at++) {
      const forged = copy(arena);
      forged[at]! ^= 1 << (at % 8);
      const kept = copy(forged);
      verdicts[0] = 1;
      opener.open(forged, spans, 1, verdicts);
      expect(verdicts[0], `octet ${at}`).toBe(0);
      expect(equal(forged, kept), `octet ${at} left alone`).toBe(true);
    }
    opener.open(arena, spans, 1, verdicts);
    expect(verdicts[0], 'a good packet after bad ones').toBe(1);
  });

  it.each(SUITES)('%s: no length is too short or too odd for it', (_label, suite) => {
    const { blockOctets, ivOctets, icvOctets } = espLayout(suite);
    const opener = provider.espOpener(suite, keysFor(suite));
    const least = 8 + ivOctets + Math.max(2, blockOctets) + icvOctets;
    const arena = seededRandom('short').bytes(least + 40);
    const verdicts = new Uint8Array(1);
    for (let length = 0; length < least + 40; length++) {
      verdicts[0] = 9;
      opener.open(copy(arena), Uint32Array.of(0, length), 1, verdicts);
      const shaped = length >= least && (length - least) % blockOctets === 0;
      expect(verdicts[0], `${length} octets`).toBe(shaped && icvOctets === 0 ? 1 : 0);
    }
  });

  it.each(CBC)('%s: IV = E(R xor the last block of the SA)', (_label, suite) => {
    const { ivOctets } = espLayout(suite);
    const keys = keysFor(suite);
    const { arena, spans } = packets(suite, 4);
    const expected = copy(arena);
    provider.espSealer(suite, keys, seededRandom('contract')).seal(arena, spans, 4);

    const block = provider.cbc(suite.encryption as CbcName, keys.encryption);
    const random = seededRandom('contract');
    const fixed = provider.espSealer(suite, keys, seededRandom('unused'));
    const { icvOctets } = espLayout(suite);
    let last: Uint8Array = new Uint8Array(ivOctets);
    for (let i = 0; i < 4; i++) {
      const end = spans[2 * i + 1]!;
      const iv = block.encrypt(last, random.bytes(ivOctets));
      fixed.sealWithIv(expected, spans[2 * i]!, end, iv);
      last = copy(expected.subarray(end - icvOctets - ivOctets, end - icvOctets));
    }
    expect(toHex(arena)).toBe(toHex(expected));
  });

  it.each(SUITES)('%s: a packet with an IV of its own does not move the SA', (_label, suite) => {
    const { arena, spans } = packets(suite, 3);
    const undisturbed = copy(arena);
    const forgery = copy(arena);
    const sealer = provider.espSealer(suite, keysFor(suite), seededRandom('iv'));
    sealer.seal(arena, spans, 1);
    const iv = new Uint8Array(espLayout(suite).ivOctets).fill(9);
    sealer.sealWithIv(forgery, spans[2]!, spans[3]!, iv);
    sealer.seal(arena, spans.subarray(2), 2);
    provider.espSealer(suite, keysFor(suite), seededRandom('iv')).seal(undisturbed, spans, 3);
    expect(toHex(arena)).toBe(toHex(undisturbed));
  });

  it('refuses keys and suites that cannot be', () => {
    const suite: EspSuite = { encryption: 'aes-gcm-16', keyBits: 128, integrity: 'none' };
    const good = keysFor(suite);
    const random = seededRandom('unused');
    for (const part of ['encryption', 'salt', 'integrity'] as const) {
      const bad = { ...good, [part]: new Uint8Array(good[part].length + 1) };
      expect(() => provider.espSealer(suite, bad, random)).toThrow(new RegExp(`the ${part} key`));
      expect(() => provider.espOpener(suite, bad)).toThrow(RangeError);
    }
    const twice: EspSuite = { ...suite, integrity: 'hmac-sha1-96' };
    expect(() => provider.espOpener(twice, good)).toThrow(/takes no HMAC-SHA1-96/);
    expect(() =>
      provider.espSealer(suite, good, random).sealWithIv(new Uint8Array(64), 0, 64, good.salt),
    ).toThrow(/IV/);
    expect(() =>
      provider.espSealer(suite, good, random).seal(new Uint8Array(64), Uint32Array.of(0, 20), 1),
    ).toThrow(/span/);
  });
});

describe('the providers against each other', () => {
  it.each(SUITES)('%s: the same octets from the same source', (_label, suite) => {
    const sealed = PROVIDERS.map((provider) => {
      const { arena, spans } = packets(suite, 8);
      const sealer = provider.espSealer(suite, keysFor(suite), seededRandom('same'));
      sealer.seal(arena, spans, 3);
      sealer.seal(arena, spans.subarray(6), 5);
      return { arena, spans };
    });
    const [first] = sealed;
    for (const { arena } of sealed) expect(toHex(arena)).toBe(toHex(first!.arena));
    const opened = PROVIDERS.map((provider, index) => {
      // Each opens what another one has sealed.
      const { arena, spans } = sealed[(index + 1) % PROVIDERS.length]!;
      const verdicts = new Uint8Array(8);
      provider.espOpener(suite, keysFor(suite)).open(arena, spans, 8, verdicts);
      expect([...verdicts]).toEqual(Array(8).fill(1));
      return toHex(arena);
    });
    for (const octets of opened) expect(octets).toBe(opened[0]);
  });
});
