/** What is weak about what two sides agreed on, in words, and what a policy that refuses it leaves. */

import { CBC_CIPHERS, HASHES, isWeakGroup } from '../crypto/algorithms.ts';
import { type ProtectionParts, protectionWeaknesses } from '../crypto/protection.ts';
import type { PhaseOneName } from './isakmp-sa.ts';
import type { ChildPolicy, MainModeProposal, PeerPolicy } from './policy.ts';

/** What is weak about a set of phase 1 attributes; empty for a sound one. */
export function mainModeWeaknesses(proposal: MainModeProposal): readonly string[] {
  const { encryption, hash, group } = proposal;
  const found: string[] = [];
  if (CBC_CIPHERS[encryption].weak) found.push('DES-CBC has a 56-bit key');
  if (HASHES[hash].weak) found.push('MD5 is broken as a hash');
  return [...found, ...groupWeaknesses(group)];
}

/** The same of a whole main-mode SA: aggressive mode shows what a key can be guessed by. */
export function phaseOneWeaknesses(
  proposal: MainModeProposal,
  exchange: PhaseOneName,
): readonly string[] {
  const found = mainModeWeaknesses(proposal);
  return exchange === 'aggressive mode' ? [...found, AGGRESSIVE_WITH_KEY] : found;
}

/** What is weak about a pair of SAs; empty for a sound one. */
export function childWeaknesses(
  { suite, ah }: ProtectionParts,
  pfsGroup: number | undefined,
): readonly string[] {
  return [...protectionWeaknesses({ suite, ah }), ...groupWeaknesses(pfsGroup)];
}

/** The main-mode proposals that may be offered and taken. */
export function soundProposals({ proposals, dialect }: PeerPolicy): readonly MainModeProposal[] {
  if (!dialect.refuseWeak) return proposals;
  return proposals.filter((proposal) => mainModeWeaknesses(proposal).length === 0);
}

/** A policy entry with the suites that may be offered and taken. */
export function soundChild(child: ChildPolicy, { dialect }: PeerPolicy): ChildPolicy {
  if (!dialect.refuseWeak) return child;
  const proposals = child.proposals.filter(
    (proposal) => childWeaknesses(proposal, child.pfsGroup).length === 0,
  );
  return { ...child, proposals };
}

const AGGRESSIVE_WITH_KEY =
  'aggressive mode showed a hash by which the pre-shared key can be guessed offline';

const MODP_BITS: Readonly<Record<number, number>> = { 1: 768, 2: 1024 };

/** What is weak about a Diffie-Hellman group, if one is used. */
export function groupWeaknesses(group: number | undefined): readonly string[] {
  if (group === undefined || !isWeakGroup(group as MainModeProposal['group'])) return [];
  return [`group ${group} has only ${MODP_BITS[group]} bits`];
}
