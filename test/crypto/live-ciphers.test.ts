/** An SA whose cipher gave way to busier ones goes on where it was. */

import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { LIMITS } from '../../src/base/limits.ts';
import { seededRandom } from '../../src/base/random.ts';
import { divideKeymat, espLayout, keyOctets } from '../../src/crypto/algorithms.ts';
import { fastProvider } from '../../src/crypto/fast/fast.ts';
import { nobleProvider } from '../../src/crypto/noble.ts';
import type { CryptoProvider, EspSuite } from '../../src/crypto/provider.ts';
import { parseSuite, suiteName } from '../../src/crypto/suite-names.ts';

const fast = fastProvider({ constantTime: true });
const SUITES = ['aes128-sha1', '3des-md5', 'aes128ctr-sha1', 'aes128gcm16'].map(parseSuite);

function saOf(provider: CryptoProvider, suite: EspSuite, seed: string) {
  const keys = divideKeymat(suite, seededRandom(seed).bytes(keyOctets(suite).total));
  const { ivOctets, paddingOctets, icvOctets } = espLayout(suite);
  const packet = new Uint8Array(8 + ivOctets + paddingOctets + icvOctets);
  const spans = Uint32Array.of(0, packet.length);
  const sealer = provider.espSealer(suite, keys, seededRandom(seed));
  const opener = provider.espOpener(suite, keys);
  return {
    seal(): string {
      sealer.seal(packet.fill(7), spans, 1);
      return toHex(packet);
    },
    open(): string {
      const verdicts = new Uint8Array(1);
      opener.open(packet, spans, 1, verdicts);
      return `${verdicts[0]} ${toHex(packet)}`;
    },
  };
}

describe('ciphers kept ready', () => {
  it.each(SUITES.map((suite) => [suiteName(suite), suite] as const))(
    '%s: more SAs than ciphers change nothing',
    (_name, suite) => {
      const [expected, subject] = [nobleProvider, fast].map((provider) =>
        saOf(provider, suite, 'subject'),
      );
      const same = (): void => {
        expect(subject!.seal()).toBe(expected!.seal());
        expect(subject!.seal()).toBe(expected!.seal());
        expect(subject!.open()).toBe(expected!.open());
      };
      same();
      for (let i = 0; i < LIMITS.liveCiphers; i++) saOf(fast, suite, 'others').seal();
      same();
    },
  );
});
