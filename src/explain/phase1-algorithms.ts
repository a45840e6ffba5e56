/** The cipher and the hash of a phase 1, from its SA payload, or from what a key's length allows. */

import type { CbcName, HashName } from '../crypto/provider.ts';
import { attributeNumber } from '../wire/isakmp/attribute-number.ts';
import type { SaBody } from '../wire/isakmp/sa.ts';
import { IKE_ATTRIBUTE, IKE_ENCRYPTION, IKE_HASH } from '../wire/numbers/ike.ts';
import { PROTOCOL } from '../wire/numbers/isakmp.ts';

const HASHES: ReadonlyMap<number | undefined, HashName> = new Map<number | undefined, HashName>([
  [IKE_HASH.MD5, 'md5'],
  [IKE_HASH.SHA1, 'sha1'],
  [IKE_HASH.SHA256, 'sha256'],
  [IKE_HASH.SHA384, 'sha384'],
  [IKE_HASH.SHA512, 'sha512'],
]);

const CIPHERS: ReadonlyMap<number | undefined, CbcName> = new Map<number | undefined, CbcName>([
  [IKE_ENCRYPTION.DES_CBC, 'des-cbc'],
  [IKE_ENCRYPTION.TRIPLE_DES_CBC, '3des-cbc'],
  [IKE_ENCRYPTION.AES_CBC, 'aes-cbc'],
]);

/** Where the SA with the choice is not in the capture. */
export const HASHES_TO_TRY: readonly HashName[] = [...HASHES.values()];

/** What an SA with one single transform says; a name is undefined where Espial has none. */
export function phase1Algorithms(
  sa: SaBody,
): { readonly hash: HashName | undefined; readonly cipher: CbcName | undefined } | undefined {
  const [proposal, another] = sa.proposals;
  const [transform, second] = proposal?.transforms ?? [];
  if (another !== undefined || second !== undefined || transform === undefined) return undefined;
  if (proposal!.protocol !== PROTOCOL.isakmp) return undefined;
  const number = (type: number): number | undefined => {
    const found = transform.attributes.find((attribute) => attribute.type === type);
    return found && attributeNumber(found);
  };
  return {
    hash: HASHES.get(number(IKE_ATTRIBUTE.HASH)),
    cipher: CIPHERS.get(number(IKE_ATTRIBUTE.ENCRYPTION)),
  };
}

interface Candidate {
  readonly key: Uint8Array;
  readonly cipher: CbcName;
  readonly blockOctets: 8 | 16;
}

/** The ciphers that keys may belong to: the negotiated one, or all that take so long a key. */
export function cipherCandidates(
  keys: readonly Uint8Array[],
  negotiated: CbcName | undefined,
): Candidate[] {
  return keys.flatMap((key) => {
    const ciphers = BY_KEY_OCTETS.get(key.length) ?? [];
    return ciphers
      .filter((cipher) => negotiated === undefined || cipher === negotiated)
      .map((cipher): Candidate => ({ key, cipher, blockOctets: cipher === 'aes-cbc' ? 16 : 8 }));
  });
}

const BY_KEY_OCTETS: ReadonlyMap<number, readonly CbcName[]> = new Map<number, readonly CbcName[]>([
  [8, ['des-cbc']],
  [16, ['aes-cbc']],
  [24, ['3des-cbc', 'aes-cbc']],
  [32, ['aes-cbc']],
]);
