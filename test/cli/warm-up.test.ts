/** What a peer does with its cryptography before the first message. */

import { expect, test } from 'vitest';
import { warmUp } from '../../src/cli/crypto/warm-up.ts';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { pair } from '../../src/sim/pair.ts';

test('uses what its policy names first, so that nothing is proved while a peer waits', () => {
  const used: string[] = [];
  const provider: CryptoProvider = {
    ...nodeProvider,
    hash: (name, ...parts) => {
      used.push(`hash ${name}`);
      return nodeProvider.hash(name, ...parts);
    },
    generateKeyPair: (group, random) => {
      used.push(`group ${group}`);
      return nodeProvider.generateKeyPair(group, random);
    },
    espSealer: (suite, ...others) => {
      used.push(`${suite.encryption} ${suite.integrity}`);
      return nodeProvider.espSealer(suite, ...others);
    },
  };
  const proposals = [{ encryption: 'aes-cbc', keyBits: 128, hash: 'sha256', group: 14 }] as const;
  const { a } = pair({ seed: 'warm', both: { peer: { proposals } } });
  warmUp(provider, a.host.config);
  expect(used.slice(0, 2)).toEqual(['hash sha256', 'group 14']);
  expect(used.length).toBeGreaterThan(2);
});
