import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { charonKeys } from './interop/charon-log.ts';
import { compareKeys, type EspialKeys } from './interop/espial-keys.ts';

/** Of a real run with PFS: the lines of charon's log about SAs and keys. What Espial logged of it stands below. */
const LOG = readFileSync(new URL('./fixtures/charon-pfs.txt', import.meta.url), 'utf8');
const COOKIE = '7ad74b12f6a92858';
const TO_ESPIAL =
  'a14801e4b25859a5deec085db6f2d0801cd4ef3f5a11f7feede154ee464fa9f9/0bbe7a797c9caa152e0694d56ffe996e6466e8db4ed0b5bd61780edf107ee11c';
const TO_STRONGSWAN =
  '1c34fd7c31890037eb701a2925d4aa93d29709fa581fc6c14154e5ab7ffbdfba/3d3521a2b6fb6387cd9b768bc74f84ec6ef4367013ddd48bc4ff5585a4982214';

const OURS: EspialKeys = {
  ike: new Map([[COOKIE, 'b3b13c69f959d99000df29792f9e9468']]),
  sas: new Map([
    ['cf080891', TO_ESPIAL],
    ['2e532c58', TO_STRONGSWAN],
  ]),
};

describe("the reader of strongSwan's log", () => {
  it('finds the key of phase 1 by its cookie', () => {
    expect(charonKeys(LOG).ike).toEqual([
      { initiatorCookie: COOKIE, cipherKey: 'b3b13c69f959d99000df29792f9e9468' },
    ]);
  });

  it('finds which keys belong to which SPI, behind the shared secret of PFS too', () => {
    const { sas } = charonKeys(LOG);
    const byspi = sas.map((sa) => [sa.spi, `${sa.encryptionKey}/${sa.integrityKey}`]);
    expect(Object.fromEntries(byspi)).toEqual({ cf080891: TO_ESPIAL, '2e532c58': TO_STRONGSWAN });
    expect(sas.map((sa) => [sa.encryption, sa.integrity])).toEqual([
      ['AES_CBC', 'HMAC_SHA2_256_128'],
      ['AES_CBC', 'HMAC_SHA2_256_128'],
    ]);
  });

  it('keeps threads apart that log at the same time', () => {
    const [first, second] = [LOG.replace(/^(\S+) \d\d\[/gm, '$1 30['), LOG].map((log) =>
      log.split('\n'),
    );
    const mixed = first!.flatMap((line, n) => [line, second![n]!]).join('\n');
    const { sas } = charonKeys(mixed);
    expect(sas).toHaveLength(4);
    expect(new Set(sas.map((sa) => `${sa.spi} ${sa.encryptionKey}`)).size).toBe(2);
  });

  it('passes over what is no key', () => {
    expect(charonKeys('nonsense\n06:00:00.000 01[IKE] x => 4 bytes @ 0x0\n')).toEqual({
      ike: [],
      sas: [],
    });
  });
});

describe('the comparison of both programs’ keys', () => {
  it('counts what is the same', () => {
    expect(compareKeys(OURS, charonKeys(LOG), true)).toEqual({ ike: 1, sas: 2, differences: [] });
  });

  it('tells an SA whose keys differ, and one that Espial does not know', () => {
    const sas = new Map([['cf080891', TO_STRONGSWAN]]);
    const { differences } = compareKeys({ ...OURS, sas }, charonKeys(LOG), true);
    expect(differences).toEqual([
      'Espial logged no keys of ESP SA 0x2e532c58',
      'the keys of ESP SA 0xcf080891 differ',
    ]);
  });

  it('tells an IKE key that differs', () => {
    const ike = new Map([[COOKIE, '00']]);
    expect(compareKeys({ ...OURS, ike }, charonKeys(LOG), true).differences).toEqual([
      `the IKE key of ${COOKIE} differs`,
    ]);
  });
});
