import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider, Mac } from '../../src/crypto/provider.ts';
import { parseMainModeProposal, parseSuite } from '../../src/crypto/suite-names.ts';
import type { BenchOptions } from './bench.ts';
import { Duo } from './duo.ts';

const WEAK = fromHex('1f1f1f1f0e0e0e0e');
const DES_MAIN_MODE: BenchOptions = {
  peer: { proposals: [parseMainModeProposal('des-sha1-ecp256')] },
};
const esp = (name: string): BenchOptions => ({
  child: { proposals: [{ protocol: 'esp', suite: parseSuite(name) }] },
});

/** A provider whose prf begins with octets of the test's choice wherever the test wants it. */
function rigged(
  start: Uint8Array,
  where: (parts: readonly Uint8Array[]) => boolean,
): CryptoProvider {
  const rig = (mac: Mac): Mac => ({
    compute(...parts) {
      const whole = mac.compute(...parts);
      if (where(parts)) whole.set(start);
      return whole;
    },
  });
  return { ...nodeProvider, hmac: (name, key) => rig(nodeProvider.hmac(name, key)) };
}

/** SKEYID_e is the prf that ends with the octet 2 (RFC 2409 5). */
const isSkeyidE = (parts: readonly Uint8Array[]): boolean =>
  parts.length === 4 && parts[3]!.length === 1 && parts[3]![0] === 2;
/** KEYMAT begins, without PFS, with the protocol ESP and an SPI in front of the nonces (RFC 2409 5.5). */
const isKeymat = ([seed, ...more]: readonly Uint8Array[]): boolean =>
  more.length === 0 && seed!.length > 21 && seed![0] === 3;

describe('a weak key', () => {
  test('of main mode is refused, and explains why the exchange ran out', () => {
    const provider = rigged(WEAK, isSkeyidE);
    const duo = new Duo({ both: { ...DES_MAIN_MODE, provider } });
    duo.initiate('tunnel');
    duo.settle();
    expect(duo.b.drops[0]).toMatch(/main mode, message 3: .*is a weak key of DES/);
    duo.advance(120_000);
    expect(duo.a.engine.mainModeSas()).toHaveLength(0);
    expect(duo.b.failures.map(({ code }) => code)).toContain('weak-key');
  });

  test('of main mode does no harm under another cipher', () => {
    const provider = rigged(WEAK, isSkeyidE);
    const duo = new Duo({ both: { provider } });
    duo.complete('tunnel');
    expect(duo.a.of('main-mode-established')).toHaveLength(1);
  });

  test.each([
    ['des-sha1', WEAK, /is a weak key of DES/],
    ['des-sha1', fromHex('01fe01fe01fe01fe'), /is a semi-weak key of DES/],
    ['3des-sha1', fromHex('0123456789abcdef'.repeat(2)), /no more than DES/],
  ])(
    'of %s ends the quick mode, says so to the peer, and installs nothing',
    (name, start, words) => {
      const provider = rigged(start, isKeymat);
      const duo = new Duo({ both: { ...esp(name), provider } });
      duo.complete('tunnel');
      expect(duo.b.failures).toMatchObject([{ code: 'weak-key', notify: 17 }]);
      expect(duo.b.failures[0]!.detail).toMatch(words);
      expect(duo.a.failures[0]!.detail).toContain('INVALID-KEY-INFORMATION');
      for (const { sas } of [duo.a, duo.b]) expect(sas.installed.size + sas.reserved.size).toBe(0);
      expect(duo.a.engine.mainModeSas()).toHaveLength(1);
    },
  );

  test('is refused by an initiator whose peer takes it', () => {
    const duo = new Duo({ both: esp('des-sha1'), a: { provider: rigged(WEAK, isKeymat) } });
    duo.complete('tunnel');
    expect(duo.a.failures).toMatchObject([{ code: 'weak-key', where: 'quick mode, message 2' }]);
    for (const { sas } of [duo.a, duo.b]) expect(sas.reserved.size).toBe(0);
    expect(duo.a.sas.installed.size).toBe(0);
  });

  test('that is only possibly weak is taken', () => {
    const provider = rigged(fromHex('1f1f01010e0e0101'), isKeymat);
    const duo = new Duo({ both: { ...esp('des-sha1'), provider } });
    duo.complete('tunnel');
    expect(duo.a.sas.installed.size).toBe(1);
  });
});
