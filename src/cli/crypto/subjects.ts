/** What a provider of cryptography is chosen for, one by one. */

import { allSuites, CBC_CIPHERS, HASHES } from '../../crypto/algorithms.ts';
import { GROUPS } from '../../crypto/groups.ts';
import { AH_INTEGRITIES } from '../../crypto/protection.ts';
import { protectionName } from '../../crypto/protection-names.ts';
import type { AhIntegrity, CbcName, EspSuite, GroupId, HashName } from '../../crypto/provider.ts';
import { groupName, suiteName } from '../../crypto/suite-names.ts';

/** One thing that a provider does or does not do right. */
export type Subject =
  | { readonly kind: 'hash'; readonly name: HashName }
  | { readonly kind: 'hmac'; readonly name: HashName }
  | { readonly kind: 'cbc'; readonly name: CbcName; readonly keyOctets: number }
  | { readonly kind: 'sealing'; readonly keyOctets: number }
  | { readonly kind: 'group'; readonly group: GroupId }
  | { readonly kind: 'suite'; readonly suite: EspSuite }
  | { readonly kind: 'ah'; readonly integrity: AhIntegrity };

const AES_KEY_OCTETS = [16, 24, 32];

/** Every subject, as `espial doctor` lists them. */
export function allSubjects(): readonly Subject[] {
  const names = Object.keys(HASHES) as HashName[];
  return [
    ...names.map((name) => ({ kind: 'hash', name }) as const),
    ...names.map((name) => ({ kind: 'hmac', name }) as const),
    ...(Object.keys(CBC_CIPHERS) as CbcName[]).flatMap((name) =>
      CBC_CIPHERS[name].keyBits.map(
        (bits) => ({ kind: 'cbc', name, keyOctets: bits / 8 }) as const,
      ),
    ),
    ...AES_KEY_OCTETS.map((keyOctets) => ({ kind: 'sealing', keyOctets }) as const),
    ...GROUPS.map(({ id }) => ({ kind: 'group', group: id }) as const),
    ...allSuites().map((suite) => ({ kind: 'suite', suite }) as const),
    ...AH_INTEGRITIES.map((integrity) => ({ kind: 'ah', integrity }) as const),
  ];
}

/** What a subject is called, in a table and as a key: no two have one name. */
export function subjectName(subject: Subject): string {
  switch (subject.kind) {
    case 'hash':
      return subject.name;
    case 'hmac':
      return `hmac-${subject.name}`;
    case 'cbc':
      return `${subject.name}-${subject.keyOctets * 8}`;
    case 'sealing':
      return `aes-gcm-${subject.keyOctets * 8}`;
    case 'group':
      return groupName(subject.group);
    case 'suite':
      return suiteName(subject.suite);
    case 'ah':
      return protectionName({ protocol: 'ah', ah: subject.integrity });
  }
}
