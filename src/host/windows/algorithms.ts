/** Windows' names of algorithms as IKE and ESP know them. */

import type { GroupId, Protection } from '../../crypto/provider.ts';
import type { MainModeProposal } from '../../ike/policy.ts';
import type { MainModeMethod, SecurityMethod } from '../../policy/model.ts';

const GROUPS = { 1: 1, 2: 2, 3: 14 } as const satisfies Readonly<Record<1 | 2 | 3, GroupId>>;

const ESP_CIPHERS = {
  DES: { encryption: 'des-cbc', keyBits: 64 },
  '3DES': { encryption: '3des-cbc', keyBits: 192 },
  None: { encryption: 'null', keyBits: 0 },
} as const;

const INTEGRITY = { MD5: 'hmac-md5-96', SHA1: 'hmac-sha1-96', None: 'none' } as const;

/** IKE's number of a Diffie-Hellman group: Windows' 3, DH2048, is group 14. */
export function groupOf(group: 1 | 2 | 3): GroupId {
  return GROUPS[group];
}

/** `3DES-SHA1-2`. */
export function mainModeProposal({ encryption, hash, group }: MainModeMethod): MainModeProposal {
  return {
    encryption: encryption === 'DES' ? 'des-cbc' : '3des-cbc',
    keyBits: encryption === 'DES' ? 64 : 192,
    hash: hash === 'MD5' ? 'md5' : 'sha1',
    group: groupOf(group),
  };
}

/** `ESP[3DES,SHA1]`, `AH[SHA1]`, or both; undefined where a method says neither. */
export function protectionOf({ ah, esp }: SecurityMethod): Protection | undefined {
  const outside = ah && INTEGRITY[ah];
  if (esp === undefined) return outside && { protocol: 'ah', ah: outside };
  const suite = { ...ESP_CIPHERS[esp.encryption], integrity: INTEGRITY[esp.integrity] };
  return outside === undefined
    ? { protocol: 'esp', suite }
    : { protocol: 'ah+esp', suite, ah: outside };
}
