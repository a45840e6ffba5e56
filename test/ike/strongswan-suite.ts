/** The ESP suites that strongSwan names, as Espial knows them. */

import type { EspSuite } from '../../src/crypto/provider.ts';
import { parseSuite } from '../../src/crypto/suite-names.ts';
import type { StrongswanCell } from './strongswan.ts';

/** charon's `ESP:AES_CBC_128/HMAC_SHA1_96/MODP_1024/NO_EXT_SEQ` in the words of a peer file. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^AES_CBC_(\d+)$/, 'aes$1'],
  [/^AES_CTR_(\d+)$/, 'aes$1ctr'],
  [/^AES_GCM_(8|12|16)_(\d+)$/, 'aes$2gcm$1'],
  [/^NULL_AES_GMAC_(\d+)$/, 'aes$1gmac'],
  [/^(3?DES)_CBC$/, '$1'],
  [/^NULL$/, 'null'],
  [/^HMAC_(MD5|SHA1)_96$/, '-$1'],
  [/^HMAC_SHA2_(\d+)_\d+$/, '-sha$1'],
  [/^AES_XCBC_96$/, '-aesxcbc'],
];

/** The suite that a recorded quick mode agreed on. */
export function suiteOf({ selectedEsp }: StrongswanCell): EspSuite {
  const parts = selectedEsp.replace(/^ESP:/, '').split('/');
  const words = parts.map((part) => {
    const found = WORDS.find(([pattern]) => pattern.test(part));
    return found === undefined ? '' : part.replace(found[0], found[1]);
  });
  return parseSuite(words.join(''));
}

/** Whether it agreed on 64-bit sequence numbers. */
export function esnOf({ selectedEsp }: StrongswanCell): boolean {
  return selectedEsp.endsWith('/EXT_SEQ');
}
