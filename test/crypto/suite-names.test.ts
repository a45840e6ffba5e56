import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import {
  allSuites,
  divideKeymat,
  espLayout,
  keyOctets,
  suiteLabel,
  suiteWeaknesses,
} from '../../src/crypto/algorithms.ts';
import { GROUPS } from '../../src/crypto/groups.ts';
import type { EspSuite } from '../../src/crypto/provider.ts';
import {
  groupName,
  mainModeProposalLabel,
  mainModeProposalName,
  parseGroup,
  parseMainModeProposal,
  parseSuite,
  suiteName,
} from '../../src/crypto/suite-names.ts';

describe('names of ESP suites', () => {
  it.each(allSuites().map((suite) => [suiteName(suite), suite] as const))('%s', (name, suite) => {
    expect(parseSuite(name)).toEqual(suite);
    expect(parseSuite(` ${name.toUpperCase()} `)).toEqual(suite);
  });

  it('are strongSwan keywords, with its other spellings', () => {
    const aes: EspSuite = { encryption: 'aes-cbc', keyBits: 128, integrity: 'hmac-sha1-96' };
    expect(parseSuite('aes128-sha1')).toEqual(aes);
    expect(parseSuite('aes-sha')).toEqual(aes);
    expect(parseSuite('aes256gcm128')).toEqual(parseSuite('aes256gcm16'));
    expect(parseSuite('3des-sha2_256').integrity).toBe('hmac-sha256-128');
    expect(suiteName(aes)).toBe('aes128-sha1');
  });

  it.each([
    ['', /no encryption algorithm "".*there are null, des, 3des, aes128,/],
    ['blowfish-sha1', /no encryption algorithm "blowfish"/],
    ['constructor-sha1', /no encryption algorithm "constructor"/],
    ['aes128', /aes128 needs an integrity algorithm: md5, sha1,/],
    ['aes128-toString', /no integrity algorithm "tostring"; there are md5, sha1,/],
    ['aes128-sha1-modp1024', /"modp1024" is one part too many/],
    ['aes128gcm16-sha1', /AES-GCM protects integrity itself and takes no HMAC-SHA1-96/],
    ['null-none', /NULL needs an integrity algorithm/],
    ['aes128ctr-none', /AES-CTR needs an integrity algorithm/],
  ])('"%s" is refused in words', (text, words) => {
    expect(() => parseSuite(text)).toThrow(words);
    expect(() => parseSuite(text)).toThrow(RangeError);
  });
});

describe('names of main-mode proposals', () => {
  it('go both ways', () => {
    const proposal = parseMainModeProposal('aes128-sha1-modp1024');
    expect(proposal).toEqual({ encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group: 2 });
    expect(mainModeProposalName(proposal)).toBe('aes128-sha1-modp1024');
    expect(mainModeProposalLabel(proposal)).toBe('AES-CBC-128, SHA1, MODP-1024 (group 2)');
    expect(parseMainModeProposal('3des-md5-modp768')).toMatchObject({ keyBits: 192, group: 1 });
    expect(mainModeProposalLabel(parseMainModeProposal('des-sha512-ecp521'))).toBe(
      'DES-CBC, SHA2-512, ECP-521 (group 21)',
    );
    for (const { id } of GROUPS) expect(parseGroup(groupName(id))).toBe(id);
  });

  it.each([
    ['aes128-sha1', /encryption-hash-group/],
    [
      'aes128gcm16-sha1-modp1024',
      /no encryption algorithm "aes128gcm16"; there are des, 3des, aes/,
    ],
    ['aes128-none-modp1024', /no hash "none"; there are md5, sha1/],
    ['aes128-sha1-modp1000', /no Diffie-Hellman group "modp1000"; there are modp768, modp1024/],
  ])('"%s" is refused in words', (text, words) => {
    expect(() => parseMainModeProposal(text)).toThrow(words);
  });
});

describe('the facts of a suite', () => {
  it('divide KEYMAT into cipher key, salt, MAC key (RFC 2409 5.5, 3686 5.1, 4106 8.1)', () => {
    const keymat = Uint8Array.from({ length: 80 }, (_, i) => i);
    const parts = (name: string) => {
      const keys = divideKeymat(parseSuite(name), keymat);
      return [toHex(keys.encryption), toHex(keys.salt), toHex(keys.integrity)];
    };
    expect(parts('aes128gcm16')).toEqual(['000102030405060708090a0b0c0d0e0f', '10111213', '']);
    expect(parts('des-md5')).toEqual(['0001020304050607', '', '08090a0b0c0d0e0f1011121314151617']);
    expect(parts('aes128ctr-sha1')).toEqual([
      '000102030405060708090a0b0c0d0e0f',
      '10111213',
      '1415161718191a1b1c1d1e1f2021222324252627',
    ]);
    expect(keyOctets(parseSuite('aes256-sha512')).total).toBe(96);
    expect(() => divideKeymat(parseSuite('aes256-sha512'), keymat)).toThrow(/96 octets of KEYMAT/);
    expect(() => keyOctets({ encryption: 'des-cbc', keyBits: 56, integrity: 'none' })).toThrow(
      /DES-CBC has no key of 56 bits, only of 64/,
    );
  });

  it('lay packets out', () => {
    expect(espLayout(parseSuite('3des-md5'))).toEqual({
      ivOctets: 8,
      paddingOctets: 8,
      blockOctets: 8,
      icvOctets: 12,
    });
    expect(espLayout(parseSuite('chacha20poly1305'))).toEqual({
      ivOctets: 8,
      paddingOctets: 4,
      blockOctets: 1,
      icvOctets: 16,
    });
    expect(espLayout(parseSuite('null-sha384')).icvOctets).toBe(24);
  });

  it('can be said, with what is weak about it', () => {
    expect(suiteLabel(parseSuite('aes128-sha1'))).toBe('AES-CBC-128 with HMAC-SHA1-96');
    expect(suiteLabel(parseSuite('aes256gcm16'))).toBe('AES-GCM-256');
    expect(suiteLabel(parseSuite('aes128gcm8'))).toBe('AES-GCM-128 with 8-octet ICV');
    expect(suiteLabel(parseSuite('aes192gmac'))).toBe('AES-GMAC-192');
    expect(suiteLabel(parseSuite('aes128-aesxcbc'))).toBe('AES-CBC-128 with AES-XCBC-MAC-96');
    expect(suiteLabel(parseSuite('3des-sha256'))).toBe('3DES-CBC with HMAC-SHA2-256-128');
    expect(suiteWeaknesses(parseSuite('aes256gcm16'))).toEqual([]);
    expect(suiteWeaknesses(parseSuite('des-md5'))).toHaveLength(2);
    expect(suiteWeaknesses(parseSuite('null-sha1'))).toEqual(['NULL does not encrypt']);
    expect(suiteWeaknesses(parseSuite('aes128gmac'))).toEqual(['AES-GMAC does not encrypt']);
    expect(suiteWeaknesses(parseSuite('aes128-none'))).toHaveLength(1);
  });

  it('count 72 suites', () => {
    expect(allSuites()).toHaveLength(72);
    expect(new Set(allSuites().map(suiteLabel)).size).toBe(72);
  });
});
