/**
 * Handshakes: main mode and quick mode of two hosts in one process, both sides counted, with a
 * pre-shared key, AES-128 and SHA-1. No sockets: what is measured is the protocol and its crypto.
 */

import { nobleProvider } from '../src/crypto/noble.ts';
import { nodeProvider } from '../src/crypto/node.ts';
import type { CryptoProvider, GroupId } from '../src/crypto/provider.ts';
import { groupName } from '../src/crypto/suite-names.ts';
import { pair } from '../src/sim/pair.ts';
import type { BenchGroup, Contender } from './interleave.ts';

const GROUPS: readonly GroupId[] = [1, 2, 14, 19];

/** One bench group a Diffie-Hellman group, providers against each other. */
export function handshakeGroups(): readonly BenchGroup[] {
  return GROUPS.map((group) => ({
    name: `psk ${groupName(group)}`,
    contenders: [nodeProvider, nobleProvider].map((provider) => contender(provider, group)),
  }));
}

function contender(provider: CryptoProvider, group: GroupId): Contender {
  let seed = 0;
  return {
    name: provider.name,
    run(times) {
      for (let i = 0; i < times; i++) handshake(provider, group, `bench ${seed++}`);
    },
  };
}

function handshake(provider: CryptoProvider, group: GroupId, seed: string): void {
  const proposals = [{ encryption: 'aes-cbc', keyBits: 128, hash: 'sha1', group }] as const;
  const subject = pair({ seed, provider, both: { peer: { proposals } } });
  const result = subject.command(subject.a, { kind: 'up', policy: 'transport' });
  if (!result.ok) throw new Error(result.error);
}
