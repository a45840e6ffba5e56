/** What the halves of a pair are made of: an SA for each protocol, as events tell of them. */

import { Secret } from '../../base/secret.ts';
import { suiteLabel } from '../../crypto/algorithms.ts';
import { protectionLabel } from '../../crypto/protection.ts';
import type { SaHalf, SaPairParameters } from './sa.ts';
import type { SaProtocol } from './sad.ts';

/** One SA of a half with its keys. */
export interface SaOfHalf {
  readonly protocol: SaProtocol;
  readonly spi: number;
  readonly suite: string;
  readonly encryptionKey: Secret;
  readonly salt: Secret;
  readonly integrityKey: Secret;
}

/** ESP's SA, then AH's. */
export function sasOf({ suite, ah }: SaPairParameters, half: SaHalf): SaOfHalf[] {
  const sas: SaOfHalf[] = [];
  if (suite !== undefined) {
    const { encryption, salt, integrity } = half.keys;
    sas.push({
      protocol: 'esp',
      spi: half.spi,
      suite: suiteLabel(suite),
      encryptionKey: new Secret(encryption),
      salt: new Secret(salt),
      integrityKey: new Secret(integrity),
    });
  }
  if (ah !== undefined) {
    const none = new Secret(new Uint8Array(0));
    const own = { spi: half.spi, key: half.keys.integrity };
    const { spi, key } = (suite === undefined ? own : half.ah) ?? own;
    sas.push({
      protocol: 'ah',
      spi,
      suite: protectionLabel({ ah }),
      encryptionKey: none,
      salt: none,
      integrityKey: new Secret(key),
    });
  }
  return sas;
}
