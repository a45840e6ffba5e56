/** What Windows Server 2003 has not, so that its dialect cannot be spoken with it (docs/windows-facts.md). */

import { CBC_CIPHERS, HASHES, suiteLabel } from '../../crypto/algorithms.ts';
import { type ProtectionParts, protectionLabel } from '../../crypto/protection.ts';
import type { CbcName, EspEncryption, EspIntegrity, HashName } from '../../crypto/provider.ts';
import type { MainModeProposal } from '../policy.ts';

const CIPHERS: ReadonlySet<CbcName> = new Set(['des-cbc', '3des-cbc']);
const HASH_NAMES: ReadonlySet<HashName> = new Set(['md5', 'sha1']);
const GROUPS: ReadonlySet<number> = new Set([1, 2, 14]);
const ENCRYPTION: ReadonlySet<EspEncryption> = new Set(['null', 'des-cbc', '3des-cbc']);
const INTEGRITY: ReadonlySet<EspIntegrity> = new Set(['none', 'hmac-md5-96', 'hmac-sha1-96']);

/** What that system lacks of a main-mode proposal, as a sentence. */
export function lackOfProposal({ encryption, hash, group }: MainModeProposal): string | undefined {
  if (!CIPHERS.has(encryption))
    return `Windows 2003 has no ${CBC_CIPHERS[encryption].label} in main mode, only DES and 3DES`;
  if (!HASH_NAMES.has(hash))
    return `Windows 2003 has no ${HASHES[hash].label} in main mode, only MD5 and SHA1`;
  return lackOfGroup(group);
}

/** The same of a Diffie-Hellman group. */
export function lackOfGroup(group: number): string | undefined {
  if (GROUPS.has(group)) return undefined;
  return `Windows 2003 has no Diffie-Hellman group ${group}, only 1, 2 and 14`;
}

/** The same of an ESP suite, of AH, or of both. */
export function lackOfProtection({ suite, ah }: ProtectionParts): string | undefined {
  if (ah !== undefined && !INTEGRITY.has(ah))
    return `Windows 2003 has no ${protectionLabel({ ah })}, only MD5 or SHA1`;
  if (suite === undefined) return undefined;
  if (ENCRYPTION.has(suite.encryption) && INTEGRITY.has(suite.integrity)) return undefined;
  return `Windows 2003 has no ${suiteLabel(suite)}, only NULL, DES and 3DES with MD5 or SHA1`;
}

export const NO_AGGRESSIVE_MODE = 'Windows 2003 has no aggressive mode';
export const NO_DEAD_PEER_DETECTION = 'Windows 2003 has no dead peer detection';
export const NO_ECDSA = 'Windows 2003 signs with RSA keys alone';
export const NO_ESN = 'Windows 2003 has no extended sequence numbers';
