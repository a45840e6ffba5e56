import { describe, expect, test } from 'vitest';
import { nodeProvider } from '../../src/crypto/node.ts';
import type { CryptoProvider } from '../../src/crypto/provider.ts';
import { Bench } from './bench.ts';
import { Puppet } from './puppet.ts';

describe('a message 3 whose values are bad at first sight', () => {
  test.each([
    ['a nonce too short', { ni: new Uint8Array(7) }],
    ['a public value too short', { ke: new Uint8Array(63) }],
  ])('costs no key pair: %s', (_, changes) => {
    let keyPairs = 0;
    const provider: CryptoProvider = {
      ...nodeProvider,
      generateKeyPair(group, random) {
        keyPairs++;
        return nodeProvider.generateKeyPair(group, random);
      },
    };
    const bench = new Bench({ provider });
    const puppet = new Puppet(bench, { role: 'initiator' });
    puppet.offer();
    for (let i = 0; i < 50; i++) puppet.give(puppet.message3(changes));
    expect(keyPairs).toBe(0);
    puppet.exchangeKeys();
    expect(keyPairs).toBe(1);
  });
});
